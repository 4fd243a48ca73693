/// Who else looks at a buffer, for code that wants to write to one of its own.
extension NDArray {
    /// Whether no other array (or view) shares the buffer.
    package mutating func isSoleOwner() -> Bool { isKnownUniquelyReferenced(&storage) }

    /// Whether several elements lie in one place, as after `expand`.
    package var overlapsItself: Bool {
        for i in 0..<rank where strides[i] == 0 && shape[i] > 1 { return true }
        return false
    }
    /// - Throws: PyTorch's refusal to write different numbers to one place.
    package func checkOverlap() throws {
        guard overlapsItself else { return }
        throw TensorError.runtime(
            "unsupported operation: more than one element of the written-to tensor refers to a single memory location. Please clone() the tensor "
                + "before performing the operation.")
    }
}
