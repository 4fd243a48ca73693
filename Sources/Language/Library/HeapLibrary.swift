import ObjectModel

/// `heapq` and `bisect`, as far as they are written in the language itself.
enum HeapLibrary {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) static let heapq = LibraryModule.make(
        "heapq", heapText, shown: ["heapq": HeapModule.functions.map(\.name.text) + ["merge", "nlargest", "nsmallest"]], helpers: HeapModule.functions)
    // The same.
    nonisolated(unsafe) static let bisect = LibraryModule.make(
        "bisect", bisectText, shown: ["bisect": ["bisect", "bisect_left", "bisect_right", "insort", "insort_left", "insort_right"]])

    private static let heapText = #"""
        def merge(*iterables, key=None, reverse=False):
            """What sorted iterables give, in order."""
            heads = []
            for steps in map(iter, iterables):
                for value in steps:
                    heads.append([value if key is None else key(value), value, steps])
                    break
            while heads:
                best = heads[0]
                for head in heads[1:]:
                    if best[0] < head[0] if reverse else head[0] < best[0]:
                        best = head
                yield best[1]
                for value in best[2]:
                    best[:2] = (value if key is None else key(value), value)
                    break
                else:
                    heads = [head for head in heads if head is not best]

        def nlargest(n, iterable, key=None):
            """The n largest, the largest first."""
            return sorted(iterable, key=key, reverse=True)[:max(n, 0)]

        def nsmallest(n, iterable, key=None):
            """The n smallest, the smallest first."""
            return sorted(iterable, key=key)[:max(n, 0)]
        """#
    private static let bisectText = #"""
        def place(a, x, lo, hi, key, behind):
            if lo < 0:
                raise ValueError('lo must be non-negative')
            if hi is None:
                hi = len(a)
            while lo < hi:
                middle = (lo + hi) // 2
                value = a[middle] if key is None else key(a[middle])
                if x < value if behind else not value < x:
                    hi = middle
                else:
                    lo = middle + 1
            return lo

        def bisect_right(a, x, lo=0, hi=None, *, key=None):
            """Where x goes in a sorted list, behind its equals."""
            return place(a, x, lo, hi, key, True)

        def bisect_left(a, x, lo=0, hi=None, *, key=None):
            """Where x goes in a sorted list, before its equals."""
            return place(a, x, lo, hi, key, False)

        def insort_right(a, x, lo=0, hi=None, *, key=None):
            """Puts x into a sorted list, behind its equals."""
            a.insert(bisect_right(a, x if key is None else key(x), lo, hi, key=key), x)

        def insort_left(a, x, lo=0, hi=None, *, key=None):
            """Puts x into a sorted list, before its equals."""
            a.insert(bisect_left(a, x if key is None else key(x), lo, hi, key=key), x)

        bisect, insort = bisect_right, insort_right
        """#
}
