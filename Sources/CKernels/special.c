#include "special.h"
#include <math.h>

// A rational first guess (Giles 2010 in spirit: a series in log(1 - x^2)) polished by two Halley steps on erf.
double nbs_erfinv(double x) {
    if (x != x || x < -1 || x > 1) return NAN;
    if (x == 1) return INFINITY;
    if (x == -1) return -INFINITY;
    if (x == 0) return x;
    double w = log1p(-x * x), c = 2 / (M_PI * 0.147) + w / 2;
    double y = copysign(sqrt(sqrt(c * c - w / 0.147) - c), x);
    for (int i = 0; i < 3; i++) {
        // Near +-1 the complement keeps the digits that erf has lost.
        double error = fabs(x) > 0.5 ? copysign(1, x) * ((1 - fabs(x)) - erfc(fabs(y))) : erf(y) - x;
        double slope = 2 / sqrt(M_PI) * exp(-y * y);
        if (slope == 0) break;
        double step = error / slope;
        y -= step / (1 + y * step);
    }
    return y;
}

// Reflection for negative arguments, recurrence up to 10, then the asymptotic series.
double nbs_digamma(double x) {
    if (x == 0) return copysign(INFINITY, -x);
    if (x < 0) {
        if (x == trunc(x)) return NAN;
        double whole, fraction = modf(x, &whole);
        return nbs_digamma(1 - x) - M_PI / tan(M_PI * fraction);
    }
    double result = 0;
    while (x < 10) {
        result -= 1 / x;
        x += 1;
    }
    if (x == 10) return result + 2.25175258906672110764;
    double y = 0;
    if (x < 1e17) {
        double z = 1 / (x * x);
        y = z * (1.0 / 12 - z * (1.0 / 120 - z * (1.0 / 252 - z * (1.0 / 240 - z * (1.0 / 132 - z * (691.0 / 32760 - z / 12))))));
    }
    return result + log(x) - 0.5 / x - y;
}

double nbs_trigamma(double x) {
    double sign = 1, result = 0;
    if (x < 0.5) {
        sign = -1;
        double s = sin(M_PI * x);
        result -= M_PI * M_PI / (s * s);
        x = 1 - x;
    }
    for (int i = 0; i < 6; i++) {
        result += 1 / (x * x);
        x += 1;
    }
    double z = 1 / (x * x);
    result += (1 + 1 / (2 * x) + z * (1.0 / 6 - z * (1.0 / 30 - z * (1.0 / 42 - z * (1.0 / 30))))) / x;
    return sign * result;
}

double nbs_lgamma(double x) {
    int sign;
    return lgamma_r(x, &sign);
}

double nbs_pow(double x, double y) { return pow(x, y); }
