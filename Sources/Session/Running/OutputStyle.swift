import Glibc

/// When to use colour: `--color`, then `NO_COLOR`, then whether there is a terminal to show it.
package enum ColorChoice: String, CaseIterable, Sendable {
    case auto, always, never

    package func style(isTerminal: Bool) -> TextStyle {
        switch self {
        case .always: return TextStyle(isColoured: true)
        case .never: return .plain
        case .auto:
            let isDumb = Environment["TERM"].map { $0.isEmpty || $0 == "dumb" } ?? true
            // NO_COLOR counts when it is there and not empty (no-color.org).
            let isRefused = Environment["NO_COLOR"].map { !$0.isEmpty } ?? false
            return TextStyle(isColoured: isTerminal && !isRefused && !isDumb)
        }
    }
}

package enum Environment {
    package static subscript(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// A folder of the XDG base directory specification: the variable when it holds an absolute path, else below home.
    private static func folder(_ variable: String, _ fallback: String) -> String? {
        if let path = self[variable], path.hasPrefix("/") { return path + "/nbs" }
        guard let home = self["HOME"], !home.isEmpty else { return nil }
        return "\(home)/\(fallback)/nbs"
    }
    /// Where history is kept; nil when there is no home folder.
    package static var stateFolder: String? { folder("XDG_STATE_HOME", ".local/state") }
    package static var configurationFolder: String? { folder("XDG_CONFIG_HOME", ".config") }
}
