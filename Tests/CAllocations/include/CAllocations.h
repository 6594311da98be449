#ifndef CALLOCATIONS_H
#define CALLOCATIONS_H

/// How often the calling thread has asked for memory since it began. Linking this target puts a
/// counter before the C library's allocator.
unsigned long callocations_count(void);

#endif
