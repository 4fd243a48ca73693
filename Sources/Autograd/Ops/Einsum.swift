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
            let start = inputs[..<index].reduce(0) { $0 + $1.count + 1 }
            labels.append(try expand(input, operands[index].rank, index, start))
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
        return try contract(operands, labels, output)
    }

    private static func expand(_ input: String, _ rank: Int, _ index: Int, _ start: Int) throws -> [Character] {
        let parts = input.split(separator: "...", omittingEmptySubsequences: false).map(String.init)
        let letters = parts.joined()
        for (place, letter) in input.enumerated() where letter != "." && (!letter.isLetter || !letter.isASCII) {
            throw Raised.runtimeError(
                "einsum(): invalid subscript given at index \(start + place) in the equation string, subscripts must be in [a-zA-Z]")
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

    /// As PyTorch goes about it: all operands get the same dimensions in the same order, the result's first; then they are multiplied two at a
    /// time, from the left, and a dimension is summed as soon as no other operand has it.
    private static func contract(_ operands: [Tensor], _ labels: [[Character]], _ output: [Character]) throws -> Tensor {
        let order = output + Set(labels.flatMap { $0 }).subtracting(output).sorted()
        guard order.count <= Dims.capacity else { throw Dims.tooMany(order.count) }
        var terms = try zip(operands, labels).map { try aligned($0, $1, order) }
        var counts = order.indices.map { dim in terms.count { $0.shape[dim] != 1 } }
        if terms.count == 1 { return order.count == output.count ? terms[0] : try terms[0].sum(Array(output.count..<order.count)) }
        while terms.count > 1 {
            var a = terms.removeFirst(), b = terms.removeFirst()
            var both: [Int] = [], onlyA: [Int] = [], onlyB: [Int] = []
            for dim in output.count..<order.count {
                if a.shape[dim] != 1, b.shape[dim] != 1 {
                    counts[dim] -= 1
                    if counts[dim] == 1 {
                        both.append(dim)
                        counts[dim] = 0
                    }
                } else if counts[dim] == 1, a.shape[dim] != 1 || b.shape[dim] != 1 {
                    if a.shape[dim] != 1 { onlyA.append(dim) } else { onlyB.append(dim) }
                    counts[dim] = 0
                }
            }
            if !onlyA.isEmpty { a = try a.sum(onlyA, keepdim: true) }
            if !onlyB.isEmpty { b = try b.sum(onlyB, keepdim: true) }
            terms.insert(both.isEmpty ? try a.mul(b) : try product(a, b, both), at: 0)
        }
        return order.count == output.count ? terms[0] : try terms[0].view(Array(terms[0].shape.array.prefix(output.count)))
    }
    /// One operand with all dimensions, in order: repeated letters become diagonals, missing ones dimensions of size 1.
    private static func aligned(_ tensor: Tensor, _ names: [Character], _ order: [Character]) throws -> Tensor {
        var tensor = tensor, places: [Character: Int] = [:], next = 0
        for name in names {
            if let dim = places[name] {
                tensor = try tensor.diagonal(0, dim, next).movedim([-1], [dim])
            } else {
                places[name] = next
                next += 1
            }
        }
        let permutation = try order.map { name -> Int in
            if let place = places[name] { return place }
            tensor = try tensor.unsqueeze(-1)
            next += 1
            return next - 1
        }
        return try tensor.permute(permutation)
    }
    /// The sum of products over `gone` as one batched matrix product.
    private static func product(_ a: Tensor, _ b: Tensor, _ gone: [Int]) throws -> Tensor {
        let dims = (0..<a.rank).filter { !gone.contains($0) }
        let shared = dims.filter { a.shape[$0] != 1 && b.shape[$0] != 1 }, left = dims.filter { a.shape[$0] != 1 && b.shape[$0] == 1 }
        let right = dims.filter { a.shape[$0] == 1 }
        func size(_ tensor: Tensor, _ dims: [Int]) -> Int { dims.reduce(1) { $0 &* tensor.shape[$1] } }
        let x = try a.permute(shared + left + gone + right).reshape([size(a, shared), size(a, left), size(a, gone)])
        let y = try b.permute(shared + gone + right + left).reshape([size(a, shared), size(a, gone), size(b, right)])
        let made = shared + left + gone + right
        let shape = shared.map { a.shape[$0] } + left.map { a.shape[$0] } + gone.map { _ in 1 } + right.map { b.shape[$0] }
        return try x.bmm(y).view(shape).permute((0..<a.rank).map { made.firstIndex(of: $0) ?? 0 })
    }
}
