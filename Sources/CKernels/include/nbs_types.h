#pragma once
#include <stdint.h>
#include <stddef.h>

// In step with TensorCore's DType.
typedef enum : uint8_t {
    NBS_F32, NBS_F64, NBS_F16, NBS_BF16, NBS_I8, NBS_U8, NBS_I16, NBS_I32, NBS_I64, NBS_BOOL
} nbs_dtype;
// Of an element, in bytes.
static const uint8_t nbs_item_size[] = {4, 8, 2, 2, 1, 1, 2, 4, 8, 1};

// What a kernel answers: done, no such operation for the dtype, an integer division by zero, or no memory for its work.
enum { NBS_OK = 0, NBS_UNSUPPORTED = 1, NBS_ZERO_DIVISION = 2, NBS_NO_MEMORY = 4 };

// The loops below are compiled once for each of these instruction sets; the dynamic linker picks one.
#define NBS_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
// The clone for plain SSE2 and libm calls leave some of these loops scalar; that is meant.
#pragma clang diagnostic ignored "-Wpass-failed"
// In-place calls pass the same pointer twice, which is safe element by element but defeats the overlap check.
#define NBS_VECTOR _Pragma("clang loop vectorize(assume_safety)")
