# What stands before each test file of CPython when cpython_suite.py has rewritten it: as much of `unittest` and of
# `test.support` as those files use, in the language of nbs, so that both can run it.
import math, random, time, itertools, functools, collections, copy

class _Skip(Exception): pass

class _Raises:
    def __init__(self, expected):
        self.expected = expected
        self.exception = None
    def __enter__(self): return self
    def __exit__(self, kind, value, trace):
        if kind is None: raise AssertionError('not raised: ' + str(self.expected))
        if not issubclass(kind, self.expected): return False
        self.exception = value
        return True

class _Nothing:
    def __enter__(self): return self
    def __exit__(self, *about): return False

def _short(value):
    text = repr(value)
    return text if len(text) < 150 else text[:150] + '…'

class _Case:
    maxDiff = None
    failureException = AssertionError
    def __init__(self, *about): pass
    def setUp(self): pass
    def tearDown(self): pass
    @classmethod
    def setUpClass(cls): pass
    @classmethod
    def tearDownClass(cls): pass
    def _verify(self, holds, text, *values):
        if not holds: raise AssertionError(text % tuple(map(_short, values)))
    def assertEqual(self, a, b, msg=None): self._verify(a == b, '%s != %s', a, b)
    def assertNotEqual(self, a, b, msg=None): self._verify(a != b, '%s == %s', a, b)
    def assertTrue(self, a, msg=None): self._verify(a, '%s is not true', a)
    def assertFalse(self, a, msg=None): self._verify(not a, '%s is not false', a)
    def assertIs(self, a, b, msg=None): self._verify(a is b, '%s is not %s', a, b)
    def assertIsNot(self, a, b, msg=None): self._verify(a is not b, '%s is %s', a, b)
    def assertIsNone(self, a, msg=None): self._verify(a is None, '%s is not None', a)
    def assertIsNotNone(self, a, msg=None): self._verify(a is not None, '%s is None', a)
    def assertIn(self, a, b, msg=None): self._verify(a in b, '%s not in %s', a, b)
    def assertNotIn(self, a, b, msg=None): self._verify(a not in b, '%s in %s', a, b)
    def assertIsInstance(self, a, b, msg=None): self._verify(isinstance(a, b), '%s is no %s', a, b)
    def assertNotIsInstance(self, a, b, msg=None): self._verify(not isinstance(a, b), '%s is a %s', a, b)
    def assertLess(self, a, b, msg=None): self._verify(a < b, '%s not < %s', a, b)
    def assertLessEqual(self, a, b, msg=None): self._verify(a <= b, '%s not <= %s', a, b)
    def assertGreater(self, a, b, msg=None): self._verify(a > b, '%s not > %s', a, b)
    def assertGreaterEqual(self, a, b, msg=None): self._verify(a >= b, '%s not >= %s', a, b)
    def assertAlmostEqual(self, a, b, places=7, msg=None, delta=None):
        if a == b: return
        self._verify(abs(a - b) <= delta if delta is not None else round(abs(a - b), places) == 0, '%s is not about %s', a, b)
    def assertCountEqual(self, a, b, msg=None): self.assertEqual(sorted(a, key=repr), sorted(b, key=repr))
    def assertHasAttr(self, a, name): self._verify(hasattr(a, name), '%s has no %s', a, name)
    def assertRaises(self, expected, function=None, *args, **kwargs):
        if function is None: return _Raises(expected)
        try: function(*args, **kwargs)
        except expected: return
        raise AssertionError('not raised: %s by %s' % (expected, _short(args)))
    def assertRaisesRegex(self, expected, pattern, function=None, *args, **kwargs):
        return self.assertRaises(expected, function, *args, **kwargs)
    def assertWarns(self, *about, **more): raise _Skip('warnings')
    def assertWarnsRegex(self, *about, **more): raise _Skip('warnings')
    def assertRegex(self, text, pattern, msg=None): raise _Skip('regular expressions')
    def assertNotRegex(self, text, pattern, msg=None): raise _Skip('regular expressions')
    def subTest(self, *about, **more): return _Nothing()
    def skipTest(self, *why): raise _Skip('asked for')
    def fail(self, msg=None): raise AssertionError(str(msg))
    def addCleanup(self, *about, **more): pass
for _name in ('List', 'Tuple', 'Dict', 'Set', 'Sequence', 'MultiLine'):
    setattr(_Case, 'assert' + _name + 'Equal', _Case.assertEqual)

# Decorators that keep a test, and those that mark it as not for here.
def _kept(*args, **more):
    return args[0] if len(args) == 1 and callable(args[0]) and not more else lambda function: function
def _marked(*args, **more):
    def mark(function):
        function._skip = True
        return function
    return mark

class _Without:
    """A module that is not here: whoever uses it is skipped."""
    def __init__(self, name): self._name = name
    def __getattr__(self, name): return 5 if name == 'HIGHEST_PROTOCOL' else _Without(name)
    def __call__(self, *args, **more): raise _Skip(self._name)
    def __iter__(self): raise _Skip(self._name)
    def __mro_entries__(self, bases): raise _Skip(self._name)

class unittest:
    TestCase = _Case
    SkipTest = _Skip
    mock = _Without('mock')
    main = None
    expectedFailure = staticmethod(_marked())
    skip = staticmethod(_marked)
    @staticmethod
    def skipIf(condition, *why): return _marked() if condition else _kept
    @staticmethod
    def skipUnless(condition, *why): return _kept if condition else _marked()
TestCase = _Case

class _Always:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
class _Never:
    def __eq__(self, other): return False
    def __ne__(self, other): return True
    def __hash__(self): return 1
class _Largest:
    def __eq__(self, other): return isinstance(other, _Largest)
    def __ge__(self, other): return True
    def __gt__(self, other): return not isinstance(other, _Largest)
    def __le__(self, other): return isinstance(other, _Largest)
    def __lt__(self, other): return False
class _Smallest:
    def __eq__(self, other): return isinstance(other, _Smallest)
    def __ge__(self, other): return isinstance(other, _Smallest)
    def __gt__(self, other): return False
    def __le__(self, other): return True
    def __lt__(self, other): return not isinstance(other, _Smallest)

class support:
    ALWAYS_EQ = _Always()
    NEVER_EQ = _Never()
    LARGEST = _Largest()
    SMALLEST = _Smallest()
    verbose = False
    Py_DEBUG = is_emscripten = is_wasi = False
    MAX_Py_ssize_t = 2 ** 63 - 1
    _1G, _2G, _4G = 1 << 30, 2 << 30, 4 << 30
    TEST_HOME_DIR = ''
    cpython_only = requires_IEEE_754 = skip_if_pgo_task = staticmethod(_kept)
    @staticmethod
    def gc_collect(): raise _Skip('the collector')
    @staticmethod
    def check_free_after_iterating(*about): raise _Skip('the collector')
    @staticmethod
    def check_impl_detail(*about, **more): return False
for _name in '''impl_detail bigmemtest bigaddrspacetest requires_docstrings run_with_locale refcount_test requires_resource
        requires requires_zlib requires_subprocess no_tracing requires_legacy_unicode_capi requires_mac_ver
        requires_working_threading skip_if_broken patch anticipate_failure'''.split():
    setattr(support, _name, staticmethod(_marked))
cpython_only = requires_IEEE_754 = _kept
bigmemtest = impl_detail = run_with_locale = requires_docstrings = no_tracing = requires_working_threading = _marked
ALWAYS_EQ, NEVER_EQ, LARGEST, SMALLEST = support.ALWAYS_EQ, support.NEVER_EQ, support.LARGEST, support.SMALLEST
_1G, _2G, _4G = support._1G, support._2G, support._4G
MISSING_C_DOCSTRINGS = HAVE_DOUBLE_ROUNDING = verbose = False
gc_collect = support.gc_collect
check_free_after_iterating = support.check_free_after_iterating
def run_with_tz(*about): return _marked()

class sys:
    maxsize, maxunicode, byteorder, platform = 2 ** 63 - 1, 0x10ffff, 'little', 'linux'
    version_info, modules, executable = (3, 11, 7), {}, ''
    class float_info:
        max, min, epsilon = 1.7976931348623157e308, 2.2250738585072014e-308, 2.220446049250313e-16
        mant_dig, dig, max_exp, min_exp, max_10_exp, min_10_exp = 53, 15, 1024, -1021, 308, -307
    class hash_info: width, modulus, inf, nan, algorithm = 64, 2 ** 61 - 1, 314159, 0, 'siphash13'
    class int_info: bits_per_digit, sizeof_digit, default_max_str_digits, str_digits_check_threshold = 30, 4, 4300, 640
    class flags: optimize = bytes_warning = no_site = utf8_mode = 0
    @staticmethod
    def get_int_max_str_digits(): return 4300
    @staticmethod
    def getrecursionlimit(): return 1000

class types:
    FunctionType = LambdaType = type(_kept)
    MethodType = type(_Case().setUp)
    BuiltinFunctionType = BuiltinMethodType = type(len)
    GeneratorType = type(_ for _ in ())
    NoneType, NotImplementedType, EllipsisType = type(None), type(NotImplemented), type(...)
    MappingProxyType = type(type.__dict__)
    GenericAlias = type(list[int])
FunctionType, MethodType = types.FunctionType, types.MethodType

class operator:
    lt = staticmethod(lambda a, b: a < b)
    le = staticmethod(lambda a, b: a <= b)
    eq = staticmethod(lambda a, b: a == b)
    ne = staticmethod(lambda a, b: a != b)
    gt = staticmethod(lambda a, b: a > b)
    ge = staticmethod(lambda a, b: a >= b)
    add = staticmethod(lambda a, b: a + b)
    sub = staticmethod(lambda a, b: a - b)
    mul = staticmethod(lambda a, b: a * b)
    truediv = staticmethod(lambda a, b: a / b)
    floordiv = staticmethod(lambda a, b: a // b)
    mod = staticmethod(lambda a, b: a % b)
    pow = staticmethod(lambda a, b: a ** b)
    neg = staticmethod(lambda a: -a)
    index = staticmethod(lambda a: range(a).stop)
    contains = staticmethod(lambda a, b: b in a)
    @staticmethod
    def getitem(a, b): return a[b]
    @staticmethod
    def setitem(a, b, c): a[b] = c
    @staticmethod
    def delitem(a, b): del a[b]
    @staticmethod
    def itemgetter(*items):
        return (lambda a: a[items[0]]) if len(items) == 1 else lambda a: tuple(a[i] for i in items)
    @staticmethod
    def attrgetter(name): return lambda a: getattr(a, name)
lt, le, eq, ne, gt, ge, itemgetter = operator.lt, operator.le, operator.eq, operator.ne, operator.gt, operator.ge, operator.itemgetter

class _Managed:
    def __init__(self, generator): self.gen = generator
    def __enter__(self): return next(self.gen)
    def __exit__(self, kind, value, trace):
        if kind is None:
            try: next(self.gen)
            except StopIteration: return False
            raise RuntimeError("generator didn't stop")
        try: self.gen.throw(value)
        except StopIteration as stop: return stop is not value
        except BaseException as raised:
            if raised is not value: raise
            return False
        raise RuntimeError("generator didn't stop after throw()")
def contextmanager(function):
    def manager(*args, **kwargs): return _Managed(function(*args, **kwargs))
    return manager
_GeneratorContextManager = _Managed
class contextlib: contextmanager = staticmethod(contextmanager)

py_functools = c_functools = functools
py_coll = c_coll = collections
c_math, test = math, None
import_helper = threading_helper = abc = os_helper = warnings_helper = io = platform = codecs = unicodedata = \
    array = subprocess = tempfile = typing = asyncio = ast = dis = signal = traceback = builtins = errno = pydoc = \
    ctypes = sysconfig = shelve = keyword = log = stat = json = numbers = pickle = gc = weakref = struct = \
    threading = warnings = re = textwrap = decimal = fractions = inspect = locale = os = string = script_helper = \
    mock = _Without('a module that nbs has not')

def _run(classes):
    for case in classes:
        if not issubclass(case, _Case): continue
        try: case.setUpClass()
        except _Skip: continue
        for name in sorted(name for name in dir(case) if name.startswith('test')):
            if getattr(getattr(case, name), '_skip', False): continue
            try:
                one = case(name)
                one.setUp()
                getattr(one, name)()
                one.tearDown()
                print('ok', case.__name__, name, flush=True)
            except _Skip as why: print('skip', case.__name__, name, why)
            except Exception as error: print('FAIL', case.__name__, name, type(error).__name__ + ':', str(error).replace('\n', ' ')[:200])
