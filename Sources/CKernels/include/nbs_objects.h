#pragma once
#include <stddef.h>
#include <stdint.h>

// What release builds call instead of some functions of Swift's runtime (nbs_objects.c). An object is a pointer to its type and a
// word of counts, with what it holds behind.
struct nbs_object;
struct nbs_object *__wrap_swift_nonatomic_retain(struct nbs_object *object);
void __wrap_swift_nonatomic_release(struct nbs_object *object);
// The same for references that carry bits besides the address.
struct nbs_object *__wrap_swift_nonatomic_bridgeObjectRetain(struct nbs_object *object);
void __wrap_swift_nonatomic_bridgeObjectRelease(struct nbs_object *object);
struct nbs_object *__wrap_swift_allocObject(const void *type, size_t bytes, size_t alignment_mask);
void __wrap_swift_deallocClassInstance(struct nbs_object *object, size_t bytes, size_t alignment_mask);
