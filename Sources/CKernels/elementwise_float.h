// The elementwise families for one floating type: included with T, NAME(x), EXP, LOG, TANH, SIGMOID, SQRT, FABS and
// the libm names through M(x) defined.

#define ONE(expr)                                                                                 \
    do {                                                                                          \
        if (sa == 1 && so == 1) NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) { T x = a[i]; out[i] = (T)(expr); } \
        else for (ptrdiff_t i = 0; i < n; i++) { T x = a[i * sa]; out[i * so] = (T)(expr); }      \
    } while (0)
// For functions that go through libm: one loop is enough.
#define SLOW(expr) for (ptrdiff_t i = 0; i < n; i++) { double x = (double)a[i * sa]; out[i * so] = (T)(expr); }

NBS_CLONES static int NAME(unary)(int op, ptrdiff_t n, const T *a, ptrdiff_t sa, T *out, ptrdiff_t so, const double *p) {
    const T p0 = p ? (T)p[0] : 0, p1 = p ? (T)p[1] : 0, p2 = p ? (T)p[2] : 0;
    switch (op) {
        case NBS_UNARY_neg: ONE(-x); break;
        case NBS_UNARY_abs: ONE(FABS(x)); break;
        case NBS_UNARY_sign: ONE((x > 0) - (x < 0)); break;
        case NBS_UNARY_square: ONE(x * x); break;
        case NBS_UNARY_relu: ONE(x < 0 ? 0 : x); break;
        case NBS_UNARY_floor: ONE(__builtin_elementwise_floor(x)); break;
        case NBS_UNARY_ceil: ONE(__builtin_elementwise_ceil(x)); break;
        case NBS_UNARY_round: ONE(__builtin_elementwise_roundeven(x)); break;
        case NBS_UNARY_trunc: ONE(__builtin_elementwise_trunc(x)); break;
        case NBS_UNARY_frac: ONE(x - __builtin_elementwise_trunc(x)); break;
        case NBS_UNARY_reciprocal: ONE(1 / x); break;
        case NBS_UNARY_sqrt: ONE(__builtin_elementwise_sqrt(x)); break;
        case NBS_UNARY_rsqrt: ONE(1 / __builtin_elementwise_sqrt(x)); break;
        case NBS_UNARY_exp: ONE(EXP(x)); break;
        case NBS_UNARY_log: ONE(LOG(x)); break;
        case NBS_UNARY_tanh: ONE(TANH(x)); break;
        case NBS_UNARY_sigmoid: ONE(SIGMOID(x)); break;
        case NBS_UNARY_silu: ONE(x * SIGMOID(x)); break;
        case NBS_UNARY_softsign: ONE(x / (1 + FABS(x))); break;
        case NBS_UNARY_tanhshrink: ONE(x - TANH(x)); break;
        case NBS_UNARY_hardswish: ONE(x * (x + 3 < 0 ? 0 : x > 3 ? 6 : x + 3) / 6); break;
        case NBS_UNARY_hardsigmoid: ONE((x + 3 < 0 ? 0 : x > 3 ? 6 : x + 3) / 6); break;
        case NBS_UNARY_clamp: ONE(x < p0 ? p0 : (x > p1 ? p1 : x)); if (p0 > p1) ONE(x != x ? x : p1); break;
        case NBS_UNARY_clampMin: ONE(x < p0 ? p0 : x); break;
        case NBS_UNARY_clampMax: ONE(x > p0 ? p0 : x); break;
        case NBS_UNARY_leakyRelu: ONE(x > 0 ? x : x * p0); break;
        case NBS_UNARY_threshold: ONE(x <= p0 ? p1 : x); break;
        case NBS_UNARY_hardshrink: ONE(x >= -p0 && x <= p0 ? 0 : x); break;
        case NBS_UNARY_softshrink: ONE(x > p0 ? x - p0 : (x < -p0 ? x + p0 : x * 0)); break;
        case NBS_UNARY_nanToNum:
            ONE(x != x ? p0 : (x == (T)INFINITY ? p1 : (x == -(T)INFINITY ? p2 : x))); break;
        case NBS_UNARY_deg2rad: ONE(x * (T)0.017453292519943295); break;
        case NBS_UNARY_rad2deg: ONE(x * (T)57.29577951308232); break;
        case NBS_UNARY_affine: ONE(x * p0 + p1); break;
        case NBS_UNARY_exp2: SLOW(exp2(x)) break;
        case NBS_UNARY_expm1: SLOW(expm1(x)) break;
        case NBS_UNARY_log2: SLOW(log2(x)) break;
        case NBS_UNARY_log10: SLOW(log10(x)) break;
        case NBS_UNARY_log1p: SLOW(log1p(x)) break;
        case NBS_UNARY_sin: SLOW(sin(x)) break;
        case NBS_UNARY_cos: SLOW(cos(x)) break;
        case NBS_UNARY_tan: SLOW(tan(x)) break;
        case NBS_UNARY_asin: SLOW(asin(x)) break;
        case NBS_UNARY_acos: SLOW(acos(x)) break;
        case NBS_UNARY_atan: SLOW(atan(x)) break;
        case NBS_UNARY_sinh: SLOW(sinh(x)) break;
        case NBS_UNARY_cosh: SLOW(cosh(x)) break;
        case NBS_UNARY_asinh: SLOW(asinh(x)) break;
        case NBS_UNARY_acosh: SLOW(acosh(x)) break;
        case NBS_UNARY_atanh: SLOW(atanh(x)) break;
        case NBS_UNARY_logSigmoid: SLOW(fmin(x, 0) - log1p(exp(-fabs(x)))) break;
        case NBS_UNARY_mish: SLOW(x * tanh(x > 20 ? x : log1p(exp(x)))) break;
        case NBS_UNARY_gelu: 
            // PyTorch's polynomial for less than double precision has no value at infinity, and doubles before it halves. Its sum is of floats,
            // which leaves few digits far below zero, and none at -6.
            SLOW(sizeof(T) < 8 && isinf(x) ? NAN : sizeof(T) < 8 ? (double)((float)x * (1.0f + (float)erf((double)((float)x * 0.70710678f)))) * 0.5 : x * 0.5 * (1 + erf(x * M_SQRT1_2)))
            break;
        case NBS_UNARY_geluTanh: SLOW(sizeof(T) < 8 ? nbs_gelu_tanh((float)x) : 0.5 * x * (1 + tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)))) break;
        case NBS_UNARY_erf: SLOW(erf(x)) break;
        case NBS_UNARY_erfc: SLOW(erfc(x)) break;
        case NBS_UNARY_erfinv: SLOW(nbs_erfinv(x)) break;
        case NBS_UNARY_lgamma: SLOW(nbs_lgamma(x)) break;
        case NBS_UNARY_digamma: SLOW(nbs_digamma(x)) break;
        case NBS_UNARY_sinc: SLOW(x == 0 ? 1 : sin((double)((T)M_PI * (T)x)) / (double)((T)M_PI * (T)x)) break;
        case NBS_UNARY_logit: {
            // p[0] < 0: no clamping, as without eps.
            const double eps = p ? p[0] : -1;
            SLOW(eps < 0 ? log(x / (1 - x)) : (x < eps ? log(eps / (1 - eps)) : x > 1 - eps ? log((1 - eps) / eps) : log(x / (1 - x))))
            break;
        }
        case NBS_UNARY_elu: {
            const double alpha = p[0], scale = p[1], inner = p[2];
            SLOW(x < 0 ? alpha * scale * expm1(x * inner) : x * scale)
            break;
        }
        case NBS_UNARY_softplus: {
            const double beta = p[0], limit = p[1];
            SLOW(x * beta > limit ? x : log1p(exp(x * beta)) / beta)
            break;
        }
        case NBS_UNARY_roundDecimals: {
            const T ten = (T)pow(10, fabs(p[0]));
            if (p[0] < 0) ONE(__builtin_elementwise_roundeven(x / ten) * ten);
            else ONE(__builtin_elementwise_roundeven(x * ten) / ten);
            break;
        }
        default: return NBS_UNSUPPORTED;
    }
    return NBS_OK;
}
#undef ONE
#undef SLOW

#define STORE(expr) out[i * so] = (T)(expr)
#define TWO(expr)                                                                                        \
    do {                                                                                                 \
        if (so == 1 && sa == 1 && sb == 1)                                                               \
            NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) { T x = a[i], y = b[i]; out[i] = (T)(expr); }   \
        else if (so == 1 && sa == 1 && sb == 0) {                                                        \
            T y = b[0];                                                                                  \
            NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) { T x = a[i]; out[i] = (T)(expr); }             \
        } else if (so == 1 && sa == 0 && sb == 1) {                                                      \
            T x = a[0];                                                                                  \
            NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) { T y = b[i]; out[i] = (T)(expr); }             \
        } else                                                                                           \
            for (ptrdiff_t i = 0; i < n; i++) { T x = a[i * sa], y = b[i * sb]; out[i * so] = (T)(expr); } \
    } while (0)
#define RARE(expr) for (ptrdiff_t i = 0; i < n; i++) { T x = a[i * sa], y = b[i * sb]; STORE(expr); }

static inline T NAME(floor_divide)(T x, T y) {
    if (y == 0) return x / y;
    T mod = M(fmod)(x, y), div = (x - mod) / y;
    if (mod != 0 && (y < 0) != (mod < 0)) div -= 1;
    if (div == 0) return M(copysign)(0, x / y);
    T floored = M(floor)(div);
    return div - floored > (T)0.5 ? floored + 1 : floored;
}
static inline T NAME(remainder)(T x, T y) {
    T mod = M(fmod)(x, y);
    return mod != 0 && (y < 0) != (mod < 0) ? mod + y : mod;
}
static inline T NAME(xlogy)(T x, T y) { return y != y ? y : x == 0 ? 0 : (T)(x * log((double)y)); }
static inline T NAME(xlog1py)(T x, T y) { return y != y ? y : x == 0 ? 0 : (T)(x * log1p((double)y)); }
static inline T NAME(logaddexp)(double x, double y) {
    return (T)(isinf(x) && x == y ? x : fmax(x, y) + log1p(exp(-fabs(x - y))));
}
static inline T NAME(logaddexp2)(double x, double y) {
    return (T)(isinf(x) && x == y ? x : fmax(x, y) + log1p(exp2(-fabs(x - y))) * M_LOG2E);
}

// Runs of contiguous elements vectorise; the rest is as slow as its memory.
#define POWER(expr)                                                                                    \
    do {                                                                                               \
        if (sa == 1 && so == 1) NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) { T x = a[i]; out[i] = (expr); } \
        else for (ptrdiff_t i = 0; i < n; i++) { T x = a[i * sa]; STORE(expr); }                       \
        return NBS_OK;                                                                                 \
    } while (0)
static inline int NAME(is_plain_power)(T y) { return y == 2 || y == 3 || y == 1 || y == (T)0.5 || y == (T)-0.5 || y == -1 || y == -2; }
NBS_CLONES static int NAME(pow)(ptrdiff_t n, const T *a, ptrdiff_t sa, const T *b, ptrdiff_t sb, T *out, ptrdiff_t so) {
    // The exponents people write most are exact in a multiplication or two.
    if (sb == 0 && n > 0) {
        T y = *b;
        if (y == 2) POWER(x * x);
        if (y == 3) POWER(x * x * x);
        if (y == 1) POWER(x);
        if (y == (T)0.5) POWER(__builtin_elementwise_sqrt(x));
        if (y == (T)-0.5) POWER(1 / __builtin_elementwise_sqrt(x));
        if (y == -1) POWER(1 / x);
        if (y == -2) POWER(1 / (x * x));
    }
    RARE(pow((double)x, (double)y))
    return NBS_OK;
}
#undef POWER

NBS_CLONES static int NAME(binary)(int op, ptrdiff_t n, const T *a, ptrdiff_t sa, const T *b, ptrdiff_t sb, T *out,
                                   ptrdiff_t so) {
    switch (op) {
        case NBS_BINARY_add: TWO(x + y); break;
        case NBS_BINARY_sub: TWO(x - y); break;
        case NBS_BINARY_mul: TWO(x * y); break;
        case NBS_BINARY_div: TWO(x / y); break;
        case NBS_BINARY_maximum: TWO(x != x ? x : (y != y ? y : (x > y ? x : y))); break;
        case NBS_BINARY_minimum: TWO(x != x ? x : (y != y ? y : (x < y ? x : y))); break;
        case NBS_BINARY_fmax: TWO(x != x ? y : (y != y ? x : (x > y ? x : y))); break;
        case NBS_BINARY_fmin: TWO(x != x ? y : (y != y ? x : (x < y ? x : y))); break;
        case NBS_BINARY_reluBackward: TWO(y > 0 ? x : 0); break;
        case NBS_BINARY_tanhBackward: TWO(x * (1 - y * y)); break;
        case NBS_BINARY_sigmoidBackward: TWO(x * (1 - y) * y); break;
        case NBS_BINARY_truncDivide: TWO(__builtin_elementwise_trunc(x / y)); break;
        case NBS_BINARY_floorDivide: RARE(NAME(floor_divide)(x, y)) break;
        case NBS_BINARY_remainder: RARE(NAME(remainder)(x, y)) break;
        case NBS_BINARY_fmod: RARE(M(fmod)(x, y)) break;
        case NBS_BINARY_pow: return NAME(pow)(n, a, sa, b, sb, out, so);
        case NBS_BINARY_atan2: RARE(atan2((double)x, (double)y)) break;
        case NBS_BINARY_hypot: RARE(M(hypot)(x, y)) break;
        case NBS_BINARY_copysign: RARE(M(copysign)(x, y)) break;
        case NBS_BINARY_nextafter: RARE(M(nextafter)(x, y)) break;
        case NBS_BINARY_heaviside: RARE(x == 0 ? y : x > 0) break;
        case NBS_BINARY_xlogy: RARE(NAME(xlogy)(x, y)) break;
        case NBS_BINARY_xlog1py: RARE(NAME(xlog1py)(x, y)) break;
        case NBS_BINARY_logaddexp: RARE(NAME(logaddexp)((double)x, (double)y)) break;
        case NBS_BINARY_logaddexp2: RARE(NAME(logaddexp2)((double)x, (double)y)) break;
        default: return NBS_UNSUPPORTED;
    }
    return NBS_OK;
}

NBS_CLONES static int NAME(ternary)(int kind, ptrdiff_t n, const T *a, ptrdiff_t sa, const T *b, ptrdiff_t sb, const T *c,
                                    ptrdiff_t sc, T *out, ptrdiff_t so, T value) {
#define THREE(expr)                                                                        \
    do {                                                                                   \
        if (so == 1 && sa == 1 && sb == 1 && sc == 1)                                      \
            NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) { T x = a[i], y = b[i], z = c[i]; out[i] = (T)(expr); } \
        else if (so == 1 && sa == 1 && sb == 1 && sc == 0) {                               \
            const T z = *c;                                                                \
            NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) { T x = a[i], y = b[i]; out[i] = (T)(expr); } \
        } else                                                                             \
            for (ptrdiff_t i = 0; i < n; i++) { T x = a[i * sa], y = b[i * sb], z = c[i * sc]; STORE(expr); }    \
    } while (0)
    switch (kind) {
        case 0: THREE(x + value * y * z); break;
        case 1: THREE(x + value * (y / z)); break;
        // Anchored at the nearer end, so that weight 1 gives the end itself.
        case 2: THREE(FABS(z) < (T)0.5 ? x + z * (y - x) : y - (y - x) * (1 - z)); break;
        default: return NBS_UNSUPPORTED;
    }
#undef THREE
    return NBS_OK;
}

NBS_CLONES static int NAME(axpy)(ptrdiff_t n, T alpha, const T *a, ptrdiff_t sa, T *out, ptrdiff_t so) {
    if (sa == 1 && so == 1) {
        if (alpha == 1) NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) out[i] += a[i];
        else NBS_VECTOR for (ptrdiff_t i = 0; i < n; i++) out[i] += alpha * a[i];
    } else for (ptrdiff_t i = 0; i < n; i++) out[i * so] += alpha * a[i * sa];
    return NBS_OK;
}
#undef STORE
#undef TWO
#undef RARE
#undef T
#undef NAME
#undef M
#undef EXP
#undef LOG
#undef TANH
#undef SIGMOID
#undef FABS
