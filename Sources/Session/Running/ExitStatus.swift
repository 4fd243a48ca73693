/// The contract's exit statuses.
package enum ExitStatus {
    package static let success: Int32 = 0
    /// A cell failed, or a recorded output differs.
    package static let failure: Int32 = 1
    /// Wrong usage, or a file that cannot be read or parsed.
    package static let unusable: Int32 = 2
    package static let interrupted: Int32 = 130
}
