/* Status and failure: how every fallible function reports.
 *
 * A function that can fail returns an `enum assay_status`; where there is more to say it
 * takes a `struct assay_error *`, owned by the caller, in which the first error wins. */
#ifndef ASSAY_BASE_STATUS_H
#define ASSAY_BASE_STATUS_H

#include "assay.h"

/* Makes `error` say "no error". */
void error_clear(struct assay_error *error);

/* Records a failure unless one is recorded already, and returns its status so that
 * callers can write `return error_set(...)`. `place` may be NULL; `error` may be NULL. */
enum assay_status error_set(struct assay_error *error, enum assay_status status,
                            const char *place, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

#endif
