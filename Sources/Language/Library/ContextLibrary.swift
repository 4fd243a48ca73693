import ObjectModel

/// `contextlib`, written in the language itself.
enum ContextLibrary {
    // Made at first use; belongs to the evaluator's thread.
    nonisolated(unsafe) static let module = LibraryModule.make(
        "contextlib", text,
        shown: [
            "contextlib": ["AbstractContextManager", "ContextDecorator", "ExitStack", "_GeneratorContextManager", "closing", "contextmanager", "nullcontext", "suppress"]
        ])

    private static let text = #"""
        from functools import wraps

        class AbstractContextManager:
            """A base of context managers: entering gives itself."""
            def __enter__(self):
                return self
            def __exit__(self, exc_type, exc_value, traceback):
                return None

        class ContextDecorator:
            """A base of context managers that decorate functions as well."""
            def _recreate_cm(self):
                return self
            def __call__(self, func):
                @wraps(func)
                def inner(*args, **kwds):
                    with self._recreate_cm():
                        return func(*args, **kwds)
                return inner

        class _GeneratorContextManager(ContextDecorator, AbstractContextManager):
            def __init__(self, func, args, kwds):
                self.gen = func(*args, **kwds)
                self.func, self.args, self.kwds = func, args, kwds
                doc = getattr(func, '__doc__', None)
                self.__doc__ = type(self).__doc__ if doc is None else doc
            def _recreate_cm(self):
                return self.__class__(self.func, self.args, self.kwds)
            def __enter__(self):
                del self.args, self.kwds, self.func
                try:
                    return next(self.gen)
                except StopIteration:
                    raise RuntimeError("generator didn't yield") from None
            def __exit__(self, kind, value, traceback):
                if kind is None:
                    try:
                        next(self.gen)
                    except StopIteration:
                        return False
                    raise RuntimeError("generator didn't stop")
                if value is None:
                    value = kind()
                try:
                    self.gen.throw(value)
                except StopIteration as stopped:
                    # Another one than what came out of the block says that the block's is dealt with.
                    return stopped is not value
                except RuntimeError as raised:
                    # The machine wraps what is raised by stopping.
                    if raised is value or isinstance(value, StopIteration) and raised.__cause__ is value:
                        return False
                    raise
                except BaseException as raised:
                    if raised is value:
                        return False
                    raise
                raise RuntimeError("generator didn't stop after throw()")

        def contextmanager(func):
            """Makes a context manager of a generator that yields once."""
            @wraps(func)
            def helper(*args, **kwds):
                return _GeneratorContextManager(func, args, kwds)
            return helper

        class closing(AbstractContextManager):
            """Closes something at the end of the block."""
            def __init__(self, thing):
                self.thing = thing
            def __enter__(self):
                return self.thing
            def __exit__(self, *exc_info):
                self.thing.close()

        class suppress(AbstractContextManager):
            """Leaves the block silently at some exceptions."""
            def __init__(self, *exceptions):
                self._exceptions = exceptions
            def __enter__(self):
                pass
            def __exit__(self, kind, value, traceback):
                return kind is not None and issubclass(kind, self._exceptions)

        class nullcontext(AbstractContextManager):
            """Does nothing."""
            def __init__(self, enter_result=None):
                self.enter_result = enter_result
            def __enter__(self):
                return self.enter_result
            def __exit__(self, *exc_info):
                pass

        class ExitStack(AbstractContextManager):
            """Context managers and functions that are left and called at the end of the block, the last one first."""
            def __init__(self):
                self._exits = []
            def pop_all(self):
                """Another stack that takes them over."""
                other = type(self)()
                other._exits, self._exits = self._exits, []
                return other
            def push(self, exit):
                """A context manager's end, or a function that takes its arguments."""
                leave = getattr(type(exit), '__exit__', None)
                self._exits.append(exit if leave is None else lambda *given: leave(exit, *given))
                return exit
            def enter_context(self, cm):
                """Enters now what is left at the end."""
                cls = type(cm)
                try:
                    enter, leave = cls.__enter__, cls.__exit__
                except AttributeError:
                    raise TypeError(f"'{cls.__module__}.{cls.__qualname__}' object does not support the context manager protocol") from None
                result = enter(cm)
                self._exits.append(lambda *given: leave(cm, *given))
                return result
            def callback(self, callback, /, *args, **kwds):
                """A function that is called at the end."""
                def leave(kind, value, traceback):
                    callback(*args, **kwds)
                self._exits.append(leave)
                return callback
            def close(self):
                """Does now what would be done at the end."""
                self.__exit__(None, None, None)
            def __exit__(self, *exc_info):
                given, pending, dealt = exc_info, False, False
                outside = exc_info[1]
                while self._exits:
                    leave = self._exits.pop()
                    try:
                        if leave(*given):
                            dealt, pending, given = True, False, (None, None, None)
                    except BaseException as raised:
                        # What was on its way comes before it.
                        if raised.__context__ is None and given[1] is not raised:
                            raised.__context__ = given[1]
                        pending, given = True, (type(raised), raised, raised.__traceback__)
                if pending:
                    raise given[1]
                return outside is not None and dealt
        """#
}
