#if canImport(Glibc)
    import Glibc
#endif

/// The gamma function by Lanczos' approximation with the coefficients that CPython uses (from Boost, g = 6.0247),
/// so that results agree to the last bit.
enum Gamma {
    private static let g = 6.024680040776729583740234375
    private static let numerators: [Double] = [
        23531376880.410759688572007674451636754734846804940, 42919803642.649098768957899047001988850926355848959,
        35711959237.355668049440185451547166705960488635843, 17921034426.037209699919755754458931112671403265390,
        6039542586.3520280050642916443072979210699388420708, 1439720407.3117216736632230727949123939715485786372,
        248874557.86205415651146038641322942321632125127801, 31426415.585400194380614231628318205362874684987640,
        2876370.6289353724412254090516208496135991145378768, 186056.26539522349504029498971604569928220784236328,
        8071.6720023658162106380029022722506138218516325024, 210.82427775157934587250973392071336271166969580291,
        2.5066282746310002701649081771338373386264310793408,
    ]
    private static let denominators: [Double] = [
        0, 39916800, 120543840, 150917976, 105258076, 45995730, 13339535, 2637558, 357423, 32670, 1925, 66, 1,
    ]
    /// A ratio of polynomials; for large x in powers of 1/x.
    private static func sum(_ x: Double) -> Double {
        var (top, bottom) = (0.0, 0.0)
        if x < 5 {
            for index in (0...12).reversed() {
                top = top * x + numerators[index]
                bottom = bottom * x + denominators[index]
            }
        } else {
            for index in 0...12 {
                top = top / x + numerators[index]
                bottom = bottom / x + denominators[index]
            }
        }
        return top / bottom
    }
    private static func sinePi(_ x: Double) -> Double {
        let y = fmod(x.magnitude, 2)
        let value =
            switch Int((2 * y).rounded()) {
            case 0: sin(.pi * y)
            case 1: cos(.pi * (y - 0.5))
            case 2: sin(.pi * (1 - y))
            case 3: -cos(.pi * (y - 1.5))
            default: sin(.pi * (y - 2))
            }
        return copysign(1, x) * value
    }
    /// `x` is neither 0 nor a negative whole number; infinite beyond the largest float.
    static func gamma(_ x: Double) -> Double {
        if !x.isFinite { return x }
        // Whole arguments have exact answers.
        if x == x.rounded(), x <= 23 { return (1..<max(Int(x), 1)).reduce(1.0) { $0 * Double($1) } }
        let size = x.magnitude
        if size < 1e-20 { return 1 / x }
        if size > 200 { return x < 0 ? 0 / sinePi(x) : .infinity }
        let y = size + (g - 0.5)
        // What rounding y lost, put back as a factor.
        let lost = size > g - 0.5 ? (y - size) - (g - 0.5) : (y - (g - 0.5)) - size
        let correction = lost * g / y
        var result: Double
        if x < 0 {
            result = -.pi / sinePi(size) / size * exp(y) / sum(size)
            result -= correction * result
            if size < 140 { return result / pow(y, size - 0.5) }
            let root = pow(y, size / 2 - 0.25)
            return result / root / root
        }
        result = sum(size) / exp(y)
        result += correction * result
        if size < 140 { return result * pow(y, size - 0.5) }
        let root = pow(y, size / 2 - 0.25)
        return result * root * root
    }
    static func logarithm(_ x: Double) -> Double {
        if !x.isFinite { return x.isNaN ? x : .infinity }
        if x == 1 || x == 2 { return 0 }
        let size = x.magnitude
        if size < 1e-20 { return -log(size) }
        var result = log(sum(size)) - g
        result += (size - 0.5) * (log(size + g - 0.5) - 1)
        // log(pi)
        if x < 0 { result = 1.144729885849400174143427351353058711647 - log(sinePi(size).magnitude) - log(size) - result }
        return result
    }
}
