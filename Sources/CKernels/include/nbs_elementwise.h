#pragma once
#include "nbs_types.h"

// In step with TensorCore's UnaryOp (a test compares the names).
#define NBS_UNARY_OPS(X) \
    X(neg) X(abs) X(sign) X(square) X(relu) X(floor) X(ceil) X(round) X(trunc) X(frac) X(bitwiseNot) \
    X(reciprocal) X(sqrt) X(rsqrt) X(exp) X(exp2) X(expm1) X(log) X(log2) X(log10) X(log1p) \
    X(sin) X(cos) X(tan) X(asin) X(acos) X(atan) X(sinh) X(cosh) X(tanh) X(asinh) X(acosh) X(atanh) \
    X(sigmoid) X(logSigmoid) X(silu) X(mish) X(gelu) X(geluTanh) X(softsign) X(tanhshrink) X(hardswish) \
    X(hardsigmoid) X(erf) X(erfc) X(erfinv) X(lgamma) X(digamma) X(sinc) X(logit) \
    X(clamp) X(clampMin) X(clampMax) X(leakyRelu) X(elu) X(softplus) X(threshold) X(hardshrink) X(softshrink) \
    X(roundDecimals) X(nanToNum) X(deg2rad) X(rad2deg) X(affine)

// In step with BinaryOp.
#define NBS_BINARY_OPS(X) \
    X(add) X(sub) X(mul) X(div) X(maximum) X(minimum) X(fmax) X(fmin) X(floorDivide) X(truncDivide) \
    X(remainder) X(fmod) X(pow) X(atan2) X(hypot) X(copysign) X(nextafter) X(heaviside) X(xlogy) X(xlog1py) \
    X(logaddexp) X(logaddexp2) X(bitwiseAnd) X(bitwiseOr) X(bitwiseXor) X(shiftLeft) X(shiftRight) X(gcd) X(lcm) \
    X(reluBackward) X(tanhBackward) X(sigmoidBackward)

// In step with CompareOp and PredicateOp; results are bool.
#define NBS_COMPARE_OPS(X) X(eq) X(ne) X(lt) X(le) X(gt) X(ge) X(logicalAnd) X(logicalOr) X(logicalXor)
#define NBS_PREDICATE_OPS(X) X(logicalNot) X(isnan) X(isinf) X(isfinite) X(isposinf) X(isneginf) X(signbit)

// In step with PairOp: float32 alone.
#define NBS_PAIR_OPS(X) \
    X(geluSlope) X(geluTanhSlope) X(siluSlope) X(mishSlope) X(softplusSlope) X(eluSlope) X(logSigmoidSlope) X(leakyReluSlope) \
    X(hardswishSlope) X(insideSlope) X(outsideSlope) X(squares) X(squaresSlope) X(smoothL1) X(smoothL1Slope) X(huber) X(huberSlope) \
    X(logitLoss) X(logitLossSlope) X(softMargin) X(softMarginSlope)

#define NBS_NAME(x) NBS_UNARY_##x,
enum { NBS_UNARY_OPS(NBS_NAME) NBS_UNARY_COUNT };
#undef NBS_NAME
#define NBS_NAME(x) NBS_BINARY_##x,
enum { NBS_BINARY_OPS(NBS_NAME) NBS_BINARY_COUNT };
#undef NBS_NAME
#define NBS_NAME(x) NBS_COMPARE_##x,
enum { NBS_COMPARE_OPS(NBS_NAME) NBS_COMPARE_COUNT };
#undef NBS_NAME
#define NBS_NAME(x) NBS_PREDICATE_##x,
enum { NBS_PREDICATE_OPS(NBS_NAME) NBS_PREDICATE_COUNT };
#undef NBS_NAME
#define NBS_NAME(x) NBS_PAIR_##x,
enum { NBS_PAIR_OPS(NBS_NAME) NBS_PAIR_COUNT };
#undef NBS_NAME

// The name of an operation of a family (0 unary, 1 binary, 2 compare, 3 predicate, 4 pair), for the test that compares.
const char *nbs_op_name(int family, int op);

// out[i] = op(a[i]); p holds up to three parameters of the operation (bounds, slopes …).
int nbs_unary(int op, nbs_dtype t, ptrdiff_t n, const void *a, ptrdiff_t sa, void *out, ptrdiff_t so, const double *p);
int nbs_binary(int op, nbs_dtype t, ptrdiff_t n, const void *a, ptrdiff_t sa, const void *b, ptrdiff_t sb, void *out,
               ptrdiff_t so);
int nbs_compare(int op, nbs_dtype t, ptrdiff_t n, const void *a, ptrdiff_t sa, const void *b, ptrdiff_t sb,
                uint8_t *out, ptrdiff_t so);
int nbs_predicate(int op, nbs_dtype t, ptrdiff_t n, const void *a, ptrdiff_t sa, uint8_t *out, ptrdiff_t so);
// out = condition ? a : b, by item size.
void nbs_where(size_t item, ptrdiff_t n, const uint8_t *c, ptrdiff_t sc, const void *a, ptrdiff_t sa, const void *b,
               ptrdiff_t sb, void *out, ptrdiff_t so);
// kind 0: a + value*b*c (addcmul); 1: a + value*b/c (addcdiv); 2: lerp(a, b, weight c).
int nbs_ternary(int kind, nbs_dtype t, ptrdiff_t n, const void *a, ptrdiff_t sa, const void *b, ptrdiff_t sb,
                const void *c, ptrdiff_t sc, void *out, ptrdiff_t so, double value);
// Slopes and losses (pairs.c) of contiguous numbers; sa is 0 for one gradient that stands for all.
void nbs_pair(int op, ptrdiff_t n, const float *a, ptrdiff_t sa, const float *b, float *out, const double *p);
// out += alpha * a.
int nbs_axpy(nbs_dtype t, ptrdiff_t n, double alpha, const void *a, ptrdiff_t sa, void *out, ptrdiff_t so);
// Conversion between dtypes, C's rules as x86 carries them out; the same dtype copies.
void nbs_cast(nbs_dtype from, nbs_dtype to, ptrdiff_t n, const void *a, ptrdiff_t sa, void *out, ptrdiff_t so);
// Writes one value n times.
void nbs_fill(size_t item, ptrdiff_t n, const void *value, void *out, ptrdiff_t so);
// out[i] = start + step * i, rounded once, in float32, float64 or (cut off) int64.
void nbs_sequence(nbs_dtype t, ptrdiff_t n, double start, double step, void *out);
// In float32 from both ends to the middle.
void nbs_linspace(ptrdiff_t n, float start, float end, float *out);
// libm's, for Swift files that import no libc.
double nbs_pow(double x, double y);
// d[i * dl + j] = s[j * sl + i] for rows x columns of d.
void nbs_transpose(size_t item, ptrdiff_t rows, ptrdiff_t columns, const void *s, ptrdiff_t sl, void *d, ptrdiff_t dl);
