import ObjectModel

/// Layers that change the resolution of images, and order their channels.
enum VisionLayers {
    private static func upsample(_ name: String, _ mode: String?) -> Layer {
        let fixed = mode != nil
        return Layer(
            name, fixed ? "size=None, scale_factor=None" : "size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None",
            in: "upsampling", "A higher resolution, by \(mode ?? "repeating or interpolating") values.", "nn.\(name)(scale_factor=2)(ones(1, 1, 2, 2)).shape",
            base: fixed ? "Upsample" : nil,
            extraRule: { m, text in
                let factor = try m.value("scale_factor")
                text.append(try factor.isNone ? "size=\(m.value("size").repr())" : "scale_factor=\(factor.repr())")
                text.append(", mode=\(try m.value("mode").repr())")
            },
            setUp: { m, a in
                let factor = a["scale_factor"]
                func float(_ value: Value) throws -> Value { try Value.object(BuiltinTypes.float).call(value) }
                if case .object(let object) = factor, object.kind == .tuple, let items = factor.asItems {
                    m.setOwn("scale_factor", .tuple(try items.map(float)))
                } else {
                    m.setOwn("scale_factor", try !factor.isNone && factor.isTrue() ? float(factor) : .none)
                }
                if let mode {
                    m.setOwn("mode", .str(mode))
                    m.setOwn("align_corners", mode == "bilinear" ? .bool(true) : .none)
                    m.setOwn("recompute_scale_factor", .none)
                }
            },
            forward: .function("interpolate", inputs: "input", attributes: ["size", "scale_factor", "mode", "align_corners", "recompute_scale_factor"]))
    }
    static var all: [Layer] {
        [
            upsample("Upsample", nil), upsample("UpsamplingNearest2d", "nearest"), upsample("UpsamplingBilinear2d", "bilinear"),
            Layer(
                "PixelShuffle", "upscale_factor", in: "pixelshuffle", "Channels become pixels.", "nn.PixelShuffle(2)(ones(1, 4, 1, 1)).shape",
                extra: "{upscale_factor=}", forward: .function("pixel_shuffle", inputs: "input", attributes: ["upscale_factor"])),
            Layer(
                "PixelUnshuffle", "downscale_factor", in: "pixelshuffle", "Pixels become channels.", "nn.PixelUnshuffle(2)(ones(1, 1, 2, 2)).shape",
                extra: "{downscale_factor=}", forward: .function("pixel_unshuffle", inputs: "input", attributes: ["downscale_factor"])),
            Layer(
                "ChannelShuffle", "groups", in: "channelshuffle", "Groups of channels are mixed.", "nn.ChannelShuffle(2)(ones(1, 4, 1, 1)).shape",
                extra: "{groups=}", forward: .function("channel_shuffle", inputs: "input", attributes: ["groups"])),
        ]
    }
}
