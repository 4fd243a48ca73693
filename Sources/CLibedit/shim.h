// libedit's setters are variadic, which Swift cannot call: one static inline wrapper per argument shape.
#include <histedit.h>
