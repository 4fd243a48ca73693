import CKernels

/// A double by one of C's formats, such as `%.*f`; a negative precision for formats without one.
package func formatted(_ value: Double, _ format: StaticString, _ precision: Int) -> String {
    // A double in %f form has at most 309 digits before the point.
    let capacity = 330 + max(precision, 0)
    return format.withUTF8Buffer { format in
        String(unsafeUninitializedCapacity: capacity) { buffer in
            buffer.withMemoryRebound(to: CChar.self) { buffer in
                format.withMemoryRebound(to: CChar.self) { format in
                    Int(nbs_format_double(buffer.baseAddress, Int32(capacity), format.baseAddress, Int32(precision), value))
                }
            }
        }
    }
}
