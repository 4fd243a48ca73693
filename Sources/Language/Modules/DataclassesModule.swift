import ObjectModel

/// `dataclasses`. As in CPython the methods are written as text and compiled: so their messages name the parameters.
enum DataclassesModule {
    /// The module for one interpreter; `run` runs text of ours there and gives its last expression's value.
    static func module(_ run: @escaping (String) throws -> Value) -> ModuleObject {
        ModuleObject("dataclasses") {
            guard let make = try? run(source), let made = try? Arguments.with(helpers(run), { try make.call($0) }),
                let table = made.object(of: .dict) as? Dict
            else { return [] }
            return table.pairs.compactMap { key, value in key.asString.map { (Name($0), value) } }
        }
    }

    /// What the text below cannot do itself.
    private static func helpers(_ run: @escaping (String) throws -> Value) -> [Value] {
        [
            // The functions that `text` defines, by name, with their methods' names made the class's.
            .object(
                NativeFunction("define", "text, values, owner") { a in
                    let made = try Arguments.with(collect(a[1])) { try run(a[0].asString ?? "").call($0) }
                    guard let table = made.object(of: .dict) as? Dict else { return made }
                    for (key, value) in table.pairs {
                        guard let function = value.object(of: .function) as? Function, let name = key.asString else { continue }
                        function.code.qualifiedName = "\(a[2].asString ?? "").\(name)"
                    }
                    return made
                }),
            .object(
                NativeFunction("own", "cls, name") { a in
                    let type = a[0].object(of: .type) as? TypeObject
                    return type?.ownAttribute(Name(a[1].asString ?? "")) ?? .ellipsis
                }),
            .object(
                NativeFunction("clear", "cls, name") { a in
                    (a[0].object(of: .type) as? TypeObject)?.removeOwn(Name(a[1].asString ?? ""))
                    return .none
                }),
        ]
    }

    /// In the language itself.
    private static let source = """
        def dataclasses_(define, own, clear):
            class FrozenInstanceError(AttributeError): pass
            FrozenInstanceError.__module__ = 'dataclasses'
            class _Factory:
                def __repr__(self): return '<factory>'
            factory_given = _Factory()
            class _MISSING_TYPE: pass
            class _KW_ONLY_TYPE: pass
            MISSING, KW_ONLY = _MISSING_TYPE(), _KW_ONLY_TYPE()
            class InitVar:
                def __init__(self, type): self.type = type
                def __repr__(self): return f'dataclasses.InitVar[{self.type.__name__ if isinstance(self.type, type) else repr(self.type)}]'
                def __class_getitem__(cls, type): return InitVar(type)
            class _DataclassParams:
                def __init__(self, options): self.__dict__.update(options)
                def __repr__(self): return f"_DataclassParams({','.join(f'{k}={v!r}' for k, v in self.__dict__.items())})"
            for made in (_MISSING_TYPE, _KW_ONLY_TYPE, InitVar, _DataclassParams): made.__module__, made.__qualname__ = 'dataclasses', made.__name__
            def stands_for(kind, name):
                # Whether an annotation is one that means something here, also as text.
                text = kind if isinstance(kind, str) else repr(kind)
                return text.split('[')[0] in (name, 'typing.' + name, 'dataclasses.' + name)
            class Field:
                def __init__(self, default, default_factory, init, repr, hash, compare, metadata, kw_only):
                    self.name = None
                    self.type = None
                    self.default = default
                    self.default_factory = default_factory
                    self.init = init
                    self.repr = repr
                    self.hash = hash
                    self.compare = compare
                    self.metadata = {} if metadata is None else metadata
                    self.kw_only = kw_only
                    self._field_type = None
                def __repr__(self):
                    shown = [f'{k}=mappingproxy({v!r})' if k == 'metadata' else f'{k}={v}' if k == '_field_type' else f'{k}={v!r}' for k, v in self.__dict__.items()]
                    return f"Field({','.join(shown)})"
            def field(*, default=MISSING, default_factory=MISSING, init=True, repr=True, hash=None, compare=True, metadata=None, kw_only=MISSING):
                if default is not MISSING and default_factory is not MISSING:
                    raise ValueError('cannot specify both default and default_factory')
                return Field(default, default_factory, init, repr, hash, compare, metadata, kw_only)
            def own_fields(cls, kw_only):
                found = {}
                for base in cls.__mro__[-1:0:-1]:
                    more = own(base, '__dataclass_fields__')
                    if more is not ...: found.update(more)
                annotations = own(cls, '__annotations__')
                divided = False
                for name, kind in ({} if annotations is ... else annotations).items():
                    if kind is KW_ONLY or isinstance(kind, str) and stands_for(kind, 'KW_ONLY'):
                        if divided: raise TypeError(f'{name!r} is KW_ONLY, but KW_ONLY has already been specified')
                        divided = kw_only = True
                        continue
                    default = own(cls, name)
                    if stands_for(kind, 'ClassVar'):
                        if isinstance(default, Field) and default.default_factory is not MISSING:
                            raise TypeError(f'field {name} cannot have a default factory')
                        continue
                    f = default if isinstance(default, Field) else field(default=MISSING if default is ... else default)
                    f.name, f.type = name, kind
                    f._field_type = '_FIELD_INITVAR' if kind is InitVar or isinstance(kind, InitVar) or stands_for(kind, 'InitVar') else '_FIELD'
                    if f.kw_only is MISSING: f.kw_only = kw_only
                    if f._field_type != '_FIELD' and f.default_factory is not MISSING: raise TypeError(f'field {name} cannot have a default factory')
                    if isinstance(default, Field):
                        if f.default is MISSING: clear(cls, name)
                        else: setattr(cls, name, f.default)
                    if f._field_type == '_FIELD' and (isinstance(f.default, (list, dict, set)) or f.default.__class__.__hash__ is None):
                        raise ValueError(f'mutable default {f.default.__class__} for field {name} is not allowed: use default_factory')
                    found[name] = f
                for name, value in list(cls.__dict__.items()):
                    if isinstance(value, Field) and (annotations is ... or name not in annotations): raise TypeError(f'{name!r} is a field but has no type annotation')
                return found
            def real(all_fields): return [f for f in all_fields.values() if f._field_type == '_FIELD']
            def parameter(f):
                if f.default is not MISSING: return f'{f.name}=_d_{f.name}'
                return f'{f.name}=_given' if f.default_factory is not MISSING else f.name
            def parts(fs): return '(' + ''.join(f'self.{f.name}, ' for f in fs) + ')'
            def methods(cls, all_fields, options):
                values = {'_given': factory_given, '_object': object, '_error': FrozenInstanceError, '_shown': set(), '_id': id}
                init = [f for f in all_fields.values() if f.init]
                plain, named = [f for f in init if not f.kw_only], [f for f in init if f.kw_only]
                seen = False
                for f in plain:
                    if f.default is not MISSING or f.default_factory is not MISSING: seen = True
                    elif seen: raise TypeError(f'non-default argument {f.name!r} follows default argument')
                lines = []
                def put(head, *body):
                    lines.append('    def ' + head + ':')
                    lines.extend('        ' + line for line in body or ['pass'])
                body = []
                for f in all_fields.values():
                    if f.default is not MISSING: values['_d_' + f.name] = f.default
                    if f.default_factory is not MISSING: values['_f_' + f.name] = f.default_factory
                    if f._field_type != '_FIELD': continue
                    if f.init and f.default_factory is not MISSING: value = f'_f_{f.name}() if {f.name} is _given else {f.name}'
                    elif f.init: value = f.name
                    elif f.default_factory is not MISSING: value = f'_f_{f.name}()'
                    else: continue
                    body.append(f'_object.__setattr__(self, {f.name!r}, {value})' if options['frozen'] else f'self.{f.name} = {value}')
                if hasattr(cls, '__post_init__'): body.append(f"self.__post_init__({', '.join(f.name for f in all_fields.values() if f._field_type != '_FIELD')})")
                if options['init']:
                    head = ['self'] + [parameter(f) for f in plain] + (['*'] if named else []) + [parameter(f) for f in named]
                    put('__init__(' + ', '.join(head) + ')', *body)
                shown = [f for f in real(all_fields) if f.repr]
                if options['repr']:
                    # Whoever holds itself shows that as dots.
                    put('__repr__(self)', 'if _id(self) in _shown: return "..."', '_shown.add(_id(self))', 'try: return self.__class__.__qualname__ + "(" + ' + ' + ", " + '.join(f'"{f.name}=" + repr(self.{f.name})' for f in shown) + (' + ")"' if shown else '")"'), 'finally: _shown.discard(_id(self))')
                compared = [f for f in real(all_fields) if f.compare]
                mine = parts(compared)
                theirs = mine.replace('self.', 'other.')
                def comparison(name, symbol):
                    put(f'{name}(self, other)', 'if other.__class__ is self.__class__: return ' + f'{mine} {symbol} {theirs}', 'return NotImplemented')
                if options['eq']: comparison('__eq__', '==')
                if options['order']:
                    if not options['eq']: raise ValueError('eq must be true if order is true')
                    for name, symbol in (('__lt__', '<'), ('__le__', '<='), ('__gt__', '>'), ('__ge__', '>=')):
                        if own(cls, name) is not ...:
                            raise TypeError(f'Cannot overwrite attribute {name} in class {cls.__name__}. Consider using functools.total_ordering')
                        comparison(name, symbol)
                if options['frozen']:
                    names = repr(tuple(f.name for f in real(all_fields)))
                    put('__setattr__(self, name, value)', f'if type(self) is _cls or name in {names}: raise _error(f"cannot assign to field {{name!r}}")', '_object.__setattr__(self, name, value)')
                    put('__delattr__(self, name)', f'if type(self) is _cls or name in {names}: raise _error(f"cannot delete field {{name!r}}")', '_object.__delattr__(self, name)')
                    values['_cls'] = cls
                hashed = [f for f in real(all_fields) if (f.compare if f.hash is None else f.hash)]
                if options['unsafe_hash'] or options['eq'] and options['frozen']: put('__hash__(self)', f'return hash({parts(hashed)})')
                made = ', '.join(f'{line[8:line.index("(")]!r}: {line[8:line.index("(")]}' for line in lines if line.startswith('    def '))
                text = 'def dataclass_(' + ', '.join(values) + '):' + chr(10) + chr(10).join(lines) + chr(10) + '    return {' + made + '}' + chr(10) + 'dataclass_'
                return define(text, list(values.values()), cls.__qualname__)
            def with_slots(cls, all_fields):
                # The same class once more: slots belong to a class from its beginning.
                if own(cls, '__slots__') is not ...: raise TypeError(f'{cls.__name__} already specifies __slots__')
                inherited = {name for base in cls.__mro__[1:-1] for name in getattr(base, '__slots__', ())}
                members = {k: v for k, v in cls.__dict__.items() if k not in all_fields and k not in ('__dict__', '__weakref__')}
                members['__slots__'] = tuple(f.name for f in real(all_fields) if f.name not in inherited)
                made = type(cls)(cls.__name__, cls.__bases__, members)
                made.__qualname__ = cls.__qualname__
                return made
            def dataclass(cls=None, /, *, init=True, repr=True, eq=True, order=False, unsafe_hash=False, frozen=False, match_args=True, kw_only=False, slots=False, weakref_slot=False):
                options = dict(init=init, repr=repr, eq=eq, order=order, unsafe_hash=unsafe_hash, frozen=frozen)
                def wrap(cls):
                    for base in cls.__mro__[1:]:
                        other = own(base, '__dataclass_params__')
                        if other is not ... and other.frozen != frozen:
                            raise TypeError(f"cannot inherit {'' if frozen else 'non-'}frozen dataclass from a {'non-' if frozen else ''}frozen one")
                    all_fields = own_fields(cls, kw_only)
                    cls.__dataclass_fields__ = all_fields
                    cls.__dataclass_params__ = _DataclassParams(options)
                    if match_args and own(cls, '__match_args__') is ...: cls.__match_args__ = tuple(f.name for f in all_fields.values() if f.init and not f.kw_only)
                    explicit_hash = own(cls, '__hash__') not in (..., None)
                    for name, function in methods(cls, all_fields, options).items():
                        if name == '__hash__' and explicit_hash: continue
                        if name in ('__hash__', '__setattr__', '__delattr__') or own(cls, name) is ...: setattr(cls, name, function)
                    if eq and not frozen and not unsafe_hash and not explicit_hash: cls.__hash__ = None
                    return with_slots(cls, all_fields) if slots else cls
                return wrap if cls is None else wrap(cls)
            def is_dataclass(obj): return hasattr(obj if isinstance(obj, type) else type(obj), '__dataclass_fields__')
            def fields(class_or_instance):
                if not is_dataclass(class_or_instance): raise TypeError('must be called with a dataclass type or instance')
                return tuple(real(class_or_instance.__dataclass_fields__))
            def instance(obj, name):
                if isinstance(obj, type) or not is_dataclass(obj): raise TypeError(f'{name}() should be called on dataclass instances')
            def converted(value, make):
                if not isinstance(value, type) and is_dataclass(value):
                    return make([(f.name, converted(getattr(value, f.name), make)) for f in fields(value)])
                if isinstance(value, (list, tuple)): return type(value)([converted(v, make) for v in value])
                if isinstance(value, dict): return {converted(k, make): converted(v, make) for k, v in value.items()}
                return value
            def asdict(obj, *, dict_factory=dict):
                instance(obj, 'asdict')
                return converted(obj, dict_factory)
            def astuple(obj, *, tuple_factory=tuple):
                instance(obj, 'astuple')
                return converted(obj, lambda pairs: tuple_factory(value for _, value in pairs))
            def replace(obj, /, **changes):
                instance(obj, 'replace')
                for f in obj.__dataclass_fields__.values():
                    if f._field_type != '_FIELD':
                        if f.name not in changes and f.default is MISSING: raise ValueError(f'InitVar {f.name!r} must be specified with replace()')
                    elif not f.init:
                        if f.name in changes: raise ValueError(f'field {f.name} is declared with init=False, it cannot be specified with replace()')
                    elif f.name not in changes: changes[f.name] = getattr(obj, f.name)
                return type(obj)(**changes)
            def make_dataclass(cls_name, fields, *, bases=(), namespace=None, **options):
                annotations, members = {}, {} if namespace is None else dict(namespace)
                for item in fields:
                    if isinstance(item, str): item = (item, 'typing.Any')
                    if not 2 <= len(item) <= 3: raise TypeError(f'Invalid field: {item!r}')
                    name = item[0]
                    if not isinstance(name, str) or not name.isidentifier(): raise TypeError(f'Field names must be valid identifiers: {name!r}')
                    if name in annotations: raise TypeError(f'Field name duplicated: {name!r}')
                    annotations[name] = item[1]
                    if len(item) == 3: members[name] = item[2]
                return dataclass(type(cls_name, bases, {**members, '__annotations__': annotations}), **options)
            return dict(MISSING=MISSING, KW_ONLY=KW_ONLY, InitVar=InitVar, make_dataclass=make_dataclass, dataclass=dataclass, field=field, fields=fields, asdict=asdict, astuple=astuple, replace=replace, is_dataclass=is_dataclass, Field=Field, FrozenInstanceError=FrozenInstanceError)
        dataclasses_
        """
}
