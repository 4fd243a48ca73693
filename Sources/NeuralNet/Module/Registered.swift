import ObjectModel
import OrderedCollections

/// What a module has registered, by name and in order. nil: registered as `None`.
///
/// A value like `OrderedDictionary`, which it keeps in a box of its own, so that it can say whether anybody else, such as a loop over
/// the children, holds the same entries: `CycleCollector` may count what they refer to only where nobody does.
package struct Registered<Element: Object>: RandomAccessCollection, ExpressibleByDictionaryLiteral {
    private final class Box {
        var entries: OrderedDictionary<Name, Element?>
        init(_ entries: OrderedDictionary<Name, Element?>) { self.entries = entries }
    }
    /// nil: nothing has been registered.
    private var box: Box?

    package init(dictionaryLiteral elements: (Name, Element?)...) {
        if !elements.isEmpty { box = Box(OrderedDictionary(uniqueKeysWithValues: elements)) }
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { box?.entries.count ?? 0 }
    package subscript(position: Int) -> (key: Name, value: Element?) {
        guard let box else { preconditionFailure("nothing is registered") }
        return box.entries.elements[position]
    }
    /// nil: the name is not registered; `.some(nil)`: as `None`.
    package subscript(name: Name) -> Element?? {
        get { box?.entries[name] }
        set { own { $0[name] = newValue } }
    }
    package mutating func removeValue(forKey name: Name) -> Element?? { self[name] == nil ? nil : own { $0.removeValue(forKey: name) } }
    /// Changes the entries where only this value sees it.
    private mutating func own<Result>(_ change: (inout OrderedDictionary<Name, Element?>) -> Result) -> Result {
        let mine: Box
        if isKnownUniquelyReferenced(&box), let box { mine = box } else { mine = Box(box?.entries ?? [:]) }
        box = mine
        return change(&mine.entries)
    }

    package var keys: LazyMapCollection<Self, Name> { lazy.map(\.key) }
    package var values: LazyMapCollection<Self, Element?> { lazy.map(\.value) }

    mutating func walkReferences(_ walk: ReferenceWalk) {
        guard isKnownUniquelyReferenced(&box), let box else { return }
        for value in box.entries.values { walk.meet(value) }
    }
}
