#pragma once
// What the machine can do at the moment, on all its cores: the benchmark sets its rows beside it.

// Seconds that `count` float32 multiply-adds take when nothing but them is done, in registers.
double limits_products(double count);
// Seconds that reading and writing so many floats takes, the buffers as large as that; NaN without the memory for them.
double limits_stream(long read, long written);
