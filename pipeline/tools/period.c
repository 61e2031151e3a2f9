/* Days count from 1970-01-01, in the Gregorian calendar, as if it had always held. */
#include "tools/period.h"

#include <stdio.h>

struct civil {
    int32_t year, month, day; /* from 1 */
};

/* Years that begin in March make the leap day the last of its year. */
static int32_t day_of_civil(struct civil date) {
    int32_t year = date.year - (date.month <= 2 ? 1 : 0);
    int32_t era = (year >= 0 ? year : year - 399) / 400;
    int32_t of_era = year - era * 400;
    int32_t month = (date.month + 9) % 12;
    int32_t of_year = (153 * month + 2) / 5 + date.day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static struct civil civil_of_day(int32_t day) {
    int32_t shifted = day + 719468;
    int32_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
    int32_t of_era = shifted - era * 146097;
    int32_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int32_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int32_t month = (5 * of_year + 2) / 153;
    struct civil date = {year + era * 400, month < 10 ? month + 3 : month - 9,
                         of_year - (153 * month + 2) / 5 + 1};
    date.year += date.month <= 2 ? 1 : 0;
    return date;
}

static bool digits(struct slice text, size_t at, size_t count, int32_t *number) {
    *number = 0;
    for (size_t i = at; i < at + count; i++) {
        if (i >= text.size || text.data[i] < '0' || text.data[i] > '9') {
            return false;
        }
        *number = *number * 10 + (text.data[i] - '0');
    }
    return true;
}

int32_t day_of_text(struct slice date) {
    struct civil civil;
    if (date.size < 10 || date.data[4] != '-' || date.data[7] != '-' ||
        !digits(date, 0, 4, &civil.year) || !digits(date, 5, 2, &civil.month) ||
        !digits(date, 8, 2, &civil.day) || civil.month < 1 || civil.month > 12 ||
        civil.day < 1) {
        return PERIOD_NONE;
    }
    int32_t day = day_of_civil(civil);
    return civil_of_day(day).day == civil.day ? day : PERIOD_NONE; /* no 31st of June */
}

static int32_t floor_divide(int32_t number, int32_t by) {
    return (number >= 0 ? number : number - by + 1) / by;
}

int32_t period_of_day(int32_t day, enum period_unit unit) {
    if (unit == PERIOD_MONTH) {
        struct civil date = civil_of_day(day);
        return date.year * 12 + date.month - 1;
    }
    return unit == PERIOD_WEEK ? floor_divide(day + 3, 7)
                               : day; /* 1970 began on Thursday */
}

int32_t period_first_day(int32_t period, enum period_unit unit) {
    if (unit == PERIOD_MONTH) {
        int32_t year = floor_divide(period, 12);
        return day_of_civil((struct civil){year, period - year * 12 + 1, 1});
    }
    return unit == PERIOD_WEEK ? period * 7 - 3 : period;
}

const char *period_text(int32_t period, enum period_unit unit, char text[PERIOD_TEXT]) {
    struct civil date = civil_of_day(period_first_day(period, unit));
    if (unit == PERIOD_WEEK) {
        /* A week is of the year that its Thursday is in. */
        int32_t thursday = period_first_day(period, unit) + 3;
        date = civil_of_day(thursday);
        int32_t first = day_of_civil((struct civil){date.year, 1, 1});
        snprintf(text, PERIOD_TEXT, "%04d-W%02d", (int)(date.year % 10000),
                 (int)((thursday - first) / 7 + 1));
    } else if (unit == PERIOD_MONTH) {
        snprintf(text, PERIOD_TEXT, "%04d-%02d", (int)(date.year % 10000),
                 (int)date.month);
    } else {
        snprintf(text, PERIOD_TEXT, "%04d-%02d-%02d", (int)(date.year % 10000),
                 (int)date.month, (int)date.day);
    }
    return text;
}

const char *period_unit_word(enum period_unit unit) {
    static const char *const words[] = {"day", "week", "month"};
    return words[unit];
}
