import ObjectModel

/// Every function about pictures, one line a family: global names of a session.
package enum PictureFunctions {
    // Belongs to the evaluator's thread.
    nonisolated(unsafe) package static let all: [NativeFunction] = ChartFunctions.all + ImageFunctions.all + GraphFunctions.all

    // Belongs to the evaluator's thread.
    nonisolated(unsafe) private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    package static func find(_ name: Name) -> NativeFunction? { byName[name] }
}
