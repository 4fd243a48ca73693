import Autograd
import NeuralNet
import ObjectModel

/// Calls of the catalogs' entries with arguments nobody would write, as text of the language.
struct RandomCode {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    // MARK: Chance

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
    private mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }
    private mutating func isOneIn(_ count: Int) -> Bool { below(count) == 0 }
    private mutating func pick<T>(_ items: [T]) -> T { items[below(items.count)] }

    // MARK: Values

    private static let dtypes = ["float32", "float64", "float16", "bfloat16", "int8", "uint8", "int16", "int32", "int64", "bool"]
    private static let shapes = [
        "()", "(0,)", "(1,)", "(3,)", "(7,)", "(2, 3)", "(3, 2)", "(3, 3)", "(1, 4)", "(2, 0, 3)", "(0, 0)", "(2, 3, 4)", "(1, 2, 4, 4)", "(1, 1, 1, 1)", "(2, 2, 3, 3, 3)",
        "(1, 1, 1, 1, 1, 1, 1, 1)", "(4, 1)", "(0, 3)", "(2, 4, 5)", "(1, 3, 8, 8)",
    ]
    private static let wildInts = [
        "-1", "0", "-2", "-7", "5", "100", "1 << 16", "1 << 31", "-(1 << 31)", "(1 << 31) - 1", "1 << 40", "1 << 61", "1 << 62", "(1 << 63) - 1", "-(1 << 63)", "(1 << 63) - 7",
        "1 << 64", "10 ** 30", "True",
    ]
    private static let wildFloats = ["0.0", "-0.0", "0.5", "-1.0", "1e30", "-1e30", "1e300", "1e-320", "float('inf')", "-float('inf')", "float('nan')", "3.7"]
    private static let words = [
        "'mean'", "'sum'", "'none'", "'max'", "'same'", "'valid'", "'reflect'", "'circular'", "'bilinear'", "'nearest'", "'ij'", "'ij,jk->ik'", "'ii->i'", "'...i'", "'fro'", "'nuc'",
        "'L'", "'U'", "''", "'left'", "'floor'", "'trunc'", "'amax'", "'é'", "'tanh'", "'cos'", "'min'",
    ]
    private mutating func shape() -> String { pick(Self.shapes) }
    private mutating func int() -> String { isOneIn(2) ? String(below(5) - 1) : pick(Self.wildInts) }
    private mutating func float() -> String { isOneIn(2) ? pick(["0.1", "0.5", "1.0", "2.0"]) : pick(Self.wildFloats) }

    mutating func tensor() -> String {
        switch below(12) {
        case 0: return pick(["torch.tensor([0, 1])", "torch.tensor([-1, 5])", "torch.tensor([1 << 62, -(1 << 63)])", "torch.tensor([[0, 1], [1, 0]])", "torch.tensor(2)", "torch.tensor([])"])
        case 1: return "torch.full(\(shape()), \(pick(Self.wildFloats)))"
        case 2: return "torch.arange(\(below(13))).reshape(-1, 1).expand(-1, 3)"
        case 3: return "torch.ones(\(shape()), dtype=torch.\(pick(Self.dtypes)))"
        case 4: return "torch.tensor([True, False, True])"
        case 5: return "torch.rand(3, 4).t()"
        case 6: return "torch.zeros(1).expand(\(pick(["1000", "3, 1000", "2, 1"])))"
        case 7 where isOneIn(3): return "torch.zeros(\(pick(["1 << 40, 0", "0, 1 << 40", "1 << 62, 0", "0, 1 << 62", "2, 0, 1 << 61", "(1 << 63) - 1, 0", "0, (1 << 63) - 1"])))"
        case 7: return "torch.rand(\(shape()), dtype=torch.float64, requires_grad=True)"
        case 8: return "torch.tensor([\(pick(["127, -128", "255, 0", "(1 << 31) - 1, 0", "(1 << 63) - 1, -(1 << 63)"]))], dtype=torch.\(pick(["int64", "int64", "float32"])))"
        default: return "torch.randn(\(shape()))" + (isOneIn(2) ? ".requires_grad_()" : "")
        }
    }
    private mutating func list(_ item: (inout RandomCode) -> String) -> String {
        let items = (0..<below(5)).map { _ in item(&self) }
        return isOneIn(3) ? "(" + items.joined(separator: ", ") + (items.isEmpty ? ")" : ",)") : "[" + items.joined(separator: ", ") + "]"
    }
    /// Anything at all.
    private mutating func anything() -> String {
        switch below(14) {
        case 0, 1: return tensor()
        case 2, 3: return int()
        case 4: return float()
        case 5: return pick(["True", "False", "None"])
        case 6: return pick(Self.words)
        case 7: return list { $0.int() }
        case 8: return list { $0.tensor() }
        case 9: return list { $0.float() }
        case 10: return "torch.\(pick(Self.dtypes))"
        case 11: return pick(["...", "slice(1, None, -1)", "{}", "{'a': 1}", "lambda *a: a[0]", "torch.Size([2, 3])", "object()", "range(3)", "int", "torch.device('cpu')", "torch.Generator()", "nn.Linear(2, 3)"])
        case 12: return list { $0.list { $0.int() } }
        default: return "None"
        }
    }
    /// What a parameter of this name and default may be meant to be; sometimes something else.
    private mutating func argument(_ parameter: Signature.Parameter, isFirst: Bool) -> String {
        if isOneIn(8) { return anything() }
        let name = parameter.name.text
        switch name {
        case "dtype": return "torch.\(pick(Self.dtypes))"
        case "dim", "dim0", "dim1", "diagonal", "offset", "start_dim", "end_dim", "index", "chunks", "k", "n", "groups": return isOneIn(5) ? tensor() : int()
        case "size", "shape", "kernel_size", "stride", "padding", "dilation", "output_size", "normalized_shape", "sizes", "dims", "repeats", "pad", "output_padding", "shifts":
            return isOneIn(2) ? list { $0.int() } : int()
        case "tensors", "operands", "parameters", "params": return list { $0.tensor() }
        case "equation", "mode", "reduction", "reduce": return pick(Self.words)
        default: break
        }
        switch parameter.defaultValue {
        case .bool: return pick(["True", "False"])
        case .int: return int()
        case .float: return float()
        case .none where !parameter.isRequired: return isOneIn(2) ? "None" : anything()
        case .object(let object) where object.kind == .str: return pick(Self.words)
        default: return isFirst || !isOneIn(3) ? tensor() : anything()
        }
    }
    private mutating func arguments(_ signature: Signature, from first: Int) -> String {
        var parts: [String] = []
        for (index, parameter) in signature.parameters.enumerated() where index >= first {
            let name = parameter.name.text
            if name == "out", !isOneIn(6) { continue }
            if index == signature.variadic {
                for _ in 0..<below(4) { parts.append(isOneIn(2) ? int() : tensor()) }
                continue
            }
            if !parameter.isRequired, isOneIn(2) { continue }
            let value = argument(parameter, isFirst: index == first)
            parts.append(parameter.isRequired && index < signature.positionalCount && !parts.contains { $0.contains("=") && !$0.hasPrefix("torch") } ? value : "\(name)=\(value)")
        }
        // Now and then too few, or one too many.
        if isOneIn(12), !parts.isEmpty { parts.removeLast() }
        if isOneIn(20) { parts.insert(anything(), at: 0) }
        return parts.joined(separator: ", ")
    }

    // MARK: Calls

    mutating func call(_ op: Op) -> String {
        var forms: [String] = []
        for (kind, place) in [(Op.Kinds.function, "torch"), (.functional, "F"), (.linalg, "torch.linalg"), (.special, "torch.special")] where op.kinds.contains(kind) {
            forms.append("\(place).\(op.name)(")
        }
        if op.kinds.contains(.method) { forms += ["x.\(op.name)("] + (op.inPlace ? ["x.\(op.name)_("] : []) }
        let form = pick(forms)
        if form.hasPrefix("x.") { return "_go(\(tensor())\(form.dropFirst())\(arguments(op.signature, from: 1))))" }
        return "_go(\(form)\(arguments(op.signature, from: 0))))"
    }
    mutating func call(_ layer: Layer) -> String {
        let inputs = layer.forwardParameters.isEmpty ? "" : arguments(Signature(layer.forwardParameters), from: 0)
        return "_go(nn.\(layer.name)(\(arguments(layer.signature, from: 1)))(\(inputs)))"
    }
    mutating func call(_ kind: OptimizerKind) -> String {
        """
        p = nn.Parameter(torch.ones(\(shape())))
        o = optim.\(kind.name)([p]\(", " + arguments(kind.signature, from: 2)))
        for _ in range(2):
            o.zero_grad()
            (p * p).sum().backward()
            o.step()
        """
    }
    mutating func call(_ kind: SchedulerKind) -> String {
        """
        o = optim.SGD([nn.Parameter(torch.ones(2))], lr=0.1, momentum=\(pick(["0", "0.9"])))
        s = optim.lr_scheduler.\(kind.name)(o, \(arguments(Signature(kind.parameters), from: 1)))
        for _ in range(3):
            o.step()
            s.step(\(isOneIn(3) ? anything() : ""))
        """
    }
    mutating func call(_ function: NativeFunction, _ place: String) -> String { "_go(\(place).\(function.name)(\(arguments(function.signature, from: 0))))" }

    // A stack of 65,536 layers is built as asked for, but in a debug build not within a minute.
    private static func isStack(_ example: String) -> Bool { example.contains("Transformer") }

    /// An example with one or two of its numbers, tensors or words replaced.
    mutating func mutated(_ example: String) -> String {
        var tokens: [String] = [], isNumber: [Bool] = []
        var rest = Substring(example)
        while let first = rest.first {
            let startsWord = tokens.last?.last.map { $0.isLetter || $0 == "_" || $0.isNumber } ?? false
            if first.isNumber, !startsWord {
                let number = rest.prefix { $0.isNumber || $0 == "." || $0 == "e" }
                tokens.append(String(number))
                isNumber.append(true)
                rest = rest.dropFirst(number.count)
            } else {
                tokens.append(String(first))
                isNumber.append(false)
                rest = rest.dropFirst()
            }
        }
        let places = isNumber.indices.filter { isNumber[$0] }
        guard !places.isEmpty else { return "_go(\(example))" }
        for _ in 0...below(2) {
            let place = pick(places)
            tokens[place] = tokens[place].contains(".") ? float() : isOneIn(6) ? anything() : int()
        }
        let cell = "_go(\(tokens.joined()))"
        return Self.isStack(example) ? cell.replacing("1 << 16", with: "1 << 6") : cell
    }

    /// Uses a result: its text, and its gradient if it has one.
    static let prelude = """
        def _go(y):
            if torch.is_tensor(y):
                repr(y)
                if y.requires_grad and y.grad_fn is not None:
                    y.sum().backward()
            elif isinstance(y, (tuple, list)):
                for part in y[:3]:
                    _go(part)
            else:
                repr(y)
        """
}
