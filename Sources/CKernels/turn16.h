// 16 x 16 floats turned in registers; AVX-512 only.
#pragma once
#include "avx512.h"

// Rows of 16 become columns.
INLINE void turn16(__m512 *x) {
    __m512 a[16], b[16];
    UNROLL for (int i = 0; i < 16; i += 2) {
        a[i] = _mm512_unpacklo_ps(x[i], x[i + 1]);
        a[i + 1] = _mm512_unpackhi_ps(x[i], x[i + 1]);
    }
#define PAIR(name, p, q) _mm512_castpd_ps(name(_mm512_castps_pd(p), _mm512_castps_pd(q)))
    UNROLL for (int i = 0; i < 16; i += 4) {
        b[i] = PAIR(_mm512_unpacklo_pd, a[i], a[i + 2]);
        b[i + 1] = PAIR(_mm512_unpackhi_pd, a[i], a[i + 2]);
        b[i + 2] = PAIR(_mm512_unpacklo_pd, a[i + 1], a[i + 3]);
        b[i + 3] = PAIR(_mm512_unpackhi_pd, a[i + 1], a[i + 3]);
    }
    UNROLL for (int i = 0; i < 4; i++) {
        a[i] = _mm512_shuffle_f32x4(b[i], b[i + 4], 0x88);
        a[i + 4] = _mm512_shuffle_f32x4(b[i], b[i + 4], 0xDD);
        a[i + 8] = _mm512_shuffle_f32x4(b[i + 8], b[i + 12], 0x88);
        a[i + 12] = _mm512_shuffle_f32x4(b[i + 8], b[i + 12], 0xDD);
    }
    UNROLL for (int i = 0; i < 4; i++) {
        x[i] = _mm512_shuffle_f32x4(a[i], a[i + 8], 0x88);
        x[i + 8] = _mm512_shuffle_f32x4(a[i], a[i + 8], 0xDD);
        x[i + 4] = _mm512_shuffle_f32x4(a[i + 4], a[i + 12], 0x88);
        x[i + 12] = _mm512_shuffle_f32x4(a[i + 4], a[i + 12], 0xDD);
    }
}
#undef PAIR
