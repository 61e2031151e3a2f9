/* Days, weeks and months as numbers that follow each other. Weeks are those of ISO 8601.
 */
#ifndef ASSAY_TOOLS_PERIOD_H
#define ASSAY_TOOLS_PERIOD_H

#include "base/span.h"

enum period_unit { PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH };

#define PERIOD_NONE INT32_MIN

enum { PERIOD_TEXT = 40 };

/* The day of "2025-12-11" (what comes behind is not looked at), or PERIOD_NONE. */
int32_t day_of_text(struct slice date);

/* The period that a day is in, and the first day of a period. */
int32_t period_of_day(int32_t day, enum period_unit unit);
int32_t period_first_day(int32_t period, enum period_unit unit);

/* "2025-12-11", "2025-W50", "2025-12"; gives `text`. */
const char *period_text(int32_t period, enum period_unit unit, char text[PERIOD_TEXT]);

const char *period_unit_word(enum period_unit unit);

#endif
