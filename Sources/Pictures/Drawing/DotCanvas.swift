/// A grid of characters with two by four dots each, in Unicode's braille block, and single characters above them.
struct DotCanvas {
    let columns: Int
    let rows: Int
    private var dots: [UInt8]
    private var characters: [Character?]

    init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
        dots = Array(repeating: 0, count: columns * rows)
        characters = Array(repeating: nil, count: columns * rows)
    }
    var dotColumns: Int { columns * 2 }
    var dotRows: Int { rows * 4 }

    /// Sets the dot `x` from the left and `y` from the bottom.
    mutating func setDot(_ x: Int, _ y: Int) {
        guard x >= 0, x < dotColumns, y >= 0, y < dotRows else { return }
        let down = dotRows - 1 - y
        dots[down / 4 * columns + x / 2] |= Self.bit[down % 4][x % 2]
    }
    /// The bits of U+2800: the lowest row was added to braille later, hence the order.
    private static let bit: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

    /// A straight line of dots, ends included.
    mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int)) {
        let steps = max(abs(end.x - start.x), abs(end.y - start.y))
        guard steps > 0 else { return setDot(start.x, start.y) }
        for step in 0...steps {
            let t = Double(step) / Double(steps)
            setDot(start.x + Int((Double(end.x - start.x) * t).rounded()), start.y + Int((Double(end.y - start.y) * t).rounded()))
        }
    }
    /// Puts a character over the dots of the cell that holds the dot `x`, `y`.
    mutating func put(_ character: Character, atDot x: Int, _ y: Int) {
        guard x >= 0, x < dotColumns, y >= 0, y < dotRows else { return }
        put(character, column: x / 2, row: (dotRows - 1 - y) / 4)
    }
    mutating func put(_ character: Character, column: Int, row: Int) {
        guard column >= 0, column < columns, row >= 0, row < rows else { return }
        characters[row * columns + column] = character
    }

    /// A row's text, from the top.
    func text(row: Int) -> String {
        var text = ""
        for cell in row * columns..<(row + 1) * columns {
            if let character = characters[cell] {
                text.append(character)
            } else if dots[cell] == 0 {
                text.append(" ")
            } else {
                text.unicodeScalars.append(Unicode.Scalar(UInt16(0x2800) + UInt16(dots[cell])) ?? " ")
            }
        }
        return text
    }
}
