import Foundation
import XCTest

@testable import Session

final class FileIOTests: XCTestCase {
    private var folder = ""

    override func setUpWithError() throws {
        folder = NSTemporaryDirectory() + "nbs-files-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }
    override func tearDown() { try? FileManager.default.removeItem(atPath: folder) }

    func testReplacingKeepsModeAndLink() throws {
        let path = folder + "/real.nbs"
        let link = folder + "/link.nbs"
        try "old".write(toFile: path, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real.nbs")
        try FileIO.replace(link, with: Array("new".utf8))
        XCTAssertEqual(try FileIO.read(path), Array("new".utf8))
        XCTAssertEqual(try FileManager.default.destinationOfSymbolicLink(atPath: link), "real.nbs")
        XCTAssertEqual(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int, 0o640)
        XCTAssertEqual(try FileIO.names(in: folder), ["link.nbs", "real.nbs"], "nothing is left behind")
    }

    func testProblems() throws {
        XCTAssertThrowsError(try FileIO.read(folder + "/none")) {
            XCTAssertEqual(($0 as? FileProblem)?.description, "\(folder)/none: No such file or directory")
        }
        XCTAssertThrowsError(try FileIO.read(folder)) {
            XCTAssertEqual(($0 as? FileProblem)?.description, "\(folder): Is a directory")
        }
        XCTAssertThrowsError(try FileIO.replace(folder + "/no/file", with: []))
    }

    func testSessionFilesBelowAFolder() throws {
        for name in ["b.nbs", "a.nbs", "c.txt", ".hidden.nbs", "deep/d.nbs"] {
            let path = "\(folder)/\(name)"
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try "".write(toFile: path, atomically: false, encoding: .utf8)
        }
        try FileManager.default.createSymbolicLink(atPath: folder + "/loop", withDestinationPath: ".")
        XCTAssertEqual(try FileIO.sessionFiles(at: folder), ["a.nbs", "b.nbs", "deep/d.nbs"].map { "\(folder)/\($0)" })
    }
}
