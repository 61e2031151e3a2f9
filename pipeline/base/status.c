/* Statuses with their words, and the caller-owned error in which the first failure wins.
 *
 * Messages may hold pieces of input, so a message that is cut to fit is cut between
 * characters: it ends up in JSON, which must be valid UTF-8. */
#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *assay_status_code(enum assay_status status) {
    switch (status) {
#define X(name, code, words)                                                             \
    case ASSAY_##name:                                                                   \
        return code;
        ASSAY_STATUS_LIST(X)
#undef X
    }
    return "unknown";
}

const char *assay_status_words(enum assay_status status) {
    switch (status) {
#define X(name, code, words)                                                             \
    case ASSAY_##name:                                                                   \
        return words;
        ASSAY_STATUS_LIST(X)
#undef X
    }
    return "unknown status";
}

void error_clear(struct assay_error *error) {
    if (error == NULL)
        return;
    error->status = ASSAY_OK;
    error->place[0] = '\0';
    error->message[0] = '\0';
}

/* Removes the beginning of a UTF-8 character that was cut off at the end of a full array.
 */
static void cut_partial_character(char *text) {
    size_t size = strlen(text);
    size_t start = size;
    while (start > 0 && size - start < 3 &&
           ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0 || (unsigned char)text[start - 1] < 0xC0)
        return;
    unsigned char lead = (unsigned char)text[start - 1];
    size_t needed = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (size - (start - 1) < needed)
        text[start - 1] = '\0';
}

enum assay_status error_set(struct assay_error *error, enum assay_status status,
                            const char *place, const char *format, ...) {
    if (error == NULL || error->status != ASSAY_OK)
        return status;
    error->status = status;
    (void)snprintf(error->place, sizeof error->place, "%s", place == NULL ? "" : place);
    cut_partial_character(error->place);
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    cut_partial_character(error->message);
    return status;
}
