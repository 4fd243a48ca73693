"""The expressions of Fixtures/*.txt, by topic."""

STR = r'''
'hello'.upper()
'HeLLo'.lower()
('ab cΣ é'.title(), 'ΑΣ'.swapcase(), 'aΣ b'.capitalize(), 'Σ'.title())
('abc'.rfind('', 2, 1), 'abc'.startswith('', 2, 1), 'abc'.endswith('', -1, 1), 'abc'.count('', 2, 1), 'abc'.find('', 3), 'abc'.find('', 4))
('aaa'.rsplit('aa'), 'aaa'.split('aa'), 'abcabc'.rpartition('bc'), 'é.é.é'.rsplit('.', 1))
('aé€😀' * 40 == 'aé€😀' * 39 + 'aé€😀', len('aé€😀' * 40), ('aé€😀' * 40)[97:103], ('aé€😀' * 40)[-1], ('aé€😀' * 40)[::37])
(('aé€😀' * 40).find('😀', 70), ('aé€😀' * 40).rfind('é', 0, 130), ('aé€😀' * 40).count('€', 5, -5), ('aé€😀' * 40).index('a', 64, 65))
('a' * 24 + 'b', 'a' * 24 == 'a' * 24, 'a' * 25 == 'a' * 24 + 'b', hash('a' * 24) == hash('aa' * 12), hash('é' * 30))
('é'.replace('é', 'e').isascii(), 'aé'.split('é')[0].isascii(), 'aé'[:1].isascii(), 'é'.strip('é'), ('é' + 'a')[1:] == 'a')
s = 'é' * 12; t = s; s += 'x' * 30; (t, s, len(s), s[12])
s = ''; s += 'ab'; s += s; s += s; s
(''.join([]), '-'.join(()), 'é'.join(['a', 'b']), ''.join(['', 'é', '']), 'x'.join(['a']), ''.join(['a']))
'ab' % 2**63
('ab' % {1}, 1)
('ab' % [1], 'ab' % {}, 'ab' % b'x', 'ab' % range(3))
'%5%' % ()
'%.3%' % 1
'%#5.3d|%#d|%#i' % (True, 5, 2**70)
('%s%%%d' % ('é', -0), '%s' % (1.5,), '%s|%s' % (None, True), 'é%sé' % 'x')
('{}é{:>4}|{}'.format(1, 'é', 2.5), '{:*^7}'.format('日本'), '{:.2}'.format('é日x'))
format(True, 's')
format('é', '+,')
(format(-0.0, '#5.0'), format(12345.678, '012.2f'), format(-3, '05'), format(-2.5, '=+8.1f'), format(7, '^5'), format(1.5, '+.3f'), format(1.5, ' f'))
(int('-7'), int('+0042'), int('1' * 18), int('1' * 19), int('-' + '9' * 30), float('.5'), float('5.'), float('-0.1'), float('123456789012345.6'), float('0.000001'))
float('.')
(list('aé€'), list('ab' * 15), list(reversed('aé€')), sorted(['b', 'a', 'ab', 'abcdefgh', 'abcdefghi', 'é', '']))
'hello world'.title()
"they're bill's".title()
'hello'.capitalize()
'HeLLo'.swapcase()
'Straße'.casefold()
'straße'.upper()
'ΑΣ'.lower()
'İ'.lower()
'ǆ'.title()
'  a b  '.strip()
'  a b  '.lstrip()
'  a b  '.rstrip()
'xxabcxx'.strip('x')
'mississippi'.lstrip('mips')
'abc'.strip(1)
'abc'.strip(None)
'a,b,c'.split(',')
'a,b,c'.split(',', 1)
'a,b,c'.rsplit(',', 1)
'a,b,c'.rsplit(',')
' a  b c '.split()
' a  b c '.split(None, 1)
' a  b c '.rsplit(None, 1)
' a  b c '.split(maxsplit=1)
''.split()
''.split(',')
'a'.split('')
'a'.split(1)
'a'.split(1, 2, 3)
'a'.split(foo=1)
'a'.split(',', maxsplit='x')
'a\nb\r\nc\rd'.splitlines()
'a\nb\r\nc'.splitlines(True)
'a\nb\n'.splitlines()
''.splitlines()
'a=b=c'.partition('=')
'a=b=c'.rpartition('=')
'abc'.partition('x')
'abc'.rpartition('x')
'abc'.partition('')
'abc'.partition(1)
'aXbX'.replace('X', '-')
'aXbX'.replace('X', '-', 1)
'abc'.replace('', '-')
'abc'.replace('', '-', 2)
'abc'.replace('b', '')
'abc'.replace(1, 'x')
'abc'.replace('a', 1)
'abc'.replace('a')
'aaa'.replace('aa', 'b')
'hello'.find('l')
'hello'.find('l', 3)
'hello'.find('l', 4)
'hello'.find('')
'hello'.find('', 10)
'hello'.find('', 5)
'hello'.find('lo', -2)
'hello'.find('x')
'hello'.rfind('l')
'hello'.rfind('l', 0, 3)
'hello'.rfind('')
'hello'.index('l')
'hello'.index('x')
'hello'.rindex('x')
'hello'.find(1)
'größe'.find('e')
'größe'.find('ß', 2)
'größe'.rfind('ö')
'日本語'.find('語')
'hello'.count('l')
'hello'.count('')
'aaaa'.count('aa')
'hello'.count('l', 3)
'hello'.startswith('he')
'hello'.startswith(('x', 'he'))
'hello'.startswith('l', 2)
'hello'.startswith('', 5)
'hello'.startswith('', 6)
'hello'.startswith(1)
'hello'.startswith((1,))
'hello'.endswith('lo')
'hello'.endswith('l', 0, 4)
'hello'.endswith(('x', 'o'))
'hello'.endswith(1)
'hello'.removeprefix('he')
'hello'.removesuffix('lo')
'hello'.removeprefix('x')
'hello'.removeprefix(1)
'a'.center(5)
'a'.center(4)
'ab'.center(5)
'ab'.center(5, '*')
'a'.center(5, '**')
'a'.center(5, 1)
'a'.center('x')
'a'.ljust(3, '.')
'a'.rjust(3, '.')
'abc'.rjust(2)
'42'.zfill(5)
'-42'.zfill(5)
'+42'.zfill(2)
'a\tb'.expandtabs()
'a\tb'.expandtabs(4)
'ab\n\tc'.expandtabs(4)
'abc'.encode()
'é'.encode()
'é'.encode('latin-1')
'é'.encode('ascii')
'é'.encode('ascii', 'ignore')
'é'.encode('foo')
'-'.join(['a', 'b'])
''.join(['a', 'b'])
'-'.join('abc')
'-'.join([1])
'-'.join(['a', 1])
'-'.join(5)
','.join(())
','.join({'a': 1, 'b': 2})
'abc'.isalpha()
'abc1'.isalpha()
''.isalpha()
'abc1'.isalnum()
'123'.isdigit()
'²'.isdigit()
'²'.isdecimal()
'½'.isnumeric()
'½'.isdigit()
'١'.isdecimal()
' \n'.isspace()
''.isspace()
'abc'.islower()
'aBc'.islower()
'ABC1'.isupper()
'1'.isupper()
'Hello World'.istitle()
'Hello world'.istitle()
'abc'.isidentifier()
'1abc'.isidentifier()
'é'.isidentifier()
'abc'.isascii()
'é'.isascii()
''.isascii()
'abc'.isprintable()
'a\n'.isprintable()
'abc'.translate({97: 'x', 98: None, 99: 100})
'abc'.translate(str.maketrans('ab', 'xy'))
'abc'.translate(str.maketrans('ab', 'xy', 'c'))
str.maketrans({'a': 1})
str.maketrans('a', 'bc')
str.maketrans(1)
'abc'[0]
'abc'[-1]
'abc'[3]
'abc'[-4]
'abc'['a']
'abc'[1.0]
'abc'[True]
'abc'[None]
'abc'[99999999999999999999]
'abcdef'[1:3]
'abcdef'[::-1]
'abcdef'[::2]
'abcdef'[-2:]
'abcdef'[5:1:-2]
'abcdef'[10:]
'abcdef'[:]
'abc'[::0]
'abc'['a':]
'größe'[2]
'größe'[1:3]
'größe'[::-1]
'日本語'[-1]
'𝄞x'[0]
len('größe')
len('日本語')
len('𝄞')
'a' + 'b'
'a' + 1
1 + 'a'
'a' * 3
3 * 'a'
'a' * 0
'a' * -1
'a' * 1.5
'a' * 'b'
'a' - 'b'
'a' @ 'b'
'a' < 'b'
'a' < 'B'
'abc' < 'abd'
'a' < 1
'a' == 1
'é' == 'e\u0301'
'Z' < 'é'
'a' in 'abc'
'' in 'abc'
'x' not in 'abc'
1 in 'abc'
'a' in 5
list('aé日')
tuple('ab')
sorted('hello')
repr('a\'b')
repr('a"b\'c')
'a\\b'
'\x00\x7f\x80\xa0\xad\u2028\U0001f600'
'tab\tnew\nret\r'
ascii('é日𝄞')
str()
str(5)
str(None)
str(1.0)
str('a', 'b')
str(b'abc', 'utf-8')
str(b'\xff', 'utf-8')
str(b'abc')
str(object=5)
'a'.foo
'a'.foo()
'a'.upper(1)
'a'.join()
'abc'.__len__()
'abc'.__contains__('b')
'abc'.__add__('d')
hash('abc') == hash('abc')
hash('')
hash('a')
hash('abc')
hash('abcdefgh')
hash('abcdefghijklmnop')
hash('é')
hash('日本')
hash('𝄞')
b'abc'
b'a\'b"c\x00\xff\n'
b'abc'[0]
b'abc'[1:]
b'abc' + b'd'
b'abc' + 'd'
b'abc' * 2
b'abc'.decode()
b'\xc3\xa9'.decode()
b'\xff'.decode()
b'abc'.hex()
b'abc' == b'abc'
b'a' < b'b'
97 in b'abc'
b'b' in b'abc'
list(b'ab')
bytes(3)
bytes([1, 2, 255])
bytes([256])
bytes('é', 'utf-8')
bytes('a')
bytes.fromhex('00ff')
hash(b'abc')
len(b'abc')
'x'.join(map(str, range(3)))
'%s' % 'a'
max('abc')
min('hello', key=ord)
'a\x0bb\x0cc\x1cd\x85e\u2028f'.splitlines()
'ab c'.title().swapcase()
'abc'.__getitem__(0)
'ab'.__mul__(2)
'{}'.format('a')
'ﬁ'.upper()
'ŉ'.capitalize()
'a b'.split(' ')
'a  b'.split(' ')
'1_000'.isdigit()
'abc'.find('c', -1)
'abc'.find('a', -100, 100)
'abc'.count('a', 5)
'α'.upper()
'Ω'.lower()
'\u0130'.lower() == 'i\u0307'
'abc'.endswith('')
'abc'.endswith('abcd')
'abc'.index('c', 1, 2)
'abc' > 'ab'
'' < 'a'
'' == ''
str(True)
str([1, 'a'])
str({'a': 1})
'a'.encode('utf-8', 'strict')
'a,b'.split(sep=',')
'a,b'.split(sep=',', maxsplit=0)
'a b c'.rsplit(maxsplit=1)
'xay'.strip('xy')
'abcabc'.rstrip('bc')
'0x1f'.removeprefix('0x')
'aXb'.split('X', -5)
'''

FORMAT = r'''
format(42, '')
format(42, 'd')
format(42, '5')
format(42, '<5')
format(42, '^5')
format(42, '>5')
format(42, '=+5')
format(-42, '=5')
format(42, '05')
format(-42, '05')
format(42, '+')
format(42, ' ')
format(42, '-')
format(42, 'x')
format(42, 'X')
format(42, '#x')
format(42, '#X')
format(42, 'o')
format(42, '#o')
format(42, 'b')
format(42, '#b')
format(42, '#010b')
format(42, 'c')
format(42, 'e')
format(42, 'f')
format(42, 'g')
format(42, '%')
format(42, 'n')
format(42, '.2f')
format(42, '*^10')
format(42, 'é<5')
format(1234567, ',')
format(1234567, '_')
format(1234567, '_x')
format(1234567, '_b')
format(1234567, ',d')
format(1234567, '15,')
format(1234567, '015,')
format(1234, '010,')
format(123, '06,')
format(-1234567, ',')
format(1234567, '020_x')
format(1234567, '#020_x')
format(10**30, ',')
format(10**30, 'x')
format(10**30, 'e')
format(-10**20, '030,')
format(10**400, 'f')
format(True, '')
format(True, '5')
format(True, 'd')
format(False, 'x')
format(3.14159, '')
format(3.14159, '.2f')
format(3.14159, '10.2f')
format(3.14159, '<10.2f')
format(3.14159, '010.2f')
format(-3.14159, '010.2f')
format(3.14159, '+.1f')
format(3.14159, 'e')
format(3.14159, '.2e')
format(3.14159, 'E')
format(3.14159, 'g')
format(3.14159, '.3g')
format(3.14159, '.3')
format(3.14159, '.10')
format(3.0, '.3')
format(100.0, '.3')
format(1234.5, '.3')
format(1234567.0, '.3')
format(0.0001, '.3')
format(0.00001, '.3')
format(0.0, '.3')
format(0.0, '.1')
format(-0.0, '')
format(-0.0, 'z.1f')
format(-0.04, 'z.1f')
format(1e100, '')
format(1e16, '')
format(1e15, '')
format(123456789.123, ',')
format(123456789.123, ',.2f')
format(123456789.123, '_.2f')
format(12345.678, '010,.1f')
format(12345.678, '>15,.1f')
format(0.5, '%')
format(0.12345, '.1%')
format(1.5, 'n')
format(1e20, ',')
format(1e20, 'f')
format(float('nan'), '')
format(float('nan'), 'f')
format(float('nan'), '010')
format(float('nan'), 'F')
format(float('inf'), '')
format(float('inf'), '+f')
format(float('-inf'), '10')
format(float('-inf'), '010')
format(float('inf'), 'E')
format(1.0, '#g')
format(1.0, '#.0f')
format(1.0, '.0f')
format(2.5, '.0f')
format(0.5, '.0f')
format(1e-10, 'g')
format(123456.0, 'g')
format(1234567.0, 'g')
format(1e300, 'f')
format(1.1, '.50f')
format(0.1, '.20g')
format(5e-324, '')
format(1.5, 'd')
format(1.5, 'x')
format(1.5, 's')
format(1.5, 'q')
format(1.5, '.')
format(1, 'zz')
format(1, '<<<')
format(1, '10q')
format(1, 's')
format(1, '.2d')
format(1, 'z')
format(1, ',x')
format(1, ',n')
format(1, ',_')
format(1, '_,')
format(1, ',,')
format(1, '+c')
format(-1, 'c')
format(1, '99999999999999999999')
format(1.0, ',s')
format(1, 'abc')
format('abc', '')
format('abc', 's')
format('abc', '5')
format('abc', '>5')
format('abc', '^5')
format('abc', '*^6')
format('abc', '.2')
format('abc', '5.2')
format('abc', '05')
format('abc', '<05')
format('日本', '>5')
format('abc', 'd')
format('abc', ',')
format('abc', '_')
format('abc', '+')
format('abc', ' ')
format('abc', '=5')
format('abc', '#')
format('abc', 'z')
format([], '')
format([1], '5')
format(None, '')
format(None, '5')
format((1,), '>5')
format({}, 's')
'{}'.format(1)
'{} {}'.format(1, 2)
'{1} {0}'.format(1, 2)
'{0}{0}'.format('a')
'{a} {b}'.format(a=1, b=2)
'{{}}'.format()
'{{{}}}'.format(1)
'{:>5}'.format('a')
'{:{}}'.format('a', '>5')
'{:{w}.{p}f}'.format(3.14159, w=10, p=2)
'{!r}'.format('a')
'{!s}'.format('a')
'{!a}'.format('é')
'{!r:>5}'.format('a')
'{0[0]}'.format([7])
'{0[a]}'.format({'a': 7})
'{a[b][c]}'.format(a={'b': {'c': 1}})
'{0.real}'.format(5)
'{0.real.imag}'.format(5)
'{0.foo}'.format(5)
'{}'.format()
'{a}'.format()
'{0} {}'.format(1, 2)
'{} {0}'.format(1, 2)
'{'.format()
'}'.format()
'{!x}'.format(1)
'{!}'.format(1)
'{!r'.format(1)
'{:{:{}}}'.format(1, 2, 3)
'{a[0}'.format(a=[7])
'{a.}'.format(a=[7])
'{0[a]}'.format([1])
'{a]}'.format(a=1)
'{0!rr}'.format('a')
'{:d}'.format('a')
'{}}'.format(1)
'{a[0]b}'.format(a=[1])
'{-1}'.format(1)
'{99999999999999999999999}'.format(1)
'{:,} {:.1%} {:e}'.format(1000, .5, 10.)
'{:5}|{:<5}|{:^5}|{:>5}'.format('a', 'b', 'c', 'd')
'{a}{b}'.format_map({'a': 1, 'b': 2})
'{a}'.format_map({})
'{0}'.format_map([1])
'{:%}'.format(1)
'{a!r:*<10}'.format(a='x')
'%d' % 5
'%d' % 5.9
'%d' % -5.9
'%d' % True
'%5d|' % 5
'%-5d|' % 5
'%05d' % 5
'%05d' % -5
'%+d % d' % (5, 5)
'%.3d' % 5
'%8.3d|' % 5
'%i %u' % (3.99, 2)
'%x %X %o' % (255, 255, 8)
'%#x %#X %#o' % (255, 255, 8)
'%#08x' % 255
'%x' % -255
'%d' % 10**30
'%x' % 10**30
'%f' % 3.14159
'%.2f' % 3.14159
'%8.2f|' % 3.14159
'%-8.2f|' % 3.14159
'%08.2f' % -3.14159
'%+.1f' % 2.0
'%e' % 12345.678
'%E' % 12345.678
'%.1e' % 12345.678
'%g %G' % (1e-10, 1e20)
'%g' % 100000
'%g' % 1000000
'%.3g' % 3.14159
'%#.3g' % 1.0
'%.0f' % 0.5
'%.0f' % 2.5
'%f' % float('nan')
'%5f|' % float('inf')
'%F' % float('inf')
'%s' % 'a'
'%s' % None
'%s' % [1, 2]
'%s' % (1,)
'%s %s' % (1, 'b')
'%5s|%-5s|' % ('a', 'b')
'%.2s' % 'abc'
'%r' % 'a'
'%a' % 'é'
'%c' % 'a'
'%c' % 97
'%5c' % 'a'
'%%' % ()
'%d%%' % 50
'%(a)s %(b)d' % {'a': 'x', 'b': 2}
'%(a)5.1f' % {'a': 2.25}
'%*d' % (5, 3)
'%-*d|' % (5, 3)
'%.*f' % (2, 3.14159)
'%*.*f' % (8, 2, 3.14159)
'%d' % 'a'
'%d' % None
'%x' % 1.5
'%x' % 'a'
'%o' % 1.5
'%f' % 'a'
'%c' % 'ab'
'%c' % 1114112
'%c' % 1.5
'%s %s' % 1
'%s' % (1, 2)
'abc' % 5
'abc' % {}
'abc' % [1]
'abc' % ()
'%(a)s' % 5
'%(a)s' % {}
'%(a' % {}
'%y' % 1
'%' % 1
'%*d' % ('a', 3)
'%s' % {}
'%s %s' % {'a': 1}
'%ld' % 5
'%5%' % ()
'%é' % 1
'''

NUMBERS = r'''
7 // 2
-7 // 2
7 // -2
7 % 3
-7 % 3
7 % -3
7.5 // 2
-7.5 // 2
7.5 % 2
-7.5 % 2
7.5 % -2
1 / 3
-1 / 3
1 // 0
1 % 0
1 / 0
1.0 / 0
1.0 // 0
1.0 % 0
2 ** 10
2 ** 100
2 ** -1
2 ** 0.5
(-2) ** 3
0 ** 0
0 ** -1
0.0 ** -1
10 ** 20
(-10) ** 21
2.0 ** 1024
1e308 * 10
9223372036854775807 + 1
-9223372036854775808 - 1
9223372036854775807 * 2
-9223372036854775808 // -1
abs(-9223372036854775808)
-(-9223372036854775808)
2**64 - 2**64
2**64 // 3
-2**64 // 3
2**64 % 1000
-2**64 % 1000
2**64 / 2**60
2**64 / 3
2**70 / 2**71
10**400 / 10**399
10**400 / 3
2**64 + 0.5
2**64 * 1.0
10**400 + 1.0
2**64 == 2.0**64
2**64 > 1e10
2**64 < float('inf')
10**400 < float('inf')
2**53 + 1 == 2.0**53
2**53 + 1 > 2.0**53
9007199254740993 / 1
9007199254740993 / 3
1 << 10
1 << 100
1 << -1
5 >> 1
-5 >> 1
2**100 >> 98
-2**100 >> 200
1 << 63
-1 << 63
5 & 3
5 | 3
5 ^ 3
~5
2**70 & 2**70 - 1
-1 & 2**70
2**70 | 1
~2**70
-2**70 ^ 1
True + True
True & False
True | False
True ^ True
True & 1
-True
~True
+True
True * 3.5
True == 1
True < 2
1 == 1.0
1 < 1.5
1.5 < 2**70
1 < 'a'
None < 1
[] < 1
1 + None
1 + []
'a' - 1
1.5 & 1
1 @ 2
-'a'
~1.5
+[]
divmod(7, 2)
divmod(-7, 2)
divmod(7.5, 2)
divmod(-7.5, 2)
divmod(2**70, 7)
divmod(1, 0)
divmod(1.0, 0)
divmod('a', 1)
divmod(1)
pow(2, 10)
pow(2, 10, 1000)
pow(2, -1, 5)
pow(2, -1, 4)
pow(2, 10, -7)
pow(2, 3, 0)
pow(2.0, 1, 5)
pow(2, 'a')
pow(2)
pow(base=2, exp=3)
pow(2, 10**6, 10**9 + 7)
round(2.5)
round(3.5)
round(-2.5)
round(2.675, 2)
round(1.005, 2)
round(1234.5678, -2)
round(1250, -2)
round(1350, -2)
round(-1250, -2)
round(2**70, -5)
round(1234, -10)
round(5, 2)
round(5.5, None)
round(float('nan'))
round(float('inf'))
round(float('nan'), 2)
round(1e300, 5)
round(0.1, 400)
round(1e16 + 2, -1)
round('a')
round(1.5, 'a')
round()
round(1, 2, 3)
round(True)
abs(-5)
abs(-5.5)
abs(True)
abs(-2**70)
abs('a')
int()
int(5.9)
int(-5.9)
int(True)
int('42')
int('  42  ')
int('-42')
int('+42')
int('1_000')
int('_1')
int('1__0')
int('1_')
int('')
int('x')
int('4.5')
int('ff', 16)
int('0xff', 16)
int('0xff', 0)
int('0b101', 0)
int('0o17', 0)
int('010', 0)
int('00', 0)
int('10', 2)
int('12', 2)
int('z', 36)
int('1', 99)
int('1', 1)
int(1, 2)
int([])
int(None)
int('1', 2, 3)
int(x=1)
int('9' * 30)
int('-' + '9' * 30)
int('9' * 5000)
int(1e20)
int(1e300) == 10**300
int(float('nan'))
int(float('inf'))
int(b'42')
int('١٢')
int('12', base=3)
float()
float('1.5')
float(' 1.5 ')
float('1e10')
float('inf')
float('-Infinity')
float('nan')
float('1_0.5')
float('1__0')
float('x')
float('')
float('1.5.5')
float('0x10')
float('--1')
float(5)
float(True)
float(2**70)
float(10**400)
float([])
float(None)
float(1, 2)
float(b'1.5')
bool()
bool(0)
bool(0.0)
bool('')
bool('a')
bool([])
bool([0])
bool(None)
bool(1, 2)
0.1
0.1 + 0.2
1e16
1e15
123456789012345680.0
1e-4
1e-5
1.5e-7
1e22
1e23
5e-324
1.7976931348623157e308
-0.0
1e100
100.0
3.0
float('nan')
2.5e-10
123456.789
12345678.9
0.00012345
1/3
2/3
1e21
9007199254740993.0
(5).bit_length()
(-5).bit_length()
(0).bit_length()
(2**70).bit_length()
(255).bit_count()
(5).conjugate()
(5).real
(5).imag
(5).numerator
(5).denominator
True.real
(5).as_integer_ratio()
(1024).to_bytes(2, 'big')
(1024).to_bytes(2, 'little')
(-1).to_bytes(2, 'big', signed=True)
(1024).to_bytes(1, 'big')
(-1).to_bytes(2, 'big')
(5).to_bytes()
int.from_bytes(b'\x04\x00', 'big')
int.from_bytes(b'\xff\xff', 'big', signed=True)
int.from_bytes([1, 2], 'little')
(1.5).is_integer()
(2.0).is_integer()
(0.1).as_integer_ratio()
(2.0).as_integer_ratio()
(-0.75).as_integer_ratio()
(1e300).as_integer_ratio()[1]
float('nan').as_integer_ratio()
(1.5).hex()
(0.1).hex()
(-0.0).hex()
(5e-324).hex()
float.fromhex('0x1.8p+0')
float.fromhex('1.8')
float.fromhex('x')
(1.5).real
(1.5).imag
hash(1)
hash(-1)
hash(-2)
hash(1.0)
hash(1.5)
hash(0.1)
hash(2**61 - 1)
hash(2**61)
hash(2**100)
hash(-2**100)
hash(1e300)
hash(float('inf'))
hash(-0.5)
hash(True)
hash((1, 2))
hash(())
hash((1, (2, 3)))
hash(frozenset())
hash(frozenset([1, 2, 3]))
hash((1.5, 'a'))
hash(range(3))
hash([])
hash({})
hash(set())
hash(slice(1))
1 .__add__(2)
(1).__add__('a')
(5).__floordiv__(2)
(5).__radd__(1)
(1.5).__add__(1)
(5).__lt__(6)
(5).__eq__('a')
int.__add__(1, 2)
(5).__bool__()
(5).__float__()
(5.7).__int__()
(5).__divmod__(3)
(5).__neg__()
isinstance(True, int)
isinstance(1, (str, int))
isinstance(1, str)
isinstance(1, 5)
issubclass(bool, int)
issubclass(int, object)
issubclass(1, int)
type(1)
type(True)
type(2**100)
type(1.5)
type(None)
type(type)
type(len)
type([].append)
type(str.upper)
type(...)
type(NotImplemented)
(1).foo
(1).bit_length(5)
int.foo
2**1000 % 97
(2**200 + 1) * (2**200 - 1) == 2**400 - 1
10**25 // 10**20
-10**25 // (10**20 + 1)
-10**25 % (10**20 + 1)
3 * 2**64 - 2**65
bin(10)
bin(-10)
bin(2**70)
oct(8)
hex(255)
hex(-255)
hex(2**70)
bin(1.5)
hex('a')
sum([0.1] * 10)
sum([1, 2.5])
sum([2**62, 2**62, 2**62])
max(1, 2.5)
min(2**70, 1)
1e5 == 100000
float('1e400')
1_000_000
0xff + 0o17 + 0b11
int('0')
int('-0')
-0
4 ** -2
(-8) ** 2.0
1j == 1j
'''.replace("1j == 1j\n", "")

SEQUENCES = r'''
[1, 2, 3][0]
[1, 2, 3][-1]
[1, 2, 3][3]
[1][-2]
[1]['a']
[1][1.0]
[1][None]
[1][2**70]
[1, 2, 3][True]
[1, 2, 3, 4, 5][1:4]
[1, 2, 3, 4, 5][::2]
[1, 2, 3, 4, 5][::-1]
[1, 2, 3, 4, 5][-3:-1]
[1, 2, 3, 4, 5][10:]
[1, 2, 3, 4, 5][3:1]
[1, 2, 3, 4, 5][4:0:-2]
[1, 2, 3][::0]
[1, 2, 3]['a':]
[1, 2, 3][2**70:]
[1, 2, 3][-2**70:]
[1, 2] + [3]
[1] + (2,)
[1] + 1
(1,) + [2]
(1,) + (2,)
(1,) + None
[1, 2] * 2
2 * [1, 2]
[1] * 0
[1] * -5
[1] * 1.5
[1] * 'a'
'a' * [1]
[1] * 10**30
[1] - [1]
[1, 2] == [1, 2]
[1, 2] == [1, 2.0]
[1, 2] == (1, 2)
[1, 2] != [1, 3]
[1, 2] < [1, 3]
[1, 2] < [1, 2, 0]
[1, 2] < [1, 'a']
[1] < (1,)
(1, 2) < (1, 3)
(1, 'a') < (1, 2)
() < (1,)
[float('nan')] == [float('nan')]
1 in [1, 2]
1.0 in [1, 2]
'a' in [1]
'a' not in [1]
len([1, 2])
x = [1]; x.append(2); x
x = [1]; x.append(); x
x = [1]; x.append(1, 2)
x = [1]; x.append(object=1)
x = [1]; x.extend([2, 3]); x
x = [1]; x.extend('ab'); x
x = [1]; x.extend(5)
x = [1]; x.extend(x); x
x = [1, 2]; x.insert(0, 0); x
x = [1, 2]; x.insert(-1, 0); x
x = [1, 2]; x.insert(100, 0); x
x = [1, 2]; x.insert(-100, 0); x
x = [1]; x.insert('a', 1)
x = [1]; x.insert(1)
x = [1, 2, 1]; x.remove(1); x
x = [1]; x.remove(5)
x = [1, 2, 3]; y = x.pop(); (x, y)
x = [1, 2, 3]; y = x.pop(0); (x, y)
x = [1, 2, 3]; y = x.pop(-2); (x, y)
[].pop()
[1].pop(5)
[1].pop('a')
[1].pop(1, 2)
x = [1]; x.clear(); x
x = [1]; x.clear(1)
[1, 2, 1].index(1)
[1, 2, 1].index(1, 1)
[1, 2, 1].index(1, 1, 2)
[1, 2, 1].index(5)
[1, 2, 1].index(1, -1)
[1].index()
[1, 2, 1].count(1)
[1, 1.0, True].count(1)
x = [3, 1, 2]; x.sort(); x
x = [3, 1, 2]; x.sort(reverse=True); x
x = ['b', 'A', 'c']; x.sort(key=str.lower); x
x = ['bb', 'a', 'cc', 'd']; x.sort(key=len); x
x = ['bb', 'a', 'cc', 'd']; x.sort(key=len, reverse=True); x
x = [1, 'a']; x.sort()
x = [1]; x.sort(1)
x = [1]; x.sort(foo=1)
x = [2, 1.5, True]; x.sort(); x
x = [(1, 'b'), (1, 'a'), (0, 'c')]; x.sort(); x
x = [[2], [1, 5], []]; x.sort(); x
x = ['é', 'z', 'a']; x.sort(); x
x = [2**70, 1, -2**70]; x.sort(); x
x = [1, 2, 3]; x.reverse(); x
x = [1, 2]; y = x.copy(); y.append(3); (x, y)
x = [1, 2, 3]; x[0] = 9; x
x = [1, 2, 3]; x[-1] = 9; x
x = [1]; x[1] = 5
x = [1]; x['a'] = 5
x = [1, 2, 3]; del x[0]; x
x = [1, 2, 3]; del x[5]
x = [1, 2, 3, 4]; x[1:3] = [9]; x
x = [1, 2, 3, 4]; x[1:3] = 'abc'; x
x = [1, 2, 3, 4]; x[:] = []; x
x = [1, 2, 3, 4]; x[::2] = [8, 9]; x
x = [1, 2, 3, 4]; x[::2] = [8]
x = [1, 2, 3, 4]; x[::-1] = [1, 2, 3, 4]; x
x = [1, 2]; x[0:1] = 5
x = [1, 2]; x[::2] = 5
x = [1, 2, 3]; x[2:0] = [7]; x
x = [1, 2, 3, 4, 5]; del x[1:3]; x
x = [1, 2, 3, 4, 5]; del x[::2]; x
x = [1, 2, 3, 4, 5]; del x[::-2]; x
x = [1]; x += [2]; x
x = [1]; x += 'ab'; x
x = [1]; x += 5
x = [1]; x *= 3; x
x = [1]; x *= 'a'
x = (1,); x += (2,); x
x = (1,); x += [2]
x = [1, 2]; x[0] = x; x
x = [1]; x.append(x); y = repr(x); y
x = [1]; y = (x,); x.append(y); y
[]
[1]
[1, 'a', None, 2.5]
[[1], [2, [3]]]
()
(1,)
(1, 2)
((), (1,))
(1, 2, 3)[1:]
(1, 2, 3)[5]
(1, 2, 3)['a']
(1, 2).index(2)
(1, 2).index(5)
(1, 2, 1).count(1)
x = (1, 2); x[0] = 5
x = (1, 2); del x[0]
(1, 2).append(3)
(1, 2).foo
tuple([1, 2])
tuple('ab')
tuple(5)
tuple(1, 2)
tuple()
list((1, 2))
list({1: 2})
list('ab')
list(range(3))
list(5)
list(None)
list(1, 2)
list(x=1)
tuple(x=1)
range(5)
range(1, 5)
range(1, 10, 3)
range(10, 0, -3)
list(range(10, 0, -3))
list(range(5, 0))
len(range(0, 10, 3))
len(range(10, 0, -3))
range(5)[1]
range(5)[-1]
range(5)[5]
range(5)['a']
range(10)[2:5]
range(10)[::-1]
range(10)[::3]
range(0, 10, 2)[1:3]
3 in range(5)
3.0 in range(5)
5 in range(5)
4 in range(0, 10, 3)
6 in range(0, 10, 3)
'a' in range(5)
range(5) == range(0, 5)
range(0, 5, 2) == range(0, 6, 2)
range(0) == range(5, 0)
range(5) == [0, 1, 2, 3, 4]
range(5).index(3)
range(5).index(7)
range(5).count(3)
range(5).start
range(1, 5, 2).step
range(1, 5, 2).stop
range(1.5)
range('a')
range(1, 2, 0)
range()
range(1, 2, 3, 4)
range(x=1)
range(True)
x = range(3); x[0] = 1
sum(range(101))
max(range(5))
list(reversed(range(5)))
list(reversed(range(0, 10, 3)))
list(reversed([1, 2, 3]))
list(reversed('abc'))
list(reversed((1, 2)))
slice(1)
slice(1, 2)
slice(1, 2, 3)
slice()
slice(1, 2, 3, 4)
slice(1, None).start
slice(None, 5).stop
slice(1, 10, 2).indices(5)
slice(None, None, -1).indices(5)
slice(-3, None).indices(5)
slice(1).indices(-1)
slice(1) == slice(1)
slice(1) < slice(2)
[].__len__()
[1].__contains__(1)
[1, 2].__getitem__(0)
[1].__add__([2])
[1].__eq__([1])
[1].__eq__(5)
[1].__iter__().__next__()
x = [1, 2]; x.__setitem__(0, 5); x
x = [1, 2]; x.__delitem__(0); x
list.append([], 1)
list.append(5, 1)
list.append()
list.foo
x = []; list.append(x, 5); x
str.upper('a')
str.upper(5)
len.__name__
[].append.__self__
[1, [2, 3]].copy()
(1, 2) + (3,) * 2
[*range(3), *'ab']
max([3, 1, 2])
min([3, 1, 2])
max([])
max([], default=5)
max([1, 2], key=str)
sorted([3, 1, 2])
sorted('bca', reverse=True)
sorted([1, 'a'])
sorted({'b': 1, 'a': 2})
sorted([True, False, 2, -1])
sorted([[1, 2], [1]], key=len)
sorted(['b', 'a', 'C'], key=str.casefold)
any([0, 1])
all([])
all([1, 0])
x = iter([1, 2]); next(x); next(x)
x = iter([]); next(x)
x = iter([]); next(x, 5)
x = [1, 2]; i = iter(x); next(i); x.append(3); list(i)
[1, 2] is [1, 2]
() is ()
[None] * 3
[0, 0.0, False] == [False, 0, 0.0]
(1, 2) == [1, 2]
[1, 2, 3].index(3, 0, 2)
[(1, 2), (3, 4)][1][0]
isinstance([], list)
[] or 5
'''.replace("[] or 5\n", "")

DICTS_SETS = r'''
{}
{'a': 1}
{1: 'a', 'b': [2], (1, 2): {}}
{'a': 1}['a']
{'a': 1}['b']
{1: 2}[1.0]
{1: 2}[True]
{}[1, 2]
{}[[]]
x = {}; x[[]] = 1
{[]: 1}
{'a': 1, 'a': 2}
{1: 'a', True: 'b', 1.0: 'c'}
len({'a': 1})
'a' in {'a': 1}
[] in {}
{'a': 1}.get('a')
{'a': 1}.get('b')
{'a': 1}.get('b', 5)
{}.get()
{}.get(1, 2, 3)
{}.get([])
{'a': 1}.keys()
{'a': 1}.values()
{'a': 1}.items()
list({'a': 1, 'b': 2}.items())
{'a': 1}.keys() == {'a'}
{'a': 1}.keys() & {'a', 'b'}
{'a': 1}.keys() | ['b']
{'a': 1, 'b': 2}.keys() - ['b']
{'a': 1}.items() & [('a', 1)]
'a' in {'a': 1}.keys()
1 in {'a': 1}.values()
('a', 1) in {'a': 1}.items()
('a', 2) in {'a': 1}.items()
len({'a': 1}.items())
x = {}; y = x.keys(); x['a'] = 1; y
list(reversed({'a': 1, 'b': 2}))
list(reversed({'a': 1, 'b': 2}.items()))
{1: 2}.keys()[0]
x = {'a': 1}; x.pop('a'); x
{}.pop('a')
{}.pop('a', 5)
{}.pop()
x = {'a': 1, 'b': 2}; y = x.popitem(); (x, y)
{}.popitem()
x = {}; x.setdefault('a', []).append(1); x
{'a': 1}.setdefault('a', 5)
{}.setdefault('a')
x = {'a': 1}; x.update({'b': 2}); x
x = {'a': 1}; x.update(b=2, a=3); x
x = {}; x.update([('a', 1), ('b', 2)]); x
x = {}; x.update(['ab', 'cd']); x
x = {}; x.update([1])
x = {}; x.update([(1, 2, 3)])
x = {}; x.update(5)
x = {}; x.update(1, 2)
x = {'a': 1}; x.clear(); x
x = {'a': 1}; y = x.copy(); y['b'] = 2; (x, y)
dict.fromkeys('ab')
dict.fromkeys('ab', 0)
dict.fromkeys(5)
{}.fromkeys([1])
dict()
dict(a=1)
dict({'a': 1}, b=2)
dict([('a', 1)])
dict(5)
dict([1])
dict([(1, 2, 3)])
dict(1, 2)
dict(['ab'])
{'a': 1} | {'b': 2}
{'a': 1} | {'a': 2}
{'a': 1} | [('b', 2)]
x = {'a': 1}; x |= {'b': 2}; x
x = {'a': 1}; x |= [('b', 2)]; x
x = {}; x |= 5
{'a': 1} == {'a': 1}
{'a': 1, 'b': 2} == {'b': 2, 'a': 1}
{'a': 1} == {'a': 2}
{'a': 1} != {}
{} < {}
{} + {}
x = {'a': 1}; del x['a']; x
x = {}; del x['a']
x = {'a': 1, 'b': 2, 'c': 3}; del x['a']; x['a'] = 9; x
x = {}; x['x'] = x; x
x = {1: 2}; y = iter(x); x[3] = 4; next(y)
x = {1: 2, 3: 4}; y = iter(x); next(y); del x[1]; next(y)
{'a': 1}.foo
{}.append(1)
hash({})
{'a': 1}.__contains__('a')
{'a': 1}.__getitem__('a')
x = {}; x.__setitem__(1, 2); x
{1: 2}.__len__()
{1: 2}.__or__({3: 4})
x = dict.fromkeys(range(20), 0); x.pop(5); list(x)
x = dict.fromkeys(range(100)); len(x)
set()
{1, 2, 3}
{3, 1, 2}
{10, 5, 20, 15}
{100, 5, 33, 64, 8, 16}
{-1, -2, 0}
{1.5, 2.5, 0.5}
{'a'}
{'a', 'b', 'c', 'd', 'e'}
{'apple', 'banana', 'cherry', 'x', 'yy', 'zzz'}
{(1, 2), (3, 4), (5, 6)}
{1, 1.0, True}
{None}
{True, False}
set('hello')
set([1, 2, 2])
set(range(10))
set(range(100, 0, -7))
set([1000, 2000, 3000, 1, 2, 3, 99, 98, 97, 55])
set(5)
set([[]])
set(1, 2)
{[]}
frozenset()
frozenset([1, 2])
frozenset([3, 1, 2])
frozenset(1, 2)
x = {1}; x.add(2); x
x = {1}; x.add([])
x = {1, 2}; x.remove(1); x
x = {1}; x.remove(5)
x = {1}; x.remove('a')
x = {1}; x.discard(5); x
x = {1, 2, 3}; x.pop(); x
x = {5, 3, 9}; (x.pop(), x.pop(), x)
set().pop()
x = {1}; x.clear(); x
x = {1}; x.update([2, 3], 'a'); len(x)
x = {1}; x.update(5)
{1, 2} | {3}
{1, 2} & {2, 3}
{1, 2} - {2}
{1, 2} ^ {2, 3}
{1, 2} | [3]
{1} + {2}
x = {1}; x |= {2}; x
x = {1, 2}; x &= {2}; x
x = {1, 2}; x -= {2}; x
x = {1, 2}; x ^= {2, 3}; x
{1, 2}.union([3], (4,))
{1, 2}.union()
{1, 2}.intersection([2, 3])
{1, 2}.difference([2])
{1, 2, 3}.difference([1], [2])
{1, 2}.symmetric_difference([2, 3])
{1}.issubset([1, 2])
{1, 2}.issuperset([1])
{1}.isdisjoint([2])
{1}.isdisjoint([1])
x = {1, 2, 3}; x.intersection_update([2, 3, 4]); x
x = {1, 2, 3}; x.difference_update([2], [3]); x
x = {1, 2, 3}; x.symmetric_difference_update([3, 4]); x
{1} < {1, 2}
{1, 2} <= {1, 2}
{1, 2} > {1}
{1} >= {2}
{1} == {1.0}
{1} == frozenset([1])
{1} < [1]
{1} != {2}
1 in {1}
[] in {1}
{1} in {1}
frozenset([1]) in {frozenset([1])}
{1} in {frozenset([1])}
len({1, 2})
sorted({3, 1, 2})
frozenset([1]) | {2}
{1} | frozenset([2])
frozenset([1]).add(2)
hash(set())
x = {1}; y = x.copy(); y.add(2); (x, y)
x = {1}; y = iter(x); x.add(2); next(y)
{1}.foo
{1}[0]
set(x=1)
x = set(range(200)); y = [x.remove(i) for i in ()]; len(x)
set('abcdefghij') - set('aeiou')
set(range(5)) | set(range(3, 8))
set(range(50, 40, -1)) & set(range(45, 60))
{0, 8, 16, 24, 32, 40}
{7, 15, 23, 31, 39}
list({2**70, 5, -7})
set([0.1, 0.2, 0.3, 1, 2])
frozenset('abc') == set('cab')
set([(0, 1), (1, 0), (2, 2)])
'''.replace("x = set(range(200)); y = [x.remove(i) for i in ()]; len(x)\n", "")

COLLECTIONS = r'''
OrderedDict()
OrderedDict([('a', 1), ('b', 2)])
OrderedDict(a=1, b=2)
x = OrderedDict(a=1, b=2); x.move_to_end('a'); x
x = OrderedDict(a=1, b=2, c=3); x.move_to_end('c', last=False); x
x = OrderedDict(a=1); x.move_to_end('z')
x = OrderedDict(a=1, b=2); y = x.popitem(last=False); (x, y)
x = OrderedDict(a=1, b=2); y = x.popitem(); (x, y)
OrderedDict().popitem()
OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1)
OrderedDict(a=1, b=2) == {'b': 2, 'a': 1}
OrderedDict(a=1) == OrderedDict(a=1)
x = OrderedDict(a=1); x['b'] = 2; del x['a']; x
list(OrderedDict(a=1, b=2))
OrderedDict(a=1).keys()
OrderedDict(a=1).items()
OrderedDict(a=1).copy()
OrderedDict(a=1) | {'b': 2}
OrderedDict.fromkeys('ab')
isinstance(OrderedDict(), dict)
x = OrderedDict(a=1); x['x'] = x; x
defaultdict(int)
defaultdict(list)
defaultdict()
defaultdict(None, a=1)
defaultdict(5)
x = defaultdict(int); x['a']; x
x = defaultdict(list); x['a'].append(1); x['b']; x
x = defaultdict(int); (x.get('a'), x)
x = defaultdict(int, {'a': 1}); x
x = defaultdict(int); 'a' in x
defaultdict(None)['a']
defaultdict(int).default_factory
x = defaultdict(int); x.default_factory = None
x = defaultdict(list); x.__missing__('k'); dict(x)
defaultdict(int, a=1) == {'a': 1}
defaultdict(int, a=1).copy()
Counter()
Counter('hello')
Counter('abracadabra').most_common(2)
Counter('abracadabra').most_common()
Counter(a=2, b=1)
Counter({'a': 2})
Counter([1, 1, 2])['x']
Counter('aab')['a']
x = Counter('aab'); x.update('ab'); x
x = Counter('aab'); x.subtract('abb'); x
x = Counter('aab'); x['a'] = -5; x
sorted(Counter('aab').elements())
Counter('aab').total()
Counter('aab') + Counter('bc')
Counter('aab') - Counter('ab')
Counter('aab') | Counter('bb')
Counter('aab') & Counter('abb')
+Counter(a=1, b=-1)
-Counter(a=1, b=-1)
Counter('ab') == Counter('ba')
Counter(a=1, b=0) == Counter(a=1)
Counter('a') <= Counter('aa')
Counter('a') < Counter('aa')
x = Counter('aab'); del x['a']; x
x = Counter('aab'); del x['z']; x
x = Counter('aab'); x += Counter('b'); x
list(Counter('hello'))
len(Counter('hello'))
dict(Counter('aab'))
Counter(5)
sum(Counter('aab').values())
max(Counter('aab').items(), key=str)
isinstance(Counter(), dict)
deque()
deque([1, 2, 3])
deque([1, 2, 3], maxlen=2)
deque([1, 2, 3], 2)
deque('abc')
deque(5)
deque([], -1)
deque([], 'a')
x = deque([1]); x.append(2); x
x = deque([1]); x.appendleft(0); x
x = deque([1, 2], maxlen=2); x.append(3); x
x = deque([1, 2], maxlen=2); x.appendleft(0); x
x = deque([], maxlen=0); x.append(3); x
x = deque([1, 2, 3]); (x.pop(), x.popleft(), x)
deque().pop()
deque().popleft()
x = deque([1, 2, 3]); x.rotate(1); x
x = deque([1, 2, 3]); x.rotate(-1); x
x = deque([1, 2, 3]); x.rotate(); x
x = deque([1, 2, 3]); x.rotate(10); x
x = deque([1]); x.extend([2, 3]); x
x = deque([1]); x.extendleft([2, 3]); x
x = deque([1, 2]); x.reverse(); x
x = deque([1, 2]); x.clear(); x
x = deque([1, 2, 1]); x.count(1)
x = deque([1, 2, 1]); x.remove(1); x
x = deque([1]); x.remove(5)
x = deque([1, 2]); x.index(2)
x = deque([1, 2]); x.index(5)
x = deque([1, 2]); x.insert(1, 9); x
x = deque([1, 2], maxlen=2); x.insert(1, 9)
deque([1, 2])[0]
deque([1, 2])[-1]
deque([1, 2])[5]
deque([1, 2])['a']
deque([1, 2])[0:1]
x = deque([1, 2]); x[0] = 9; x
x = deque([1, 2]); del x[0]; x
x = deque([1, 2]); x[5] = 9
len(deque([1]))
1 in deque([1])
deque([1]) == deque([1])
deque([1]) == [1]
deque([1]) < deque([2])
deque([1]) + deque([2])
deque([1]) + [2]
deque([1]) * 2
deque([1], maxlen=3).maxlen
deque([1]).maxlen
list(deque([1, 2]))
list(reversed(deque([1, 2])))
x = deque([1]); y = iter(x); x.append(2); next(y)
x = deque(); x.append(x); x
bool(deque())
hash(deque())
x = deque([1, 2]); y = x.copy(); y.append(3); (x, y)
x = deque(range(20)); x.rotate(7); x
x = deque(range(10), 5); x.extendleft('ab'); x
'''.replace("x = defaultdict(int); x.default_factory = None\n", "")

BUILTINS = r'''
len()
len(1, 2)
len(5)
len(obj=1)
abs()
all(5)
any()
bin(1.5)
chr(97)
chr(0x1f600)
chr(-1)
chr('a')
chr(99999999999999999999)
chr(0x110000)
ord('a')
ord('日')
ord('ab')
ord('')
ord(5)
ord(b'a')
callable(len)
callable(5)
callable(int)
callable()
list(enumerate('ab'))
list(enumerate('ab', 1))
list(enumerate('ab', start=5))
enumerate()
enumerate(5)
enumerate([], 1, 2)
enumerate([], start='a')
enumerate([], foo=1)
list(filter(None, [0, 1, '', 'a']))
list(filter(str.isupper, 'aBcD'))
filter(None)
filter(None, 5)
list(map(str, [1, 2]))
list(map(pow, [1, 2], [3, 4]))
list(map(max, [1, 5], [3, 2], [0, 9]))
map()
map(len)
map(len, 5)
list(map(len, [1]))
list(zip([1, 2], 'ab'))
list(zip([1, 2], 'a'))
list(zip())
list(zip([1]))
list(zip([1], [2], [3]))
list(zip([1], [1, 2], strict=True))
list(zip([1, 2], [1], strict=True))
list(zip([1, 2], [1, 2], [1], strict=True))
list(zip([1, 2], [1, 2], strict=True))
zip(5)
zip([1], foo=1)
getattr(1, 'real')
getattr(1, 'x')
getattr(1, 'x', 5)
getattr(1)
getattr(1, 5)
getattr(1, 'x', 2, 3)
hasattr(1, 'real')
hasattr(1, 'x')
hasattr(1, 5)
hasattr(1)
hasattr([], '__iter__')
hasattr(5, '__iter__')
hasattr('', '__len__')
hasattr(5, '__len__')
hasattr(5, '__add__')
hasattr(len, '__call__')
hasattr(5, '__call__')
hasattr({}, '__getitem__')
setattr(1, 'x')
setattr(1, 'x', 2)
setattr(1, 'real', 2)
delattr(1, 'x')
isinstance(1)
isinstance(1, (int, 5))
isinstance([], (str, (list,)))
issubclass(int, 5)
issubclass(bool, (str, int))
iter(5)
iter()
iter(5, 5)
iter(1, 2, 3)
next(5)
next(iter([]))
next()
next(iter([1]), 5)
max()
max(5)
max([])
max([], default=3)
max(1, 2, default=3)
max(1, 2, foo=3)
max(1, 'a')
max([1, 'a'])
max('a', 'b')
max(1, 2, 3)
max([1, 2], [1, 3])
max({'a': 1, 'b': 2})
min([], key=len)
min(3, 1, 2)
min('abc', key=ord)
max('aa', 'b', key=len)
min('bb', 'a', 'c', key=len)
sum()
sum(5)
sum(['a'])
sum(['a'], '')
sum([b''], b'')
sum([1], 2, 3)
sum([[1], [2]], [])
sum([1.5, 2], start=1)
sum([True, True])
sum({1: 'a', 2: 'b'})
sorted()
sorted(5)
sorted([1], 1)
sorted([1], foo=1)
sorted([3, 1, 2], key=None)
reversed(5)
reversed({1})
reversed()
repr()
repr('a')
repr(1.0)
hash()
id()
vars(5)
vars(1, 2)
dir(1, 2)
format()
format(1, 2)
type()
type(1, 2)
type('a')
type('A', (), {}).__name__
type('A', (int,), {})(5) + 1
type('A', (list,), {})([1, 2])
type('A', (dict,), {})(a=1)
type('A', (str,), {})('x').upper()
type('A', (bool,), {})
type('A', (int, str), {})
type('A', 5, {})
object() == object()
object(1)
isinstance(object(), object)
type(None)()
type(...)()
type(None)(1)
...
NotImplemented
None
int
len
print
str.upper
Exception('a')
Exception('a', 1)
Exception()
ValueError('x').args
KeyError('x')
str(KeyError('x'))
str(Exception('a', 1))
Exception('a') == Exception('a')
isinstance(ValueError(), Exception)
issubclass(KeyError, LookupError)
StopIteration(5).value
list
list[int]
dict[str, int]
None.foo
None()
5()
'a'()
[]()
5[0]
None[0]
x = 5; x[0] = 1
x = 5; del x[0]
x = None; x[0] = 1
1 in 5
1 in None
iter(None)
len(None)
divmod(7, -2)
ascii(['é'])
str(['é'])
next(enumerate('a'))
next(zip('a', 'b'))
next(map(len, ['abc']))
list(map(int, '123'))
dict(zip('ab', range(2)))
dict(enumerate('ab'))
tuple(enumerate('ab', 1))
list(enumerate([], 2**70))
list(enumerate('a', 2**70))
list(iter([1, 2, 3].pop, 1))
max(map(len, ['a', 'bbb']))
sum(map(int, '12345'))
list(reversed(list(zip('ab', [1, 2]))))
str(range(3))
repr({'a': [1, (2, 3)], 'b': {4}})
bool(range(0))
bool(object())
(lambda: 0) == 5
'''.replace("(lambda: 0) == 5\n", "").replace("list[int]\n", "").replace("dict[str, int]\n", "").replace("print\n", "")

ECHO = r'''
5
'abc'
'a' * 100
[1, 2, 3]
[]
()
(1,)
{}
set()
frozenset()
{3, 1, 2}
{'b', 'a', 'c'}
frozenset([3, 1, 2])
list(range(30))
list(range(100))
list(range(1001))
list(range(1000))
tuple(range(40))
['a' * 30, 'b' * 30, 'c' * 30]
['a' * 100]
['a' * 100, 'b' * 100]
[[1, 2, 3]] * 10
[list(range(20))] * 3
[list(range(30))] * 3
[[list(range(10))] * 3] * 2
{'a': 1, 'b': 2}
{'key' + str(1): list(range(20)), 'other': list(range(30))}
dict.fromkeys(range(30), 'value')
dict.fromkeys(range(1005), 0)
{'a': {'b': {'c': list(range(30))}}}
{'a' * 40: 'b' * 40, 'c' * 40: 'd' * 40}
{1: 'x' * 90}
(1, 'a', [2, 3], {'x': (4,)})
[(1, 'a' * 20), (2, 'b' * 20), (3, 'c' * 20), (4, 'd' * 20)]
OrderedDict([('a', 1), ('b', 2)])
OrderedDict()
OrderedDict([('key' + str(1), 'value' * 10), ('key2', 'value' * 10), ('x', 1)])
defaultdict(int, a=1)
defaultdict(list, dict.fromkeys(range(20), 'abcdef'))
Counter('hello')
Counter()
Counter('the quick brown fox jumps over the lazy dog')
deque([1, 2, 3])
deque([1, 2], maxlen=5)
deque(range(50))
deque(range(50), maxlen=60)
int
list
Exception
OrderedDict
Exception('a')
ValueError('a', 1)
[ValueError('x' * 40), KeyError('y' * 40)]
len
[int, str, len]
slice(1, 2)
range(5)
b'abc'
1.5
None
True
[None, True, 1.5, 'a', b'b']
...
x = [1]; x.append(x); x
x = {}; x['a'] = x; x
x = [1]; (x, x)
['x\ny', 'z']
{'a', 1}
{(2, 1), (1, 2)}
[{'a': 1, 'b': [1, 2, 3]}, {'c': 'd' * 50, 'e': 'f' * 50}]
{'k': ('v' * 30, 'w' * 30, 'x' * 30)}
(('a' * 40, 'b' * 40), ('c' * 40,))
['é' * 30, '日本語' * 10, 'x' * 10]
{'a': 1}.keys()
{'a': 1}.items()
[{'a': 1}.values()]
{'x' * 10: {'y' * 10: {'z' * 10: ['a' * 20, 'b' * 20, 'c' * 20]}}}
[1.0, 2.5, 3.25] * 12
[[1.0] * 10] * 10
[[0, 1], [2, 3]]
[set(range(50))]
[(), [], {}, set()]
'''

TOPICS = dict(
    str=STR, format=FORMAT, numbers=NUMBERS, sequences=SEQUENCES, dicts_sets=DICTS_SETS, collections=COLLECTIONS, builtins=BUILTINS
)
