import Autograd
import ObjectModel
import TensorCore

/// `show`: tensors as images.
enum ImageFunctions {
    private static let limit = 64

    /// The images in a value: `(H, W)`, `(1, H, W)`, `(3, H, W)`, `(N, H, W)`, `(N, 1, H, W)`, `(N, 3, H, W)`, or a list.
    private static func bitmaps(_ value: Value) throws -> [Bitmap] {
        if let items = value.asItems, items.contains(where: { $0.asTensor != nil }) { return try items.flatMap(bitmaps) }
        guard let tensor = value.asTensor else {
            throw Raised.typeError("show(): image must be a tensor or a list of tensors, not \(value.type.name)")
        }
        let shape = tensor.shape.array
        let (count, channels): (Int, Int)
        switch shape.count {
        case 2: (count, channels) = (1, 1)
        case 3: (count, channels) = shape[0] == 3 ? (1, 3) : (shape[0], 1)
        case 4 where shape[1] == 1 || shape[1] == 3: (count, channels) = (shape[0], shape[1])
        default:
            throw Raised.valueError(
                "show(): a tensor of shape \(try Value.tuple(shape.map { .int($0) }).repr()) is no image",
                hint: "images are (H, W), (1, H, W) or (3, H, W); several are (N, H, W), (N, 1, H, W) or (N, 3, H, W)")
        }
        let rows = shape[shape.count - 2], columns = shape[shape.count - 1]
        guard tensor.count > 0 else { throw Raised.valueError("show(): the image has no pixels") }
        guard count <= limit else { throw Raised.valueError("show(): \(count) images are too many to look at", hint: "show the first \(limit): show(x[:\(limit)])") }
        let elements = try Numbers.elements(of: tensor)
        let plane = rows * columns
        return (0..<count).map { image in
            let planes = (0..<channels).map { channel -> [Double] in
                let start = (image * channels + channel) * plane
                return Array(elements[start..<start + plane])
            }
            return Bitmap(rows: rows, columns: columns, planes: planes)
        }
    }

    private static func bound(_ value: Value, _ name: String) throws -> Double? {
        value.isNone ? nil : try Numbers.row(.list([value]), function: "show", argument: name)[0]
    }

    // Belongs to the evaluator's thread.
    nonisolated(unsafe) static let all = [
        NativeFunction(
            "show", "image, title=None, vmin=None, vmax=None, width=72, file=None",
            summary: "Draw a tensor as an image, or several side by side: vmin is drawn blank, vmax full. file= writes .svg or .png."
        ) { a in
            if case .object(let object) = a[0], object is Picture { return a[0] }
            let gallery = Gallery(
                images: try bitmaps(a[0]), title: try ChartFunctions.text(a[1]), low: try bound(a[2], "vmin"), high: try bound(a[3], "vmax"),
                width: try ChartFunctions.size(a[4], 8...400, "show", "width"))
            return try Picture(.gallery(gallery)).result(file: a[5], function: "show")
        }
    ]
}
