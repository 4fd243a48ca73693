/// Every command, a line for each family. Adding one: its file in this folder, and its line here.
package enum CommandCatalog {
    package static let all: [Command] = [
        .time, .timeit,
        .who, .whos, .whoLs, .xdel, .reset, .seed,
        .history, .recall, .runFile, .load, .edit, .save,
        .pwd, .cd, .ls, .env,
        .skip, .hint, .solution, .again,
        .config, .matplotlib, .magic, .pinfo, .quickref,
    ]

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    /// Other names of IPython's.
    private static let aliases = ["hist": "history", "ed": "edit", "set_env": "env", "lsmagic": "magic", "help": "quickref", "rep": "recall"]

    package static func command(named name: String) -> Command? { byName[aliases[name] ?? name] }

    /// The command whose name is at most two edits away.
    static func nearest(to name: String) -> String? {
        all.map { ($0.name, editDistance($0.name, name)) }.filter { $0.1 <= min(2, name.count / 2) }.min { $0.1 < $1.1 }?.0
    }

    private static func editDistance(_ a: String, _ b: String) -> Int {
        let (a, b) = (Array(a.utf8), Array(b.utf8))
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (x == y ? 0 : 1))
                diagonal = row[j + 1]
                row[j + 1] = next
            }
        }
        return row[b.count]
    }
}
