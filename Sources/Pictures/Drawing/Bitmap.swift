/// One image as numbers: grey, or red, green and blue.
struct Bitmap {
    let rows: Int
    let columns: Int
    /// One plane for grey, three for colour; row by row.
    var planes: [[Double]]

    /// One plane: brightness as eyes weigh it (ITU-R BT.601).
    var grey: [Double] {
        guard planes.count == 3 else { return planes[0] }
        return (0..<rows * columns).map { 0.299 * planes[0][$0] + 0.587 * planes[1][$0] + 0.114 * planes[2][$0] }
    }

    /// The image at `1 / factor` of its size: each pixel the mean of those it stands for.
    func shrunk(by factor: Int) -> Bitmap {
        guard factor > 1 else { return self }
        let smallRows = (rows + factor - 1) / factor
        let smallColumns = (columns + factor - 1) / factor
        let small = planes.map { plane in
            (0..<smallRows * smallColumns).map { index -> Double in
                let top = index / smallColumns * factor, left = index % smallColumns * factor
                var sum = 0.0
                var count = 0.0
                for row in top..<min(top + factor, rows) {
                    for column in left..<min(left + factor, columns) {
                        sum += plane[row * columns + column]
                        count += 1
                    }
                }
                return sum / count
            }
        }
        return Bitmap(rows: smallRows, columns: smallColumns, planes: small)
    }
}

/// Images side by side on one scale of brightness.
struct Gallery {
    var images: [Bitmap]
    var title: String?
    /// Shown blank, and shown full; the smallest and largest number unless given.
    var low: Double?
    var high: Double?
    /// In characters.
    var width = 72

    /// Where the numbers lie. Equal numbers show blank.
    var range: (low: Double, high: Double) {
        var least = Double.infinity
        var most = -Double.infinity
        for image in images {
            for value in image.grey where value.isFinite {
                least = min(least, value)
                most = max(most, value)
            }
        }
        if least > most { (least, most) = (0, 1) }
        return (low ?? least, high ?? most)
    }
}
