import Foundation
import XCTest

@testable import Autograd

/// The reference page says what the catalog says.
final class OpReferenceTests: XCTestCase {
    func testThePageIsCurrent() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let path = root.appendingPathComponent("docs/reference/operations.md")
        let page = OpReference.page()
        if ProcessInfo.processInfo.environment["UPDATE_REFERENCE"] != nil {
            try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
            try page.write(to: path, atomically: true, encoding: .utf8)
        }
        let written = try? String(contentsOf: path, encoding: .utf8)
        XCTAssertEqual(written, page, "docs/reference/operations.md is stale: UPDATE_REFERENCE=1 swift test --filter OpReferenceTests")
    }
}
