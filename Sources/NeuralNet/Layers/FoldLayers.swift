import ObjectModel

/// Windows as columns, and columns as windows.
enum FoldLayers {
    static var all: [Layer] {
        [
            Layer(
                "Unfold", "kernel_size, dilation=1, padding=0, stride=1", in: "fold", "Each window as a column.", "nn.Unfold(2)(ones(1, 1, 3, 3)).shape",
                extra: "{kernel_size=}, {dilation=}, {padding=}, {stride=}",
                forward: .function("unfold", inputs: "input", attributes: ["kernel_size", "dilation", "padding", "stride"])),
            Layer(
                "Fold", "output_size, kernel_size, dilation=1, padding=0, stride=1", in: "fold", "Columns put back as windows and added up.",
                "nn.Fold((3, 3), 2)(ones(1, 4, 4)).shape", extra: "{output_size=}, {kernel_size=}, {dilation=}, {padding=}, {stride=}",
                forward: .function("fold", inputs: "input", attributes: ["output_size", "kernel_size", "dilation", "padding", "stride"])),
        ]
    }
}
