#pragma once
// Numbers as text, by C's formats (Python's and C++'s agree with them).

// snprintf(buffer, size, format, precision, value); `format` uses `.*` unless precision is negative. Returns the length.
int nbs_format_double(char *buffer, int size, const char *format, int precision, double value);
