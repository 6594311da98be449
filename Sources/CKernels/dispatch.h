/* Which instruction set the kernels use. Private to this module. */
#ifndef CKERNELS_DISPATCH_H
#define CKERNELS_DISPATCH_H

enum ckernels_level { CKERNELS_SCALAR, CKERNELS_AVX2, CKERNELS_AVX512 };

/* Asked by each constructor; cheap enough not to be kept. */
enum ckernels_level ckernels_level(void);

#endif
