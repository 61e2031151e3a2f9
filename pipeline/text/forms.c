/* The table of forms: ranges of code points, sorted, each with what it becomes. */
#include "text/forms.h"

enum form_kind {
    FORM_TO,     /* every code point becomes `to` */
    FORM_SHIFT,  /* the first becomes `to`, the next `to` + 1, ... */
    FORM_REMOVE, /* every code point is removed */
    FORM_TWICE,  /* becomes `to` twice */
    FORM_LETTERS /* becomes the letters of ligatures[to] */
};

struct form_range {
    uint32_t first, last;
    enum form_kind kind;
    uint32_t to;
};

static const struct form ligatures[] = {
    {2, {'f', 'f'}},      {2, {'f', 'i'}}, {2, {'f', 'l'}}, {3, {'f', 'f', 'i'}},
    {3, {'f', 'f', 'l'}}, {2, {'s', 't'}}, {2, {'s', 't'}}};

#define BULLET 0x2022

/* clang-format off */
static const struct form_range ranges[] = {
    {0x85, 0x85, FORM_TO, '\n'},        /* next line */
    {0xA0, 0xA0, FORM_TO, ' '},         /* no-break space */
    {0xAB, 0xAB, FORM_TO, '"'},         /* left guillemet */
    {0xAD, 0xAD, FORM_REMOVE, 0},       /* soft hyphen */
    {0xB4, 0xB4, FORM_TO, '\''},        /* acute accent, typed as an apostrophe */
    {0xBB, 0xBB, FORM_TO, '"'},         /* right guillemet */
    {0x2BB, 0x2BD, FORM_TO, '\''},      /* modifier letter commas: okina, apostrophe */
    {0x34F, 0x34F, FORM_REMOVE, 0},     /* combining grapheme joiner */
    {0x61C, 0x61C, FORM_REMOVE, 0},     /* Arabic letter mark */
    {0x1680, 0x1680, FORM_TO, ' '},     /* ogham space */
    {0x180E, 0x180E, FORM_REMOVE, 0},   /* Mongolian vowel separator */
    {0x2000, 0x200A, FORM_TO, ' '},     /* en quad to hair space */
    {0x200B, 0x200F, FORM_REMOVE, 0},   /* zero-width space, joiners, direction marks */
    {0x2010, 0x2012, FORM_TO, '-'},     /* hyphen, no-break hyphen, figure dash */
    {0x2015, 0x2015, FORM_TO, 0x2014},  /* horizontal bar: an em dash */
    {0x2018, 0x201B, FORM_TO, '\''},    /* single quotes */
    {0x201C, 0x201F, FORM_TO, '"'},     /* double quotes */
    {0x2022, 0x2023, FORM_TO, BULLET},
    {0x2028, 0x2028, FORM_TO, '\n'},    /* line separator */
    {0x2029, 0x2029, FORM_TWICE, '\n'}, /* paragraph separator */
    {0x202A, 0x202E, FORM_REMOVE, 0},   /* direction embedding */
    {0x202F, 0x202F, FORM_TO, ' '},     /* narrow no-break space */
    {0x2032, 0x2032, FORM_TO, '\''},    /* prime */
    {0x2033, 0x2033, FORM_TO, '"'},     /* double prime */
    {0x2039, 0x203A, FORM_TO, '\''},    /* single guillemets */
    {0x2043, 0x2043, FORM_TO, BULLET},
    {0x205F, 0x205F, FORM_TO, ' '},
    {0x2060, 0x2064, FORM_REMOVE, 0},   /* word joiner, invisible operators */
    {0x2066, 0x206F, FORM_REMOVE, 0},   /* direction isolates */
    {0x2212, 0x2212, FORM_TO, '-'},     /* minus */
    {0x2219, 0x2219, FORM_TO, BULLET},
    {0x25A0, 0x25A0, FORM_TO, BULLET},
    {0x25AA, 0x25AB, FORM_TO, BULLET},
    {0x25B8, 0x25B8, FORM_TO, BULLET},
    {0x25BA, 0x25BA, FORM_TO, BULLET},
    {0x25C6, 0x25C6, FORM_TO, BULLET},
    {0x25CB, 0x25CB, FORM_TO, BULLET},
    {0x25CF, 0x25CF, FORM_TO, BULLET},
    {0x25E6, 0x25E6, FORM_TO, BULLET},
    {0x2756, 0x2756, FORM_TO, BULLET},
    {0x275B, 0x275C, FORM_TO, '\''},
    {0x275D, 0x275E, FORM_TO, '"'},
    {0x27A4, 0x27A4, FORM_TO, BULLET},
    {0x3000, 0x3000, FORM_TO, ' '},     /* ideographic space */
    {0x301D, 0x301F, FORM_TO, '"'},
    {0xF0A7, 0xF0A7, FORM_TO, BULLET},  /* what word processors paste from symbol fonts */
    {0xF0B7, 0xF0B7, FORM_TO, BULLET},
    {0xFB00, 0xFB06, FORM_LETTERS, 0},
    {0xFE00, 0xFE0F, FORM_REMOVE, 0},   /* variation selectors */
    {0xFE58, 0xFE58, FORM_TO, 0x2014},
    {0xFE63, 0xFE63, FORM_TO, '-'},
    {0xFEFF, 0xFEFF, FORM_REMOVE, 0},   /* BOM */
    {0xFF01, 0xFF5E, FORM_SHIFT, '!'},  /* full-width ASCII */
    {0xFFE0, 0xFFE1, FORM_SHIFT, 0xA2}, /* full-width cent, pound */
    {0xFFE5, 0xFFE5, FORM_TO, 0xA5},    /* full-width yen */
    {0xFFE6, 0xFFE6, FORM_TO, 0x20A9},  /* full-width won */
    {0xE0001, 0xE007F, FORM_REMOVE, 0}, /* tags */
    {0xE0100, 0xE01EF, FORM_REMOVE, 0}, /* variation selectors */
};
/* clang-format on */

static const struct form_range *find(uint32_t code_point) {
    size_t low = 0, high = sizeof ranges / sizeof ranges[0];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ranges[middle].last < code_point)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == sizeof ranges / sizeof ranges[0] || ranges[low].first > code_point)
        return NULL;
    return &ranges[low];
}

bool form_of(uint32_t code_point, struct form *form) {
    const struct form_range *range = find(code_point);
    if (range == NULL)
        return false;
    uint32_t offset = code_point - range->first;
    switch (range->kind) {
    case FORM_TO:
        *form = (struct form){1, {range->to}};
        break;
    case FORM_SHIFT:
        *form = (struct form){1, {range->to + offset}};
        break;
    case FORM_REMOVE:
        *form = (struct form){0};
        break;
    case FORM_TWICE:
        *form = (struct form){2, {range->to, range->to}};
        break;
    case FORM_LETTERS:
        *form = ligatures[range->to + offset];
        break;
    }
    return true;
}
