// Rare functions in double.
#pragma once
double nbs_erfinv(double x);
double nbs_digamma(double x);
double nbs_trigamma(double x);
double nbs_lgamma(double x);
