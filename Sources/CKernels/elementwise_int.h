// The elementwise families for one integer type: included with T, U (its unsigned twin), NAME(x), BITS and ATTR.
// Sums and products wrap, as two's complement does.

#define ONE(expr)                                                                                 \
    do {                                                                                          \
        if (sa == 1 && so == 1) NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) { T x = a[i]; out[i] = (T)(expr); } \
        else for (ptrdiff_t i = 0; i < n; i++) { T x = a[i * sa]; out[i * so] = (T)(expr); }      \
    } while (0)

ATTR static int NAME(unary)(int op, ptrdiff_t n, const T *a, ptrdiff_t sa, T *out, ptrdiff_t so, const double *p) {
    switch (op) {
        case NBS_UNARY_neg: ONE((U)0 - (U)x); break;
        case NBS_UNARY_abs: ONE(x < 0 ? (U)0 - (U)x : (U)x); break;
        case NBS_UNARY_sign: ONE((x > 0) - (x < 0)); break;
        case NBS_UNARY_square: ONE((W)x * (W)x); break;
        case NBS_UNARY_relu: ONE(x < 0 ? 0 : x); break;
        case NBS_UNARY_bitwiseNot: ONE(~x); break;
        case NBS_UNARY_floor: case NBS_UNARY_ceil: case NBS_UNARY_round: case NBS_UNARY_trunc: ONE(x); break;
        case NBS_UNARY_clamp: { T lo = (T)to_range(p[0]), hi = (T)to_range(p[1]); ONE(x < lo ? (lo > hi ? hi : lo) : (x > hi ? hi : x)); break; }
        case NBS_UNARY_clampMin: { T lo = (T)to_range(p[0]); ONE(x < lo ? lo : x); break; }
        case NBS_UNARY_clampMax: { T hi = (T)to_range(p[0]); ONE(x > hi ? hi : x); break; }
        case NBS_UNARY_threshold: { T t = (T)to_range(p[0]), v = (T)to_range(p[1]); ONE(x <= t ? v : x); break; }
        case NBS_UNARY_nanToNum: ONE(x); break;
        case NBS_UNARY_roundDecimals: {
            if (p[0] >= 0) { ONE(x); break; }
            int64_t ten = 1;
            for (int k = 0; k < (int)-p[0] && k < 18; k++) ten *= 10;
            ONE((T)(__builtin_elementwise_roundeven((double)x / (double)ten) * (double)ten));
            break;
        }
        default: return NBS_UNSUPPORTED;
    }
    return NBS_OK;
}
#undef ONE

#define TWO(expr)                                                                                        \
    do {                                                                                                 \
        if (so == 1 && sa == 1 && sb == 1)                                                               \
            NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) { T x = a[i], y = b[i]; out[i] = (T)(expr); }   \
        else if (so == 1 && sa == 1 && sb == 0) {                                                        \
            const T y = b[0];                                                                            \
            NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) { T x = a[i]; out[i] = (T)(expr); }             \
        } else                                                                                           \
            for (ptrdiff_t i = 0; i < n; i++) { T x = a[i * sa], y = b[i * sb]; out[i * so] = (T)(expr); } \
    } while (0)
#define RARE(expr) for (ptrdiff_t i = 0; i < n; i++) { T x = a[i * sa], y = b[i * sb]; out[i * so] = (T)(expr); }
#define NO_ZERO for (ptrdiff_t i = 0; i < (sb ? n : n > 0); i++) if (b[i * sb] == 0) return NBS_ZERO_DIVISION;

// Division by -1 is a negation that wraps: the processor's own traps on the smallest value.
static inline T NAME(trunc_divide)(T x, T y) { return y == (T)-1 && (T)-1 < 0 ? (T)((U)0 - (U)x) : (T)(x / y); }
static inline T NAME(fmod)(T x, T y) { return y == (T)-1 && (T)-1 < 0 ? 0 : (T)(x % y); }
static inline T NAME(remainder)(T x, T y) {
    T mod = NAME(fmod)(x, y);
    return mod != 0 && (mod < 0) != (y < 0) ? (T)(mod + y) : mod;
}
static inline T NAME(floor_divide)(T x, T y) {
    T quotient = NAME(trunc_divide)(x, y), mod = NAME(fmod)(x, y);
    return mod != 0 && (mod < 0) != (y < 0) ? (T)(quotient - 1) : quotient;
}
static inline T NAME(pow)(T x, T y) {
    if (y < 0) return x == 1 ? 1 : (T)-1 < 0 && x == (T)-1 ? (y & 1 ? (T)-1 : 1) : 0;
    W result = 1, base = (W)x;
    for (U e = (U)y; e; e >>= 1) {
        if (e & 1) result *= base;
        base *= base;
    }
    return (T)result;
}
static inline T NAME(shift_left)(T x, T y) { return y < 0 || y >= BITS ? 0 : (T)((W)x << y); }
static inline T NAME(shift_right)(T x, T y) { return y < 0 || y >= BITS ? (T)(x >> (BITS - 1)) : (T)(x >> y); }
static inline T NAME(gcd)(T x, T y) {
    U a = x < 0 ? (U)0 - (U)x : (U)x, b = y < 0 ? (U)0 - (U)y : (U)y;
    while (b) { U r = (U)(a % b); a = b; b = r; }
    return (T)a;
}
static inline T NAME(lcm)(T x, T y) {
    T g = NAME(gcd)(x, y);
    if (g == 0) return 0;
    // The sign goes before the product is narrowed, as in C++'s promoted arithmetic.
    W product = (W)NAME(trunc_divide)(x, g) * (W)y;
    return (T)(product >> (8 * sizeof(W) - 1) && (T)-1 < 0 ? (W)0 - product : product);
}

ATTR static int NAME(binary)(int op, ptrdiff_t n, const T *a, ptrdiff_t sa, const T *b, ptrdiff_t sb, T *out, ptrdiff_t so) {
    switch (op) {
        case NBS_BINARY_add: TWO((U)x + (U)y); break;
        case NBS_BINARY_sub: TWO((U)x - (U)y); break;
        case NBS_BINARY_mul: TWO((W)x * (W)y); break;
        case NBS_BINARY_maximum: case NBS_BINARY_fmax: TWO(x > y ? x : y); break;
        case NBS_BINARY_minimum: case NBS_BINARY_fmin: TWO(x < y ? x : y); break;
        case NBS_BINARY_reluBackward: TWO(y > 0 ? x : 0); break;
        case NBS_BINARY_bitwiseAnd: TWO(x & y); break;
        case NBS_BINARY_bitwiseOr: TWO(x | y); break;
        case NBS_BINARY_bitwiseXor: TWO(x ^ y); break;
        case NBS_BINARY_shiftLeft: RARE(NAME(shift_left)(x, y)) break;
        case NBS_BINARY_shiftRight: RARE(NAME(shift_right)(x, y)) break;
        case NBS_BINARY_floorDivide: NO_ZERO RARE(NAME(floor_divide)(x, y)) break;
        case NBS_BINARY_truncDivide: NO_ZERO RARE(NAME(trunc_divide)(x, y)) break;
        case NBS_BINARY_remainder: NO_ZERO RARE(NAME(remainder)(x, y)) break;
        case NBS_BINARY_fmod: NO_ZERO RARE(NAME(fmod)(x, y)) break;
        case NBS_BINARY_pow: RARE(NAME(pow)(x, y)) break;
        case NBS_BINARY_gcd: RARE(NAME(gcd)(x, y)) break;
        case NBS_BINARY_lcm: RARE(NAME(lcm)(x, y)) break;
        case NBS_BINARY_heaviside: RARE(x == 0 ? y : x > 0) break;
        default: return NBS_UNSUPPORTED;
    }
    return NBS_OK;
}

static int NAME(ternary)(int kind, ptrdiff_t n, const T *a, ptrdiff_t sa, const T *b, ptrdiff_t sb, const T *c,
                         ptrdiff_t sc, T *out, ptrdiff_t so, double value) {
    const W v = (W)to_range(value);
    if (kind != 0) return NBS_UNSUPPORTED;
    for (ptrdiff_t i = 0; i < n; i++) out[i * so] = (T)((W)a[i * sa] + v * (W)b[i * sb] * (W)c[i * sc]);
    return NBS_OK;
}

static int NAME(axpy)(ptrdiff_t n, double alpha, const T *a, ptrdiff_t sa, T *out, ptrdiff_t so) {
    const W v = (W)to_range(alpha);
    for (ptrdiff_t i = 0; i < n; i++) out[i * so] = (T)((W)out[i * so] + v * (W)a[i * sa]);
    return NBS_OK;
}
#undef TWO
#undef RARE
#undef NO_ZERO
#undef T
#undef U
#undef W
#undef NAME
#undef BITS
#undef ATTR
