import Foundation
import XCTest

@testable import TensorCore

/// The arguments of a row, read one after the other.
final class Arguments {
    private var rest: ArraySlice<Any>

    init(_ list: [Any]) { rest = list[...] }

    static func array(_ row: [String: Any]) throws -> NDArray {
        let dtype = try XCTUnwrap(DType(name: XCTUnwrap(row["dtype"] as? String)))
        let array = try NDArray.empty(Dims(XCTUnwrap(row["shape"] as? [Int])), dtype)
        for (i, value) in try XCTUnwrap(row["data"] as? [Any]).enumerated() { array.store(scalar(value, dtype), atOffset: i) }
        let order = try XCTUnwrap(row["order"] as? [Int])
        var inverse = order
        for (to, from) in order.enumerated() { inverse[from] = to }
        return try array.permute(inverse)
    }

    private static func scalar(_ value: Any, _ dtype: DType) -> Scalar {
        if let text = value as? String { return .float(Double(text) ?? .nan) }
        guard let number = value as? NSNumber else { return .float(.nan) }
        return dtype.isFloatingPoint ? .float(number.doubleValue) : .int(number.intValue)
    }

    private func next() throws -> Any { try XCTUnwrap(rest.popFirst()) }
    var isEmpty: Bool { rest.isEmpty }
    func array() throws -> NDArray { try Arguments.array(XCTUnwrap(next() as? [String: Any])) }
    func arrays() throws -> [NDArray] {
        var result: [NDArray] = []
        while !isEmpty { result.append(try array()) }
        return result
    }
    func optionalArrays() throws -> [NDArray?] {
        var result: [NDArray?] = []
        while !isEmpty { result.append(try (next() as? [String: Any]).map { try Arguments.array($0) }) }
        return result
    }
    func int() throws -> Int { try XCTUnwrap(next() as? Int) }
    func bool() throws -> Bool { try XCTUnwrap(next() as? Bool) }
    func ints() throws -> [Int]? { try next() as? [Int] }
    func double() throws -> Double {
        let value = try next()
        if let text = value as? String { return try XCTUnwrap(Double(text)) }
        return try XCTUnwrap(value as? Double)
    }
    /// A Python number: whole ones without a point are ints.
    func number() throws -> Scalar {
        let value = try next()
        if let text = value as? String { return .float(try XCTUnwrap(Double(text))) }
        let number = try XCTUnwrap(value as? NSNumber)
        return CFNumberIsFloat(number) ? .float(number.doubleValue) : .int(number.intValue)
    }
}

private func CFNumberIsFloat(_ number: NSNumber) -> Bool {
    let type = String(cString: number.objCType)
    return type == "d" || type == "f"
}

/// Calls by the names the fixture uses.
func kernelCall(_ call: String, _ a: Arguments) throws -> [NDArray] {
    let words = call.split(separator: " ").map(String.init)
    switch words[0] {
    case "unary":
        return [try NDArray.unary(XCTUnwrap(UnaryOp.allCases.first { "\($0)" == words[1] }), a.array())]
    case "parameters":
        let op = try XCTUnwrap(UnaryOp.allCases.first { "\($0)" == words[1] })
        let x = try a.array()
        var p = [0.0, 0, 0]
        for i in p.indices where !a.isEmpty { p[i] = try a.double() }
        return [try NDArray.unary(op, x, p[0], p[1], p[2])]
    case "binary":
        return [try NDArray.binary(XCTUnwrap(BinaryOp.allCases.first { "\($0)" == words[1] }), a.array(), a.array())]
    case "compare":
        return [try NDArray.compare(XCTUnwrap(CompareOp.allCases.first { "\($0)" == words[1] }), a.array(), a.array())]
    case "predicate":
        return [try NDArray.predicate(XCTUnwrap(PredicateOp.allCases.first { "\($0)" == words[1] }), a.array())]
    case "reduce":
        let x = try a.array(), dims = try a.ints(), keep = try a.bool()
        switch words[1] {
        case "mean": return [try x.mean(dims, keepdim: keep)]
        case "var": return [try x.variance(dims, keepdim: keep)]
        default:
            let op = try XCTUnwrap(ReduceOp.allCases.first { "\($0)" == words[1] })
            return [try x.reduce(op, dims, keepdim: keep)]
        }
    case "where": return [try NDArray.where(a.array(), a.array(), a.array())]
    case "addcmul": return [try NDArray.ternary(.addcmul, a.array(), a.array(), a.array(), value: a.double())]
    case "addcdiv": return [try NDArray.ternary(.addcdiv, a.array(), a.array(), a.array(), value: a.double())]
    case "lerp": return [try NDArray.ternary(.lerp, a.array(), a.array(), a.array())]
    case "norm":
        let x = try a.array(), p = try a.double()
        return [try x.norm(p, a.ints())]
    case "cumsum": return [try a.array().scan(.cumsum, a.int())]
    case "cumprod": return [try a.array().scan(.cumprod, a.int())]
    case "logcumsumexp": return [try a.array().scan(.logcumsumexp, a.int())]
    case "cummax", "cummin":
        let (values, indices) = try a.array().scanWithIndices(words[0] == "cummax" ? .cummax : .cummin, a.int())
        return [values, indices]
    case "softmax": return [try a.array().softmax(a.int())]
    case "logSoftmax": return [try a.array().softmax(a.int(), log: true)]
    case "mm": return [try NDArray.mm(a.array(), a.array())]
    case "mv": return [try NDArray.mv(a.array(), a.array())]
    case "dot": return [try NDArray.dot(a.array(), a.array())]
    case "bmm": return [try NDArray.bmm(a.array(), a.array())]
    case "addmm": return [try NDArray.addmm(a.array(), a.array(), a.array())]
    default: return try orderCall(words[0], a)
    }
}

private func orderCall(_ call: String, _ a: Arguments) throws -> [NDArray] {
    func pair(_ result: (values: NDArray, indices: NDArray)) -> [NDArray] { [result.values, result.indices] }
    switch call {
    case "sort": return pair(try a.array().sort(-1, descending: a.bool()))
    case "topk": return pair(try a.array().topk(a.int(), a.int()))
    case "kthvalue": return pair(try a.array().kthvalue(a.int(), a.int()))
    case "median": return pair(try a.array().median(a.int()))
    case "mode": return pair(try a.array().mode(a.int()))
    case "unique":
        let found = try a.array().unique(places: true, sizes: true)
        return [found.values] + [found.places, found.sizes].compactMap { $0 }
    case "searchsorted": return [try NDArray.searchsorted(a.array(), a.array())]
    case "bincount": return [try a.array().bincount()]
    case "histc": return [try a.array().histc(a.int(), a.double(), a.double())]
    case "gather": return [try a.array().gather(a.int(), a.array())]
    case "scatter", "scatterAdd":
        let x = try a.array().copy()
        try x.scatter(a.int(), a.array(), a.array(), call == "scatter" ? .assign : .sum)
        return [x]
    case "indexSelect": return [try a.array().indexSelect(a.int(), a.array())]
    case "indexAdd":
        let x = try a.array().copy()
        try x.indexAdd(a.int(), a.array(), a.array())
        return [x]
    case "take": return [try a.array().take(a.array())]
    case "maskedSelect": return [try a.array().maskedSelect(a.array())]
    case "nonzero": return [try a.array().nonzero()]
    case "index": return [try a.array().index(a.optionalArrays())]
    case "indexPut":
        let x = try a.array().copy(), values = try a.array()
        try x.indexPut(a.optionalArrays(), values)
        return [x]
    case "cat": return [try NDArray.cat(a.arrays())]
    case "stack": return [try NDArray.stack(a.arrays())]
    case "roll": return [try a.array().roll([1, -3], [0, 1])]
    case "flip": return [try a.array().flip([0, 1])]
    case "repeat": return [try a.array().repeat([2, 1, 3])]
    case "tril": return [try a.array().tril(a.int())]
    case "triu": return [try a.array().triu(a.int())]
    case "arange":
        let (start, end, step) = (try a.number(), try a.number(), try a.number())
        return [try NDArray.arange(start, end, step, [start, end, step].contains { $0.isFloat } ? .float32 : .int64)]
    case "linspace": return [try NDArray.linspace(a.double(), a.double(), a.int(), .float32)]
    case "linspace64": return [try NDArray.linspace(a.double(), a.double(), a.int(), .float64)]
    case "logspace": return [try NDArray.logspace(a.double(), a.double(), a.int(), base: 10, .float32)]
    case "eye": return [try NDArray.eye(a.int(), a.int())]
    default: throw XCTSkip("no call \(call)")
    }
}
