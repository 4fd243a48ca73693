import ObjectModel
import TensorCore

/// `einsum`: operands are brought to one order of dimensions, then multiplied two at a time.
enum Einsum {
    static func run(_ equation: String, _ operands: [Tensor]) throws -> Tensor {
        guard !operands.isEmpty else { throw Raised.runtimeError("einsum(): must provide at least one operand") }
        let text = equation.filter { $0 != " " }
        let sides = text.split(separator: "->", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let inputs = (sides.first ?? "").split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard inputs.count >= operands.count else {
            throw Raised.runtimeError("einsum(): more operands were provided than specified in the equation")
        }
        guard inputs.count == operands.count else {
            throw Raised.runtimeError("einsum(): fewer operands were provided than specified in the equation")
        }
        // The dots stand for as many dimensions as are left; letters "0", "1" … from the right name them.
        var labels: [[Character]] = []
        var dots = 0
        for (index, input) in inputs.enumerated() {
            labels.append(try expand(input, operands[index].rank, index))
            dots = max(dots, labels[index].count { $0.isNumber })
        }
        var sizes: [Character: Int] = [:]
        for (index, names) in labels.enumerated() {
            for (dim, name) in names.enumerated() {
                let size = operands[index].shape[dim]
                if let known = sizes[name], known != size, known != 1, size != 1 {
                    throw Raised.runtimeError(
                        "einsum(): subscript \(name) has size \(size) for operand \(index) which does not broadcast with previously seen size \(known)")
                }
                sizes[name] = max(sizes[name] ?? 1, size == 0 ? 0 : size)
            }
        }
        let all = labels.flatMap { $0 }
        let ellipsis = (0..<dots).reversed().map { Character(String($0)) }
        let output: [Character]
        if sides.count > 1 {
            output = try expandOutput(sides[1], ellipsis, sizes)
        } else {
            output = ellipsis + Set(all.filter { !$0.isNumber }).filter { name in all.count { $0 == name } == 1 }.sorted()
        }
        return try contract(operands, labels, output, sizes)
    }

    private static func expand(_ input: String, _ rank: Int, _ index: Int) throws -> [Character] {
        let parts = input.split(separator: "...", omittingEmptySubsequences: false).map(String.init)
        let letters = parts.joined()
        for letter in letters where !letter.isLetter || !letter.isASCII {
            throw Raised.runtimeError(
                "einsum(): invalid subscript given at index \(index) in the equation string, subscripts must be in [a-zA-Z]")
        }
        if parts.count == 1 {
            guard letters.count == rank else {
                throw Raised.runtimeError(
                    "einsum(): the number of subscripts in the equation (\(letters.count)) does not match the number of dimensions (\(rank)) for "
                        + "operand \(index) and no ellipsis was given")
            }
            return Array(letters)
        }
        guard parts.count == 2, letters.count <= rank else {
            throw Raised.runtimeError(
                "einsum(): the number of subscripts in the equation (\(letters.count)) is more than the number of dimensions (\(rank)) for operand \(index)")
        }
        let left = (0..<(rank - letters.count)).reversed().map { Character(String($0)) }
        return Array(parts[0]) + left + Array(parts[1])
    }
    private static func expandOutput(_ text: String, _ ellipsis: [Character], _ sizes: [Character: Int]) throws -> [Character] {
        let parts = text.split(separator: "...", omittingEmptySubsequences: false).map(String.init)
        let names = parts.count == 2 ? Array(parts[0]) + ellipsis + Array(parts[1]) : Array(text)
        var seen: Set<Character> = []
        for name in names {
            guard sizes[name] != nil else {
                throw Raised.runtimeError("einsum(): output subscript \(name) does not appear in the equation for any input operand")
            }
            guard seen.insert(name).inserted else {
                throw Raised.runtimeError("einsum(): output subscript \(name) appears more than once in the output")
            }
        }
        return names
    }

    private static func contract(_ operands: [Tensor], _ labels: [[Character]], _ output: [Character], _ sizes: [Character: Int]) throws -> Tensor {
        var terms: [(tensor: Tensor, names: [Character])] = []
        for (tensor, names) in zip(operands, labels) { terms.append(try withoutRepeats(tensor, names)) }
        var result = terms.removeFirst()
        while true {
            let later = Set(terms.flatMap(\.names)).union(output)
            result = try sumAway(result, keeping: terms.isEmpty ? Set(output) : later)
            guard let next = terms.first else { break }
            terms.removeFirst()
            let needed = Set(terms.flatMap(\.names)).union(output)
            result = try pair(result, sumAway(next, keeping: needed.union(result.names)), needed, sizes)
        }
        return try result.tensor.permute(output.map { name in result.names.firstIndex(of: name) ?? 0 })
    }
    /// `ii`: the diagonal.
    private static func withoutRepeats(_ tensor: Tensor, _ names: [Character]) throws -> (tensor: Tensor, names: [Character]) {
        var tensor = tensor, names = names
        while let pair = names.indices.lazy.compactMap({ i in names.indices.first { $0 > i && names[$0] == names[i] }.map { (i, $0) } }).first {
            let name = names[pair.0]
            tensor = try tensor.diagonal(0, pair.0, pair.1)
            names.remove(at: pair.1)
            names.remove(at: pair.0)
            names.append(name)
        }
        return (tensor, names)
    }
    private static func sumAway(_ term: (tensor: Tensor, names: [Character]), keeping: Set<Character>) throws -> (tensor: Tensor, names: [Character]) {
        let gone = term.names.indices.filter { !keeping.contains(term.names[$0]) }
        if gone.isEmpty { return term }
        return (try term.tensor.sum(gone), term.names.filter { keeping.contains($0) })
    }
    /// Two operands as one batched matrix product.
    private static func pair(
        _ a: (tensor: Tensor, names: [Character]), _ b: (tensor: Tensor, names: [Character]), _ needed: Set<Character>, _ sizes: [Character: Int]
    ) throws -> (tensor: Tensor, names: [Character]) {
        let shared = a.names.filter { b.names.contains($0) }
        let batch = shared.filter { needed.contains($0) }, inner = shared.filter { !needed.contains($0) }
        let left = a.names.filter { !shared.contains($0) }, right = b.names.filter { !shared.contains($0) }
        func size(_ names: [Character]) -> Int { names.reduce(1) { $0 &* (sizes[$1] ?? 1) } }
        func arranged(_ term: (tensor: Tensor, names: [Character]), _ order: [Character], _ target: [Int]) throws -> Tensor {
            let permuted = try term.tensor.permute(order.map { name in term.names.firstIndex(of: name) ?? 0 })
            return try permuted.expand(Dims(order.map { sizes[$0] ?? 1 })).reshape(target)
        }
        let x = try arranged(a, batch + left + inner, [size(batch), size(left), size(inner)])
        let y = try arranged(b, batch + inner + right, [size(batch), size(inner), size(right)])
        let names = batch + left + right
        guard names.count <= Dims.capacity else { throw Dims.tooMany(names.count) }
        return (try x.bmm(y).view(names.map { sizes[$0] ?? 1 }), names)
    }
}
