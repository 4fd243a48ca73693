import XCTest

final class MarkdownBlocksTests: XCTestCase {
    func testOnlySessionsAreTaken() {
        let page = "# Title\n\n```sh\nls\n```\ntext\n```python\n# %%\n1\n#> 1\n```\n```\nplain\n```\n"
        XCTAssertEqual(MarkdownBlocks.sessions(in: page), [String(repeating: "\n", count: 7) + "# %%\n1\n#> 1"])
    }
    func testAnOpenBlockIsNone() { XCTAssertEqual(MarkdownBlocks.sessions(in: "```\n# %%\n1\n"), []) }
}
