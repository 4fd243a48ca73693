import ObjectModel

extension Command {
    static let magic = Command("magic", usage: "magic", summary: "List the shell's commands.") { call in
        for line in CommandCatalog.overview { call.print(line) }
        return .none
    }

    static let quickref = Command("quickref", usage: "quickref", summary: "A page of help: keys, short forms, commands.") { call in
        call.print(quickReference)
        for line in CommandCatalog.overview { call.print(line) }
        return .none
    }

    static let pinfo = Command("pinfo", usage: "pinfo name", summary: "What a name is and how it is used; also written `name?`.") { call in
        if let command = CommandCatalog.command(named: call.arguments.hasPrefix("%") ? String(call.arguments.drop { $0 == "%" }) : "") {
            for line in command.help { call.print(line) }
            return .none
        }
        return try call.evaluator.execute("help(\(call.arguments))")
    }

    static let matplotlib = Command("matplotlib", usage: "matplotlib [inline]", summary: "Accepted, and does nothing: plot() draws as text.") { _ in
        .none
    }

    static let config = Command(
        "config", usage: "config [name=value]", summary: "How tensors print: precision, threshold, edgeitems, linewidth, sci_mode."
    ) { call in
        let names = ["precision", "threshold", "edgeitems", "linewidth", "sci_mode"]
        let parts = call.arguments.split(separator: "=", maxSplits: 1).map { String($0).filter { $0 != " " } }
        guard let name = parts.first else {
            call.print("Printing options, set by %config name=value: " + names.joined(separator: ", "))
            return .none
        }
        guard parts.count == 2, names.contains(name), parts[1].allSatisfy({ $0.isLetter || $0.isNumber }) else {
            throw usageError("%config takes name=value; the names are \(names.joined(separator: ", "))")
        }
        return try call.evaluator.execute("import torch as _torch; _torch.set_printoptions(\(name)=\(parts[1])); del _torch")
    }

    /// What `%name?` prints.
    var help: [String] { ["%\(usage)" + (takesCell ? "    (also %%\(name) above a cell)" : ""), "", "    \(summary)"] }

    private static let quickReference = """
        nbs: a notebook shell for tensors and gradients

          x = rand(3, 28, 28)                            every tensor function is a global name
          model = seq(flatten, linear(784, 20), relu)    layers by their PyTorch names in snake_case
          loss.backward(); print x.grad                  print needs no parentheses

          name?           what a name is and how it is used
          _, __, Out[3]   earlier values
          value;          a semicolon keeps the value from being shown

          Enter           runs a complete cell, otherwise opens a line
          Alt-Enter       always opens a line
          Up, Down        earlier cells that begin with what you typed; Ctrl-R searches
          Tab             completes; Ctrl-_ takes back the last change
          Ctrl-C          drops what is typed; stops a running cell
          Ctrl-D          leaves

        """
}

extension CommandCatalog {
    static var overview: [String] {
        let width = (all.map { $0.usage.count }.max() ?? 0) + 4
        return ["Commands, each on a line of its own (%name? shows more):", ""]
            + all.map { "  %\($0.usage)" + String(repeating: " ", count: width - $0.usage.count) + $0.summary }
    }
}
