import Language

/// Where the shell's cells come from: the seam behind which the terminal lives.
package protocol LineEditor: AnyObject {
    /// Reads one cell, complete by the language's rules.
    func readCell(_ request: CellRequest) -> CellInput
    /// Puts the terminal back as it was found.
    func close()
}

package struct CellRequest {
    /// `In [3]: `.
    package var prompt: String
    package var style: String
    /// What stands at the prompt to begin with, to be edited.
    package var initialText: String
    package var evaluator: any CellEvaluator

    package init(prompt: String, style: String = "", initialText: String = "", evaluator: any CellEvaluator) {
        self.prompt = prompt
        self.style = style
        self.initialText = initialText
        self.evaluator = evaluator
    }
}

package enum CellInput: Equatable {
    case cell(String)
    /// Ctrl-C: what was typed is dropped.
    case aborted
    /// Ctrl-D, or the end of the input.
    case end
    case failed(String)
}
