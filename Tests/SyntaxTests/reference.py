"""Fills in CPython's answers in Cases/*.txt. Run with Python 3.11: python3.11 Tests/SyntaxTests/reference.py

A case is `===`, the source, and an answer:

    --> tree                    followed by the canonical text of the tree (SyntaxPrinter's form)
    --> SyntaxError 1:5         followed by the message; the column is left out where ours is better on purpose (f-strings)
    ==> …                       the same, but nbs's own answer: this script leaves it alone

Cases/spans.txt holds the byte ranges of CPython's expressions. Cases/completeness.txt holds IPython's answers instead (run with a Python that has IPython to remake it).
"""

import ast
import pathlib
import warnings

warnings.simplefilter("ignore")


class Canonical(ast._Unparser):
    """ast.unparse with docstrings as plain strings, boolean operators all alike, and simple quotes in f-strings."""

    def _write_docstring_and_traverse_body(self, node):
        self.traverse(node.body)

    def visit_BoolOp(self, node):
        own = ast._Precedence.AND if isinstance(node.op, ast.And) else ast._Precedence.OR
        with self.require_parens(own, node):
            for index, value in enumerate(node.values):
                if index:
                    self.write(" and " if isinstance(node.op, ast.And) else " or ")
                self.set_precedence(own.next(), value)
                self.traverse(value)

    def visit_Constant(self, node):
        node.kind = None
        super().visit_Constant(node)

    def visit_JoinedStr(self, node):
        text, fields = self.formatted(node.values)
        quote = next((q for q in ("'", '"', "'''", '"""') if q not in fields), "'")
        self.write("f" + quote + text + quote)

    def formatted(self, values):
        text, fields = "", ""
        for value in values:
            if isinstance(value, ast.Constant):
                for c in value.value:
                    text += {"{": "{{", "}": "}}", "'": "\\'", '"': '\\"'}.get(c) or repr(c)[1:-1]
                continue
            inner = Canonical()
            inner.set_precedence(ast._Precedence.OR, value.value)
            expression = inner.visit(value.value)
            fields += expression
            text += "{" + (" " if expression.startswith("{") else "") + expression
            if value.conversion != -1:
                text += "!" + chr(value.conversion)
            if value.format_spec:
                spec = self.formatted(value.format_spec.values)
                if spec[0]:
                    text += ":" + spec[0]
                    fields += spec[1]
            text += "}"
        return text, fields


def answer(source):
    try:
        compile(source, "<cell>", "exec")
    except SyntaxError as error:
        place = str(error.lineno)
        if not error.msg.startswith(("f-string", "cannot mix", "(unicode error)", "(value error)")):
            place += f":{error.offset}"
        return [f"--> {type(error).__name__} {place}", error.msg]
    except RecursionError as error:
        return ["--> RecursionError", str(error)]
    return ["--> tree"] + Canonical().visit(ast.parse(source)).split("\n")


def spans(source):
    """Byte ranges of the expressions, starred ones, walrus targets and the inside of f-strings left out."""
    starts = [0]
    for line in source.encode().split(b"\n"):
        starts.append(starts[-1] + len(line) + 1)
    found = set()

    def walk(node):
        if isinstance(node, ast.expr) and not isinstance(node, ast.Starred):
            found.add((starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset))
        for name, value in ast.iter_fields(node):
            if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.NamedExpr) and name == "target"):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    walk(child)

    walk(ast.parse(source))
    return ["--> spans"] + [f"{start}-{end} {source.encode()[start:end].decode()!r}" for start, end in sorted(found)]


def completeness(source):
    from IPython.core.inputtransformer2 import TransformerManager

    status, indent = TransformerManager().check_complete(source)
    return [f"--> {status}" + (f" {indent}" if status == "incomplete" else "")]


def remake(path, answer, ends_line):
    lines = path.read_text().rstrip("\n").split("\n")
    output, source, kept = [], None, False
    for line in lines + ["==="]:
        if line == "===":
            if source is not None and not kept:
                output += answer("\n".join(source) + ("\n" if ends_line else ""))
            source, kept = [], False
            output.append(line)
        elif source is None:
            output.append(line)
        elif line.startswith("==>"):
            kept, in_answer = True, True
            output.append(line)
        elif line.startswith("-->"):
            kept = None
        elif kept:
            output.append(line)
        elif kept is False:
            source.append(line)
            output.append(line)
    path.write_text("\n".join(output[:-1]) + "\n")


if __name__ == "__main__":
    folder = pathlib.Path(__file__).parent / "Cases"
    for path in sorted(folder.glob("*.txt")):
        if path.name == "completeness.txt":
            try:
                import IPython
            except ImportError:
                continue
            remake(path, completeness, ends_line=False)
        else:
            remake(path, spans if path.name == "spans.txt" else answer, ends_line=True)
