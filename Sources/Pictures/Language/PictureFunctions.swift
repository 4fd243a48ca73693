import ObjectModel

/// Every function about pictures, one line a family: global names of a session.
package enum PictureFunctions {
    // Belongs to the evaluator's thread.
    nonisolated(unsafe) package static let all: [NativeFunction] = ChartFunctions.all + ImageFunctions.all + GraphFunctions.all
}
