/// The candidate nearest to a misspelt name, by the measure and the limits of CPython's "Did you mean": moves cost 2, a
/// letter in the other case costs 1, and a third of the letters may differ.
public func nearest(to name: String, among candidates: [String]) -> String? {
    let target = Array(name.unicodeScalars)
    var best: (distance: Int, name: String)?
    for candidate in candidates where candidate != name {
        let scalars = Array(candidate.unicodeScalars)
        let limit = min((target.count + scalars.count + 3) * 2 / 6, (best?.distance ?? .max) - 1)
        guard abs(scalars.count - target.count) * 2 <= limit else { continue }
        let distance = editDistance(target, scalars)
        if distance <= limit { best = (distance, candidate) }
    }
    return best?.name
}

private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var row = (0...b.count).map { $0 * 2 }
    for (i, x) in a.enumerated() {
        var diagonal = row[0]
        row[0] = (i + 1) * 2
        for (j, y) in b.enumerated() {
            let substituted = diagonal + substitutionCost(x, y)
            diagonal = row[j + 1]
            row[j + 1] = min(substituted, min(row[j], diagonal) + 2)
        }
    }
    return row[b.count]
}

private func substitutionCost(_ x: Unicode.Scalar, _ y: Unicode.Scalar) -> Int {
    x == y ? 0 : x.properties.lowercaseMapping == y.properties.lowercaseMapping ? 1 : 2
}
