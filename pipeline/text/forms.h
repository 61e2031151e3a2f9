/* Forms: characters that look different and mean the same are folded to one.
 *
 * Full-width and ligature forms to plain letters, quotes to ' and ", bullets to U+2022,
 * spaces to a space, line breaks to \n, hyphens to -; zero-width characters go. Nothing
 * here depends on neighbours; what does (dashes, line ends) is in text/normal. */
#ifndef ASSAY_TEXT_FORMS_H
#define ASSAY_TEXT_FORMS_H

#include "base/span.h"

#define FORM_LENGTH_MAXIMUM 3

/* What a code point is folded to: `count` code points, 0 when it is removed. */
struct form {
    uint32_t count;
    uint32_t code_points[FORM_LENGTH_MAXIMUM];
};

/* False if the code point (0x80 or above) stands for itself. */
bool form_of(uint32_t code_point, struct form *form);

#endif
