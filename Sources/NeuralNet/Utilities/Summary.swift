import Autograd
import ObjectModel
import TensorCore

/// `torchsummary.summary`: a table of what each layer gives and how many parameters it has, made by running the model once.
package enum Summary {
    private struct Row {
        let type: String
        let path: String
        let shapes: [[Int]]
        let parameters: Int
        var outputText: String {
            let texts = shapes.map { "[" + $0.map(String.init).joined(separator: ", ") + "]" }
            return texts.count == 1 ? texts[0] : "[" + texts.joined(separator: ", ") + "]"
        }
        /// torchsummary multiplies all numbers of the shape, the -1 of the batch among them.
        var outputCount: Double { shapes.map { $0.reduce(1.0) { $0 * Double($1) } }.reduce(0, +) }
    }

    // Made once; belong to the evaluator's thread.
    nonisolated(unsafe) package static let module = ModuleObject("torchsummary") { [("summary", .object(function))] }
    /// The one torchsummary has.
    nonisolated(unsafe) package static let function = make(showsPaths: false)
    /// The short form: layers inside containers are shown by their path.
    nonisolated(unsafe) package static let shortForm = make(showsPaths: true)

    private static func make(showsPaths: Bool) -> NativeFunction {
        NativeFunction(
            "summary", "model, input_size, batch_size=-1, device='cpu'", summary: "Prints a table of the layers, their outputs and their parameters.",
            module: "torchsummary", wording: .python,
            body: .bound { a in
                guard let model = a[0].asModule else { throw Raised.attributeError("'\(a[0].type.name)' object has no attribute 'apply'", object: a[0], name: "apply") }
                try raising { try run(model, sizes(a[1]), batch: a[2].toIndex(), showsPaths: showsPaths) }
                return .none
            })
    }
    /// One size, or a list of sizes for models with several inputs.
    private static func sizes(_ value: Value) throws -> [[Int]] {
        let items = try collect(value)
        if let first = items.first, first.asItems != nil { return try items.map { try collect($0).map { try $0.toIndex() } } }
        return [try items.map { try $0.toIndex() }]
    }

    private static func run(_ model: Module, _ sizes: [[Int]], batch: Int, showsPaths: Bool) throws {
        var rows: [Row] = []
        var handles: [HookHandle] = []
        defer { handles.forEach { $0.remove() } }
        for (path, module) in model.namedModules() where !isContainer(module) && module !== model || model.modules.isEmpty {
            let hooks = module.hooks ?? ModuleHooks()
            module.hooks = hooks
            let hook = NativeFunction.raw("hook") { a in
                rows.append(
                    Row(
                        type: module.classType.name, path: path, shapes: shapes(a[2], batch),
                        parameters: module.parameters.values.reduce(0) { $0 + ($1?.count ?? 0) }))
                return .none
            }
            if case .object(let object) = hooks.add(\.after, .object(hook)), let handle = object as? HookHandle { handles.append(handle) }
        }
        // Two samples, so that batch norm has something to average.
        let inputs = try sizes.map { Value.tensor(Tensor(try .rand(Dims(checking: [2] + $0)))) }
        _ = try Arguments.with(inputs) { try Value.object(model).call($0) }
        Output.write(try table(rows, model, sizes, batch: batch, showsPaths: showsPaths))
    }
    private static func isContainer(_ module: Module) -> Bool {
        module.classType.isSubtype(of: ContainerLayers.sequential.type) || module.classType.isSubtype(of: ContainerLayers.list.type)
    }
    private static func shapes(_ output: Value, _ batch: Int) -> [[Int]] {
        if let tensor = output.asTensor { return [[batch] + tensor.shape.array.dropFirst()] }
        return (output.withoutClass.asItems ?? []).flatMap { shapes($0, batch) }
    }

    private static func table(_ rows: [Row], _ model: Module, _ sizes: [[Int]], batch: Int, showsPaths: Bool) throws -> String {
        let line = String(repeating: "-", count: 64), doubleLine = String(repeating: "=", count: 64)
        let paths = showsPaths && rows.contains { $0.path.contains(".") }
        let names = rows.enumerated().map { index, row in paths ? "\(row.path) (\(row.type))" : "\(row.type)-\(index + 1)" }
        let width = max(20, names.map(\.count).max() ?? 0)
        var text = line + "\n" + right("Layer (type)", width) + "  " + right("Output Shape", 25) + " " + right("Param #", 15) + "\n" + doubleLine + "\n"
        for (name, row) in zip(names, rows) {
            text += right(name, width) + "  " + right(row.outputText, 25) + " " + right(grouped(row.parameters), 15) + "\n"
        }
        // Parameters that several layers share count once.
        let parameters = model.namedParameters().map(\.tensor)
        let total = parameters.reduce(0) { $0 + $1.count }, trainable = parameters.filter(\.requiresGrad).reduce(0) { $0 + $1.count }
        let megabyte = 1024.0 * 1024.0
        let inputSize = abs(sizes.map { $0.reduce(1.0) { $0 * Double($1) } }.reduce(1, *) * Double(batch) * 4 / megabyte)
        let outputSize = abs(2 * rows.reduce(0) { $0 + $1.outputCount } * 4 / megabyte), parameterSize = Double(total) * 4 / megabyte
        text += doubleLine + "\nTotal params: \(grouped(total))\nTrainable params: \(grouped(trainable))\nNon-trainable params: \(grouped(total - trainable))\n\(line)\n"
        func megabytes(_ value: Double) throws -> String { try Value.float(value).format(".2f") }
        text += "Input size (MB): \(try megabytes(inputSize))\nForward/backward pass size (MB): \(try megabytes(outputSize))\n"
        text += "Params size (MB): \(try megabytes(parameterSize))\nEstimated Total Size (MB): \(try megabytes(inputSize + outputSize + parameterSize))\n\(line)\n"
        return text
    }
    private static func right(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
    private static func grouped(_ number: Int) -> String {
        var digits = Array(String(number))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return String(digits)
    }
}
