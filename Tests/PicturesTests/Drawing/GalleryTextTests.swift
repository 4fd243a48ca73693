import XCTest

@testable import Pictures

final class GalleryTextTests: XCTestCase {
    private let slope = Bitmap(rows: 2, columns: 5, planes: [[0, 1, 2, 3, 4, 4, 3, 2, 1, 0]])

    func testShades() {
        XCTAssertEqual(Gallery(images: [slope]).text(), "  ░░▒▒▓▓██\n██▓▓▒▒░░\n2 × 5, blank 0, full 4")
    }
    func testSideBySideOnOneScale() {
        let dark = Bitmap(rows: 1, columns: 2, planes: [[0, 8]])
        XCTAssertEqual(
            Gallery(images: [slope, dark]).text(),
            "    ░░░░▒▒    ██\n▒▒░░░░\n2 images of 2 sizes, blank 0, full 8")
    }
    func testWrapsWhenTheLineIsFull() {
        let text = Gallery(images: [slope, slope, slope], width: 24).text()
        XCTAssertEqual(text.split(separator: "\n", omittingEmptySubsequences: false).count, 6)
    }
    func testLargeImagesShrink() {
        let large = Bitmap(rows: 100, columns: 100, planes: [Array(repeating: 1, count: 10_000)])
        XCTAssertEqual(large.shrunk(by: 3).rows, 34)
        XCTAssertLessThanOrEqual(Gallery(images: [large]).text().split(separator: "\n").map(\.count).max() ?? 0, 72)
    }
    func testNotANumber() {
        XCTAssertEqual(Gallery(images: [Bitmap(rows: 1, columns: 2, planes: [[.nan, 1]])]).text(), "??\n1 × 2, blank 1, full 1")
    }
}
