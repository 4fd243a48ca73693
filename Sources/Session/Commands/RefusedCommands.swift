/// IPython's commands that `nbs` does not have, each with what to do instead.
enum RefusedCommands {
    static func reason(_ name: String) -> String? { reasons[name] }

    private static let debugger = "nbs has no debugger; print values, or run the lines one cell at a time"
    private static let system = "nbs runs no other programs; use another terminal"
    private static let install = "nbs has no packages to install; everything it can import is built in"

    private static let reasons = [
        "debug": debugger, "pdb": debugger, "prun": "nbs has no profiler; %timeit times a statement",
        "tb": "the error of a cell is shown when it happens",
        "bash": system, "sh": system, "script": system, "system": system, "sx": system, "sc": system, "cat": system,
        "cp": system, "mv": system, "rm": system, "mkdir": system, "rmdir": system, "man": system, "less": system,
        "more": system, "python": system, "python3": system, "perl": system, "ruby": system,
        "pip": install, "conda": install, "mamba": install, "uv": install, "load_ext": install, "reload_ext": install,
        "autoreload": install,
        "html": "nbs shows text; `nbs convert` writes HTML", "latex": "nbs shows text", "javascript": "nbs shows text",
        "notebook": "`nbs convert session.nbs session.ipynb` writes a Jupyter notebook; %save records the session",
        "capture": "assign the values instead of capturing what is printed",
        "writefile": "write it with your editor; %save records the session",
        "macro": "define a function instead", "rerun": "Up recalls a cell; %recall puts one back into the prompt",
    ]
}
