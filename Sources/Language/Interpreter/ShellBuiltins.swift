import ObjectModel

#if canImport(Glibc)
    import Glibc
#endif

/// Built-in functions that need the session around them: its output, its names, its terminal, its folder.
enum ShellBuiltins {
    static func functions(for interpreter: Interpreter) -> [NativeFunction] {
        [
            print(interpreter),
            NativeFunction("input", "prompt=''", summary: "Read a line from the terminal.") { [unowned interpreter] a in
                try input(interpreter, prompt: a[0].str())
            },
            NativeFunction("help", "object=None", summary: "Show what an object is and how it is used.") { [unowned interpreter] a in
                interpreter.write(try HelpText.text(for: a[0]) + "\n")
                return .none
            },
            NativeFunction("globals", "", summary: "The session's variables, as a dict.") { [unowned interpreter] _ in
                let dict = Dict()
                for name in interpreter.globals.assignedNames { dict.store(name.text, interpreter.globals[name] ?? .none) }
                return .object(dict)
            },
            NativeFunction("locals", "", summary: "The session's variables, as a dict.") { [unowned interpreter] _ in
                let dict = Dict()
                for name in interpreter.globals.assignedNames { dict.store(name.text, interpreter.globals[name] ?? .none) }
                return .object(dict)
            },
            NativeFunction("open", "file, mode='r', buffering=-1, encoding=None, errors=None, newline=None", summary: "Open a text file below the working folder.") { a in
                try FileObject.open(a[0], mode: a[1].asString ?? "r")
            },
            NativeFunction("exit", "code=None", summary: "Leave the shell.") { a in
                throw Raised(ExceptionObject(type: ExceptionTypes.systemExit, arguments: a[0].isNone ? [] : [a[0]]))
            },
            NativeFunction("quit", "code=None", summary: "Leave the shell.") { a in
                throw Raised(ExceptionObject(type: ExceptionTypes.systemExit, arguments: a[0].isNone ? [] : [a[0]]))
            },
        ] + refused
    }

    private static var refused: [NativeFunction] { refusedNames.map { name in
        .raw(Name(name)) { _ in
            throw Raised.notImplemented("\(name)() is not available in nbs", hint: "write the code in a cell of its own")
        }
    } }
    private static let refusedNames = ["eval", "exec", "compile", "__import__", "breakpoint"]

    private static func print(_ interpreter: Interpreter) -> NativeFunction {
        NativeFunction(
            "print", "*args, sep=' ', end='\\n', file=None, flush=False",
            summary: "Write the arguments' text, separated by sep and followed by end.", wording: .native
        ) { [unowned interpreter] a in
            for (name, value) in [("sep", a[1]), ("end", a[2])] where !value.isNone && value.asString == nil {
                throw Raised.typeError("\(name) must be None or a string, not \(value.type.name)")
            }
            let separator = a[1].asString ?? " "
            let end = a[2].isNone ? "\n" : (a[2].asString ?? "\n")
            // Signatures are plain text: the default "\n" stands there as two characters.
            let text = try a.variadic(0).map { try $0.str() }.joined(separator: separator) + (end == "\\n" ? "\n" : end)
            if !a[3].isNone {
                _ = try a[3].callMethod("write", .str(text))
                if try a[4].isTrue() { _ = try a[3].callMethod("flush") }
            } else {
                interpreter.write(text)
                if try a[4].isTrue() { Output.flush() }
            }
            return .none
        }
    }

    private static func input(_ interpreter: Interpreter, prompt: String) throws -> Value {
        guard isatty(0) == 1 else {
            throw Raised(ExceptionTypes.eofError, "EOF when reading a line", hint: "input() reads the terminal, and there is none here")
        }
        interpreter.write(prompt)
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while true {
            let count = read(0, &byte, 1)
            if count == 0 {
                if line.isEmpty { throw Raised(ExceptionTypes.eofError, "EOF when reading a line") }
                break
            }
            if count < 0 {
                if errno == EINTR {
                    try interpreter.machine.attend()
                    continue
                }
                throw Raised(ExceptionTypes.osError, String(cString: strerror(errno)))
            }
            if byte == 0x0A { break }
            line.append(byte)
        }
        return .str(String(decoding: line, as: UTF8.self))
    }
}
