/* What the options of summary do: which articles, by which period, how many. */
#include "cli/options_table.h"

#include <errno.h>
#include <stdlib.h>

static const unsigned long long TOP_MAXIMUM = 1000000000;

bool take_by(struct options *options, const char *value) {
    for (int unit = PERIOD_DAY; unit <= PERIOD_MONTH; unit++) {
        if (strcmp(value, period_unit_word((enum period_unit)unit)) == 0) {
            options->by = (enum period_unit)unit;
            return true;
        }
    }
    fprintf(stderr, "assay: --by must be day, week or month, not %s\n", value);
    return false;
}

static bool take_day(int32_t *day, const char *option, const char *value) {
    *day = strlen(value) == 10 ? day_of_text(slice_from_string(value)) : PERIOD_NONE;
    if (*day == PERIOD_NONE) {
        fprintf(stderr, "assay: --%s must be a day such as 2025-12-11, not %s\n", option,
                value);
    }
    return *day != PERIOD_NONE;
}

bool take_from(struct options *options, const char *value) {
    return take_day(&options->from, "from", value);
}

bool take_to(struct options *options, const char *value) {
    return take_day(&options->to, "to", value);
}

bool take_top(struct options *options, const char *value) {
    char *end = NULL;
    errno = 0;
    unsigned long long number = strtoull(value, &end, 10);
    if (errno != 0 || end == value || *end != '\0' || *value < '0' || *value > '9' ||
        number > TOP_MAXIMUM) {
        fprintf(stderr, "assay: --top must be a number from 0 (all), not %s\n", value);
        return false;
    }
    options->top = (size_t)number;
    return true;
}
