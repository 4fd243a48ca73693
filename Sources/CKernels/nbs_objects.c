#include "small_blocks.h"
#include "include/nbs_objects.h"

// What Swift's runtime does for objects all the time, the short way. A quarter of a small step was making, counting and dropping
// them: the runtime asks first whether somebody has replaced its functions, and counts in twenty instructions what takes
// eight. Release builds send the calls here (`--wrap` in Package.swift); whatever is not plain goes on to the runtime.
//
// An object begins with its type and a word of counts: bit 63 says that the word means something else (an object that lives for
// ever, or one with weak references), bits 33 to 62 count strong references beyond the first, bit 32 is set while the
// object goes away, bits 1 to 31 count unowned references, and bit 0 says that no other language looks after it. Swift's
// sources have it in RefCount.h; ObjectCountTests holds the runtime at hand against it.

typedef struct nbs_object { const void *type; uint64_t counts; } object;

#define ONE_STRONG ((uint64_t)1 << 33)
#define GOING ((uint64_t)1 << 32)
// One strong reference, one unowned one, which is the object's own.
#define FRESH ((uint64_t)3)
// The lower half of what lives for ever.
#define FOR_EVER UINT32_MAX
// In a reference that may carry something besides, as those to arrays and texts do, the bits that are the address; the sign stays,
// which tells values that are no reference at all.
#define ADDRESS ((intptr_t)0x80fffffffffffff9)

// Where nothing is wrapped, as in tests, the runtime's functions have their own names.
#define RUNTIME(result, name, ...) \
    extern result __real_##name(__VA_ARGS__) __attribute__((weak)); \
    extern result name(__VA_ARGS__) __attribute__((weak));
#define CALL(name, ...) (__real_##name ? __real_##name(__VA_ARGS__) : name(__VA_ARGS__))
RUNTIME(object *, swift_nonatomic_retain, object *)
RUNTIME(void, swift_nonatomic_release, object *)
RUNTIME(object *, swift_allocObject, const void *, size_t, size_t)
RUNTIME(void, swift_deallocClassInstance, object *, size_t, size_t)
// Not to be had from a runtime that is a library of its own.
extern void _swift_release_dealloc(object *) __attribute__((weak));

static inline void retain(object *o) {
    // Nothing, or a value that has the sign bit set.
    if ((intptr_t)o <= 0) return;
    const uint64_t more = o->counts + ONE_STRONG;
    if (__builtin_expect((int64_t)more >= 0, 1)) {
        o->counts = more;
    } else if ((uint32_t)more != FOR_EVER) {
        CALL(swift_nonatomic_retain, o);
    }
}
static inline void release(object *o) {
    if ((intptr_t)o <= 0) return;
    const uint64_t counts = o->counts;
    if ((int64_t)counts >= (int64_t)ONE_STRONG) {
        o->counts = counts - ONE_STRONG;
    } else if (__builtin_expect(counts == FRESH && _swift_release_dealloc, 1)) {
        o->counts = counts | GOING;
        _swift_release_dealloc(o);
    } else if ((uint32_t)counts != FOR_EVER) {
        CALL(swift_nonatomic_release, o);
    }
}

object *__wrap_swift_nonatomic_retain(object *o) {
    retain(o);
    return o;
}
void __wrap_swift_nonatomic_release(object *o) { release(o); }

object *__wrap_swift_nonatomic_bridgeObjectRetain(object *o) {
    retain((object *)((intptr_t)o & ADDRESS));
    return o;
}
void __wrap_swift_nonatomic_bridgeObjectRelease(object *o) { release((object *)((intptr_t)o & ADDRESS)); }

object *__wrap_swift_allocObject(const void *type, size_t bytes, size_t alignment_mask) {
#ifdef NBS_SMALL_BLOCKS
    object *made = __builtin_expect(bytes - 1 < MOST && alignment_mask < STEP, 1) ? take_freed((bytes + STEP - 1) / STEP) : NULL;
    if (__builtin_expect(made != NULL, 1)) {
        *made = (object){type, FRESH};
        return made;
    }
#endif
    return CALL(swift_allocObject, type, bytes, alignment_mask);
}

void __wrap_swift_deallocClassInstance(object *o, size_t bytes, size_t alignment_mask) {
#ifdef NBS_SMALL_BLOCKS
    if (__builtin_expect(o->counts == (FRESH | GOING), 1)) {
        drop_block(o);
        return;
    }
#endif
    CALL(swift_deallocClassInstance, o, bytes, alignment_mask);
}
