#pragma once
// Types and constants only: the library itself is opened at run time (TensorCore/OpenBLAS.swift), so it is not linked and
// pkg-config, which would link it, is not asked where Debian and Fedora keep the header.
#if __has_include(<openblas-pthread/cblas.h>)
#include <openblas-pthread/cblas.h>
#elif __has_include(<openblas/cblas.h>)
#include <openblas/cblas.h>
#else
#include <cblas.h>
#endif
