// float16 and bfloat16 as bit patterns, rounded to nearest even: integer arithmetic only, so that loops vectorise.
#pragma once
#include <stdint.h>
#include <string.h>

static inline float bits_to_f32(uint32_t u) { float f; memcpy(&f, &u, 4); return f; }
static inline uint32_t f32_to_bits(float f) { uint32_t u; memcpy(&u, &f, 4); return u; }

static inline float bf16_to_f32(uint16_t h) { return bits_to_f32((uint32_t)h << 16); }
static inline uint16_t f32_to_bf16(float f) {
    uint32_t u = f32_to_bits(f);
    uint32_t rounded = (u + 0x7FFF + ((u >> 16) & 1)) >> 16;
    return f != f ? 0x7FC0 : (uint16_t)rounded;
}

static inline float f16_to_f32(uint16_t h) {
    uint32_t sign = (uint32_t)(h & 0x8000) << 16, body = (uint32_t)(h & 0x7FFF) << 13;
    // Denormals: the multiplication by 2^112 moves the exponent and normalises at once.
    float scaled = bits_to_f32(body) * 0x1p112f;
    uint32_t u = body >= 0x0F800000 ? (body + 0x70000000) : f32_to_bits(scaled);
    return bits_to_f32(sign | u);
}
static inline uint16_t f32_to_f16(float f) {
    uint32_t u = f32_to_bits(f), sign = (u >> 16) & 0x8000, body = u & 0x7FFFFFFF;
    // Below the smallest normal half the addition of 0.5 rounds at the denormals' last place.
    uint32_t denormal = f32_to_bits(bits_to_f32(body) + 0.5f) - 0x3F000000;
    uint32_t normal = (body - 0x38000000 + 0xFFF + ((body >> 13) & 1)) >> 13;
    uint32_t h = body < 0x38800000 ? denormal : normal;
    h = body >= 0x477FF000 ? 0x7C00 : h;
    h = body > 0x7F800000 ? 0x7E00 : h;
    return (uint16_t)(sign | h);
}
