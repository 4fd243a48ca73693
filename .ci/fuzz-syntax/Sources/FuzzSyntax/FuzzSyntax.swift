import Syntax

/// Any text parses or is refused; what parses prints, and the printed text reads back as the same tree.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzSyntax(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    _ = completeness(of: text)
    guard let tree = try? parse(text) else { return 0 }
    let printed = SyntaxPrinter.print(tree)
    do throws(SyntaxProblem) {
        let again = SyntaxPrinter.print(try parse(printed))
        precondition(again == printed, "printed twice, two texts:\n\(printed)\n\(again)")
    } catch {
        // A string with a backslash in an f-string's field cannot be printed.
        let hasFormatted = printed.contains("f'") || printed.contains("f\"")
        precondition(hasFormatted || error.kind == .recursion, "does not read back: \(error.message)\n\(printed)")
    }
    return 0
}
