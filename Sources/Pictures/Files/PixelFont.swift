/// Letters for PNG files: five by seven pixels, capitals for both cases. SVG files use real fonts.
enum PixelFont {
    static let width = 5
    static let height = 7
    static let advance = 6

    /// The rows from the top, five bits each; a box for characters without a shape.
    static func rows(of character: Character) -> [UInt64] {
        if character == " " { return [] }
        let shape = shapes[character] ?? character.uppercased().first.flatMap { shapes[$0] } ?? 0x1F_1111_1111_111F
        return (0..<height).map { shape >> (8 * (height - 1 - $0)) & 0x1F }
    }

    /// Seven bytes a character, the top row first.
    private static let shapes: [Character: UInt64] = [
        "0": 0x0E11131519110E,
        "1": 0x040C040404040E,
        "2": 0x0E11010608101F,
        "3": 0x0E11010601110E,
        "4": 0x02060A121F0202,
        "5": 0x1F101E0101110E,
        "6": 0x0608101E11110E,
        "7": 0x1F010204080808,
        "8": 0x0E11110E11110E,
        "9": 0x0E11110F01020C,
        "-": 0x0000001F000000,
        "+": 0x0004041F040400,
        ".": 0x00000000000C0C,
        ",": 0x000000000C0408,
        ":": 0x000C0C000C0C00,
        "(": 0x02040808080402,
        ")": 0x08040202020408,
        "/": 0x01010204081010,
        "=": 0x00001F001F0000,
        "%": 0x18190204081303,
        "_": 0x0000000000001F,
        "A": 0x040A11111F1111,
        "B": 0x1E11111E11111E,
        "C": 0x0E11101010110E,
        "D": 0x1C12111111121C,
        "E": 0x1F10101E10101F,
        "F": 0x1F10101E101010,
        "G": 0x0E11101711110E,
        "H": 0x1111111F111111,
        "I": 0x0E04040404040E,
        "J": 0x0702020202120C,
        "K": 0x11121418141211,
        "L": 0x1010101010101F,
        "M": 0x111B1515111111,
        "N": 0x11191513111111,
        "O": 0x0E11111111110E,
        "P": 0x1E11111E101010,
        "Q": 0x0E11111115120D,
        "R": 0x1E11111E141211,
        "S": 0x0F10100E01011E,
        "T": 0x1F040404040404,
        "U": 0x1111111111110E,
        "V": 0x111111110A0A04,
        "W": 0x11111115151B11,
        "X": 0x110A0404040A11,
        "Y": 0x11110A04040404,
        "Z": 0x1F01020408101F,
        "'": 0x04040000000000,
        "^": 0x040A1100000000,
        "*": 0x00150E1F0E1500,
        "<": 0x02040810080402,
        ">": 0x08040201020408,
        "[": 0x0E08080808080E,
        "]": 0x0E02020202020E,
        "!": 0x04040404040004,
        "?": 0x0E110106040004,
    ]
}
