#include "include/nbs_text.h"
#include <stdio.h>

#pragma clang diagnostic ignored "-Wformat-nonliteral"

int nbs_format_double(char *buffer, int size, const char *format, int precision, double value) {
    return precision < 0 ? snprintf(buffer, (size_t)size, format, value)
                         : snprintf(buffer, (size_t)size, format, precision, value);
}
