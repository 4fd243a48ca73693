import ObjectModel

/// The parts of `functools` that are written in the language itself.
enum FunctoolsLibrary {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) static let module = LibraryModule.make("functools", text, shown: ["functools": names.map(\.text)])
    static let names: [Name] = [
        "WRAPPER_ASSIGNMENTS", "WRAPPER_UPDATES", "update_wrapper", "wraps", "singledispatch", "singledispatchmethod", "partialmethod",
    ]
    private static let text = #"""
        from functools import partial

        WRAPPER_ASSIGNMENTS = ('__module__', '__name__', '__qualname__', '__doc__', '__annotations__')
        WRAPPER_UPDATES = ('__dict__',)

        def update_wrapper(wrapper, wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
            """Makes wrapper look like wrapped."""
            for name in assigned:
                try:
                    value = getattr(wrapped, name)
                except AttributeError:
                    continue
                setattr(wrapper, name, value)
            for name in updated:
                getattr(wrapper, name).update(getattr(wrapped, name, {}))
            wrapper.__wrapped__ = wrapped
            return wrapper

        def wraps(wrapped, assigned=WRAPPER_ASSIGNMENTS, updated=WRAPPER_UPDATES):
            """Makes a wrapper look like wrapped."""
            return partial(update_wrapper, wrapped=wrapped, assigned=assigned, updated=updated)

        def _parts(kind):
            """The classes that a class or a union of them names; None for anything else."""
            if isinstance(kind, type):
                return (kind,)
            if type(kind).__name__ in ('UnionType', '_UnionGenericAlias'):
                parts = tuple(type(None) if part is None else part for part in kind.__args__)
                if all(isinstance(part, type) for part in parts):
                    return parts
            return None

        def singledispatch(func):
            """A function that calls another by the class of its first argument."""
            registry = {object: func}
            found = {}
            title = getattr(func, '__name__', 'singledispatch function')

            def dispatch(cls):
                """What is called for instances of cls."""
                if cls not in found:
                    found[cls] = next(registry[base] for base in cls.__mro__ if base in registry)
                return found[cls]

            def register(cls, func=None):
                """Says what is called for instances of cls; a decorator."""
                kinds = _parts(cls)
                if kinds is not None:
                    if func is None:
                        return lambda function: register(cls, function)
                else:
                    if func is not None:
                        raise TypeError(f"Invalid first argument to `register()`. {cls!r} is not a class or union type.")
                    hints = getattr(cls, '__annotations__', {})
                    if not hints:
                        raise TypeError(
                            f"Invalid first argument to `register()`: {cls!r}. "
                            "Use either `@register(some_class)` or plain `@register` on an annotated function.")
                    func = cls
                    name, cls = next(iter(hints.items()))
                    kinds = _parts(type(None) if cls is None else cls)
                    if kinds is None:
                        if type(cls).__name__ in ('UnionType', '_UnionGenericAlias'):
                            raise TypeError(f"Invalid annotation for {name!r}. {cls!r} not all arguments are classes.")
                        raise TypeError(f"Invalid annotation for {name!r}. {cls!r} is not a class.")
                for kind in kinds:
                    registry[kind] = func
                found.clear()
                return func

            def wrapper(*args, **kwargs):
                if not args:
                    raise TypeError(f'{title} requires at least 1 positional argument')
                return dispatch(args[0].__class__)(*args, **kwargs)

            wrapper.register = register
            wrapper.dispatch = dispatch
            wrapper.registry = registry
            wrapper._clear_cache = found.clear
            return update_wrapper(wrapper, func)

        class singledispatchmethod:
            """A method that calls another by the class of its first argument."""
            def __init__(self, func):
                if not callable(func) and not hasattr(func, '__get__'):
                    raise TypeError(f'{func!r} is not callable or a descriptor')
                self.dispatcher = singledispatch(func)
                self.func = func
            def register(self, cls, method=None):
                """Says what is called for instances of cls; a decorator."""
                return self.dispatcher.register(cls, func=method)
            def __get__(self, obj, cls=None):
                def method(*args, **kwargs):
                    return self.dispatcher.dispatch(args[0].__class__).__get__(obj, cls)(*args, **kwargs)
                method.register = self.register
                return update_wrapper(method, self.func)

        class partialmethod:
            """A method with some arguments given beforehand."""
            def __init__(self, func, /, *args, **keywords):
                if not callable(func) and not hasattr(func, '__get__'):
                    raise TypeError(f'{func!r} is not callable or a descriptor')
                if isinstance(func, partialmethod):
                    self.func, self.args, self.keywords = func.func, func.args + args, {**func.keywords, **keywords}
                else:
                    self.func, self.args, self.keywords = func, args, keywords
            def __repr__(self):
                given = [repr(self.func), ', '.join(map(repr, self.args)), ', '.join(f'{k}={v!r}' for k, v in self.keywords.items())]
                return f"{type(self).__module__}.{type(self).__qualname__}({', '.join(given)})"
            def __get__(self, obj, cls=None):
                bind = getattr(self.func, '__get__', None)
                if bind is not None:
                    bound = bind(obj, cls)
                    if bound is not self.func:
                        made = partial(bound, *self.args, **self.keywords)
                        if hasattr(bound, '__self__'):
                            made.__self__ = bound.__self__
                        return made
                def method(own, /, *args, **keywords):
                    return self.func(own, *self.args, *args, **{**self.keywords, **keywords})
                method._partialmethod = self
                return method.__get__(obj, cls)
            def __class_getitem__(cls, item):
                return cls
        """#
}
