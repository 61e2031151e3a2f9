/* Half surrogate pairs in escapes, which JSON allows and jansson refuses. */
#ifndef ASSAY_TOOLS_SURROGATES_H
#define ASSAY_TOOLS_SURROGATES_H

#include <stddef.h>

/* Turns each escape of half a pair into that of U+FFFD, in place and at the same length.
 */
void surrogates_mend(char *json, size_t size);

#endif
