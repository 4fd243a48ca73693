/// What Ctrl-_ goes back through: the buffer as it was before each change. Letters typed one after the other are one
/// change, up to the blank behind them.
struct UndoStack {
    struct State: Equatable {
        var scalars: [UInt32] = []
        var cursor = 0
    }

    private var earlier: [State] = []
    private var current = State()
    /// Whether the last change was a letter typed, which the next one may join.
    private var isTyping = false

    /// Takes note of the buffer between two keys.
    mutating func record(_ state: State) {
        guard state != current else { return }
        defer { current = state }
        guard state.scalars != current.scalars else {
            isTyping = false
            return
        }
        let isLetter = isTypedLetter(state)
        if !(isTyping && isLetter) { earlier.append(current) }
        isTyping = isLetter
    }

    /// The buffer before the last change; nil when nothing has changed.
    mutating func undo() -> State? {
        guard let state = earlier.popLast() else { return nil }
        current = state
        isTyping = false
        return state
    }

    /// Whether `state` is `current` with one character more, typed at the cursor, that no blank follows or is.
    private func isTypedLetter(_ state: State) -> Bool {
        let place = current.cursor
        guard state.scalars.count == current.scalars.count + 1, state.cursor == place + 1, state.scalars[place] > 0x20 else { return false }
        return state.scalars[..<place] == current.scalars[..<place] && state.scalars[(place + 1)...] == current.scalars[place...]
    }
}
