import CKernels
import XCTest

/// The direct convolutions against plain loops over every tap. They add up fused and in the order of the loops here, so that
/// results must be equal to the last bit, but for weight gradients that add up parts of the places by themselves.
final class ConvolutionKernelTests: XCTestCase {
    private let threads = nbs_thread_count()
    override func tearDown() { nbs_set_thread_count(threads) }

    private struct Case {
        let batch, groups, channels, outputs, height, width, kernel, stride, padding, dilation: Int
        /// Along a row, if it is another one.
        var strideAcross: Int? = nil
        var across: Int { strideAcross ?? stride }
        var outHeight: Int { (height + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1 }
        var outWidth: Int { (width + 2 * padding - dilation * (kernel - 1) - 1) / across + 1 }
        var c: nbs_conv {
            var result = nbs_conv()
            result.w.in = (1, height, width)
            result.w.kernel = (1, kernel, kernel)
            result.w.stride = (1, stride, across)
            result.w.padding = (0, padding, padding)
            result.w.dilation = (1, dilation, dilation)
            result.w.out = (1, outHeight, outWidth)
            (result.batch, result.groups, result.channels, result.outputs) = (batch, groups, channels, outputs)
            return result
        }
        /// Calls back with the index of each product's result, input and weight: outputs, then places, then taps in order.
        func products(_ body: (_ y: Int, _ x: Int, _ w: Int) -> Void) {
            for image in 0..<batch {
                for output in 0..<groups * outputs {
                    for place in 0..<outHeight * outWidth {
                        for channel in 0..<channels {
                            for ky in 0..<kernel {
                                for kx in 0..<kernel {
                                    let y = place / outWidth * stride + ky * dilation - padding
                                    let x = place % outWidth * across + kx * dilation - padding
                                    if y < 0 || y >= height || x < 0 || x >= width { continue }
                                    let plane = (image * groups + output / outputs) * channels + channel
                                    body(
                                        (image * groups * outputs + output) * outHeight * outWidth + place,
                                        (plane * height + y) * width + x, ((output * channels + channel) * kernel + ky) * kernel + kx)
                                }
                            }
                        }
                    }
                }
            }
        }
        /// With strides, few channels and few taps a phase are left to others.
        var servesStrides: Bool { dilation == 1 && channels >= 8 && kernel * kernel >= 2 * stride * across || stride == 1 && across == 1 }
        /// Few outputs add up in lanes, runs of taps by samples and groups of rows.
        var addsWeightsUpInOrder: Bool {
            let lanes = outputs <= 16 && channels * kernel * kernel <= 32
            return !lanes && (groups > 1 || dilation > 1 || ![2, 3, 4, 5, 7, 11].contains(kernel))
        }
        var sizes: (x: Int, w: Int, y: Int) {
            (
                batch * groups * channels * height * width, groups * outputs * channels * kernel * kernel,
                batch * groups * outputs * outHeight * outWidth
            )
        }
    }

    private func numbers(_ count: Int, seed: UInt64) -> [Float] {
        var state = seed &* 0x9E37_79B9_7F4A_7C15
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(Int64(bitPattern: state) >> 40) / 8_388_608
        }
    }

    func testAllThree() throws {
        for row in Self.cases {
            let (nx, nw, ny) = row.sizes
            let x = numbers(nx, seed: 1), w = numbers(nw, seed: 2), grad = numbers(ny, seed: 3)
            let bias = numbers(row.groups * row.outputs, seed: 4)
            let places = row.outHeight * row.outWidth
            var out = (0..<ny).map { bias[$0 / places % bias.count] }
            row.products { out[$0] = out[$0].addingProduct(w[$2], x[$1]) }
            var dw = [Float](repeating: 0, count: nw)
            row.products { dw[$2] = dw[$2].addingProduct(grad[$0], x[$1]) }
            var exact = [Double](repeating: 0, count: nw)
            row.products { exact[$2] += Double(grad[$0]) * Double(x[$1]) }
            // Numbers are at most 1, and so are most sums of sixteen of them.
            let bound = 2e-7 * Double(row.batch * places).squareRoot() * 4
            var alone: [Float] = []
            for threads in 1...2 {
                nbs_set_thread_count(Int32(threads))
                let what = "\(row) on \(threads)"
                var result = [Float](repeating: .nan, count: ny), c = row.c
                if nbs_conv_forward(&c, x, w, bias, &result) == NBS_UNSUPPORTED { throw XCTSkip("no AVX2 here") }
                XCTAssertEqual(result, out, "forward \(what)")
                result = [Float](repeating: .nan, count: nw)
                XCTAssertEqual(nbs_conv_backward_weight(&c, grad, x, &result), 0)
                if row.addsWeightsUpInOrder {
                    XCTAssertEqual(result, dw, "weight \(what)")
                } else {
                    // The parts are the same ones on any number of threads.
                    for i in 0..<nw { XCTAssertEqual(Double(result[i]), exact[i], accuracy: bound, "weight \(what)") }
                    if threads == 1 { alone = result } else { XCTAssertEqual(result, alone, "weight \(what)") }
                }
                result = [Float](repeating: .nan, count: nx)
                let status = nbs_conv_backward_data(&c, grad, w, &result)
                if status == NBS_UNSUPPORTED { XCTAssertFalse(row.servesStrides, what) } else { checkData(row, grad, w, result, what) }
            }
        }
    }

    /// The order of additions: outputs, then taps from the last to the first.
    private func checkData(_ row: Case, _ grad: [Float], _ w: [Float], _ result: [Float], _ what: String) {
        var terms = [[(order: Int, y: Int, w: Int)]](repeating: [], count: result.count)
        let kernel = row.kernel * row.kernel
        row.products { y, x, w in
            let output = w / kernel / row.channels
            terms[x].append((output * kernel + kernel - 1 - w % kernel, y, w))
        }
        let wanted = terms.map { $0.sorted { $0.order < $1.order }.reduce(Float(0)) { $0.addingProduct(w[$1.w], grad[$1.y]) } }
        XCTAssertEqual(result, wanted, "data \(what)")
    }

    func testWhatIsNotServed() {
        var c = Case(batch: 1, groups: 1, channels: 1, outputs: 1, height: 40, width: 40, kernel: 3, stride: 17, padding: 0, dilation: 1).c
        var out = [Float](repeating: 0, count: 9)
        let status = nbs_conv_forward(&c, [Float](repeating: 0, count: 1600), [Float](repeating: 0, count: 9), nil, &out)
        XCTAssertEqual(Int(status), Int(NBS_UNSUPPORTED))
    }

    private static let cases = [
        // One tap, one place.
        Case(batch: 1, groups: 1, channels: 1, outputs: 1, height: 1, width: 1, kernel: 1, stride: 1, padding: 0, dilation: 1),
        // Few outputs over wide rows read the image itself: 6, 7 and 16 rows.
        Case(batch: 3, groups: 1, channels: 1, outputs: 6, height: 28, width: 28, kernel: 5, stride: 1, padding: 2, dilation: 1),
        Case(batch: 11, groups: 2, channels: 1, outputs: 13, height: 7, width: 35, kernel: 3, stride: 2, padding: 0, dilation: 1),
        Case(batch: 2, groups: 1, channels: 6, outputs: 16, height: 14, width: 14, kernel: 5, stride: 1, padding: 0, dilation: 1),
        Case(batch: 2, groups: 1, channels: 2, outputs: 7, height: 9, width: 33, kernel: 3, stride: 1, padding: 1, dilation: 1),
        // Strides split rows by phase: 2, 4, 3.
        Case(batch: 1, groups: 1, channels: 3, outputs: 20, height: 31, width: 31, kernel: 11, stride: 4, padding: 2, dilation: 1),
        Case(batch: 2, groups: 1, channels: 3, outputs: 5, height: 17, width: 18, kernel: 3, stride: 2, padding: 1, dilation: 1),
        Case(batch: 1, groups: 1, channels: 2, outputs: 17, height: 20, width: 19, kernel: 4, stride: 3, padding: 0, dilation: 1),
        Case(batch: 3, groups: 2, channels: 9, outputs: 3, height: 11, width: 14, kernel: 5, stride: 2, padding: 3, dilation: 1, strideAcross: 3),
        Case(batch: 1, groups: 1, channels: 20, outputs: 4, height: 9, width: 16, kernel: 5, stride: 1, padding: 2, dilation: 1, strideAcross: 2),
        Case(batch: 2, groups: 1, channels: 12, outputs: 3, height: 10, width: 13, kernel: 3, stride: 2, padding: 1, dilation: 1),
        // Outputs as lanes: one row, two and the last one alone; one vector of them and two; with planes a power of two apart.
        Case(batch: 2, groups: 1, channels: 9, outputs: 16, height: 9, width: 10, kernel: 3, stride: 1, padding: 1, dilation: 1),
        Case(batch: 1, groups: 2, channels: 8, outputs: 11, height: 7, width: 30, kernel: 3, stride: 2, padding: 0, dilation: 1),
        Case(batch: 2, groups: 1, channels: 3, outputs: 27, height: 13, width: 15, kernel: 3, stride: 1, padding: 0, dilation: 1),
        Case(batch: 1, groups: 1, channels: 15, outputs: 32, height: 32, width: 32, kernel: 3, stride: 1, padding: 1, dilation: 1),
        // Narrow images: tiles of many stretches; more places than one group of tiles; rows that do not divide.
        Case(batch: 2, groups: 1, channels: 5, outputs: 30, height: 3, width: 3, kernel: 3, stride: 1, padding: 1, dilation: 1),
        Case(batch: 1, groups: 1, channels: 4, outputs: 29, height: 13, width: 13, kernel: 3, stride: 1, padding: 1, dilation: 1),
        Case(batch: 1, groups: 1, channels: 1, outputs: 18, height: 20, width: 40, kernel: 2, stride: 1, padding: 0, dilation: 1),
        // Deeper than one block of taps; rows of weights 1024 apart are packed.
        Case(batch: 1, groups: 1, channels: 70, outputs: 19, height: 6, width: 6, kernel: 3, stride: 1, padding: 1, dilation: 1),
        Case(batch: 1, groups: 1, channels: 256, outputs: 17, height: 4, width: 5, kernel: 2, stride: 1, padding: 0, dilation: 1),
        // Runs of taps: each kernel; rows in more than one group; batches in parts; panels half full; too few places.
        Case(batch: 9, groups: 1, channels: 1, outputs: 33, height: 30, width: 28, kernel: 4, stride: 2, padding: 1, dilation: 1),
        Case(batch: 3, groups: 1, channels: 2, outputs: 40, height: 57, width: 56, kernel: 7, stride: 2, padding: 3, dilation: 1),
        Case(batch: 2, groups: 1, channels: 5, outputs: 70, height: 29, width: 30, kernel: 5, stride: 1, padding: 2, dilation: 1),
        Case(batch: 19, groups: 1, channels: 3, outputs: 9, height: 12, width: 9, kernel: 3, stride: 1, padding: 1, dilation: 1),
        Case(batch: 4, groups: 1, channels: 7, outputs: 8, height: 9, width: 11, kernel: 2, stride: 3, padding: 0, dilation: 1),
        Case(batch: 1, groups: 1, channels: 90, outputs: 90, height: 5, width: 6, kernel: 3, stride: 1, padding: 0, dilation: 1),
        // Groups, dilation, padding beyond the kernel.
        Case(batch: 2, groups: 3, channels: 2, outputs: 20, height: 8, width: 7, kernel: 3, stride: 1, padding: 1, dilation: 1),
        Case(batch: 1, groups: 2, channels: 3, outputs: 18, height: 15, width: 12, kernel: 3, stride: 2, padding: 2, dilation: 3),
        Case(batch: 1, groups: 1, channels: 2, outputs: 33, height: 5, width: 5, kernel: 1, stride: 1, padding: 3, dilation: 1),
        Case(batch: 1, groups: 4, channels: 1, outputs: 1, height: 10, width: 10, kernel: 3, stride: 1, padding: 1, dilation: 1),
        // A filter for each channel: one row of vectors, two, part of one; strides; nine taps and others; rows left over; shared out.
        Case(batch: 2, groups: 3, channels: 1, outputs: 1, height: 9, width: 17, kernel: 3, stride: 1, padding: 1, dilation: 1),
        Case(batch: 1, groups: 5, channels: 1, outputs: 1, height: 11, width: 33, kernel: 3, stride: 2, padding: 1, dilation: 1),
        Case(batch: 4, groups: 1, channels: 1, outputs: 1, height: 6, width: 16, kernel: 5, stride: 1, padding: 2, dilation: 1),
        Case(batch: 1, groups: 4, channels: 1, outputs: 1, height: 12, width: 15, kernel: 3, stride: 1, padding: 3, dilation: 2),
        Case(batch: 3, groups: 70, channels: 1, outputs: 1, height: 14, width: 14, kernel: 3, stride: 1, padding: 0, dilation: 1),
    ]
}
