/// Oppen's pretty printing as IPython does it: texts and possible breaks come in, and when a line gets too long, the
/// outermost group that still has breaks is broken at all of them.
final class LineBreaker {
    private final class Group {
        let depth: Int
        var pending = 0
        var isBroken = false
        init(depth: Int) { self.depth = depth }
    }
    private enum Piece {
        case text(String, width: Int)
        case gap(group: Group, indentation: Int)
    }
    private(set) var output = ""
    private let width: Int
    private var outputWidth = 0
    /// What has not been decided yet; `start` is its first living index.
    private var buffer: [Piece] = []
    private var start = 0
    private var bufferWidth = 0
    private var stack = [Group(depth: 0)]
    private var queue: [[Group]] = []
    var indentation = 0

    init(width: Int) {
        self.width = width
        enqueue(stack[0])
    }

    private var isBufferEmpty: Bool { start == buffer.count }
    private func takeFirst() -> Piece {
        start += 1
        let piece = buffer[start - 1]
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: true)
            start = 0
        }
        return piece
    }

    func text(_ text: String) {
        let count = StringText.count(text)
        if isBufferEmpty {
            output += text
            outputWidth += count
        } else {
            buffer.append(.text(text, width: count))
            bufferWidth += count
            breakOuterGroups()
        }
    }
    /// A blank, or the end of the line if the group gets broken.
    func gap() {
        let group = stack[stack.count - 1]
        if group.isBroken {
            flush()
            newline(indentation)
        } else {
            group.pending += 1
            buffer.append(.gap(group: group, indentation: indentation))
            bufferWidth += 1
            breakOuterGroups()
        }
    }
    /// The end of the line, in any case.
    func hardBreak() {
        if let group = dequeue() { breakGroup(group) }
        flush()
        newline(indentation)
    }
    func begin(_ indent: Int = 0, _ open: String = "") {
        if !open.isEmpty { text(open) }
        let group = Group(depth: stack[stack.count - 1].depth + 1)
        stack.append(group)
        enqueue(group)
        indentation += indent
    }
    func end(_ dedent: Int = 0, _ close: String = "") {
        indentation -= dedent
        let group = stack.removeLast()
        if group.pending == 0 { forget(group) }
        if !close.isEmpty { text(close) }
    }
    func finish() -> String {
        flush()
        return output
    }

    private func newline(_ indentation: Int) {
        output += "\n" + String(repeating: " ", count: indentation)
        outputWidth = indentation
        bufferWidth = 0
    }
    private func emit(_ piece: Piece) {
        switch piece {
        case .text(let text, let count):
            output += text
            outputWidth += count
            bufferWidth -= count
        case .gap(let group, let indentation):
            group.pending -= 1
            bufferWidth -= 1
            if group.isBroken {
                let rest = bufferWidth
                newline(indentation)
                bufferWidth = rest
            } else {
                if group.pending == 0 { forget(group) }
                output += " "
                outputWidth += 1
            }
        }
    }
    private func flush() {
        while !isBufferEmpty { emit(takeFirst()) }
        bufferWidth = 0
    }
    private func breakGroup(_ group: Group) {
        while group.pending > 0, !isBufferEmpty { emit(takeFirst()) }
        while !isBufferEmpty, case .text = buffer[start] { emit(takeFirst()) }
    }
    private func breakOuterGroups() {
        while width < outputWidth + bufferWidth {
            guard let group = dequeue() else { return }
            breakGroup(group)
        }
    }

    // MARK: Groups that may still be broken, by depth

    private func enqueue(_ group: Group) {
        while group.depth > queue.count - 1 { queue.append([]) }
        queue[group.depth].append(group)
    }
    private func dequeue() -> Group? {
        for depth in queue.indices {
            for (index, group) in queue[depth].reversed().enumerated() where group.pending > 0 {
                // IPython counts from the end here and deletes from the start; lines break as they do because of it.
                queue[depth].remove(at: index)
                group.isBroken = true
                return group
            }
            for group in queue[depth] { group.isBroken = true }
            queue[depth] = []
        }
        return nil
    }
    private func forget(_ group: Group) {
        if let index = queue[group.depth].firstIndex(where: { $0 === group }) { queue[group.depth].remove(at: index) }
    }
}
