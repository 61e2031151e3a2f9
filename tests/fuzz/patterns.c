#include "patterns.h"

const struct slice pattern_types[PATTERN_TYPES] = {{"nation", 6}, {"mineral", 7}};

const struct variant variants[VARIANTS] = {
    {TYPE_NATION, "KOR", "name"},      {TYPE_NATION, "KOR", ""},
    {TYPE_NATION, "", "name"},         {TYPE_NATION, "", ""},
    {TYPE_MINERAL, "gallium", "name"}, {TYPE_MINERAL, "gallium", ""},
    {TYPE_MINERAL, "", "name"},        {TYPE_MINERAL, "", ""},
};

enum { DEEPEST = 4, LONGEST = 400, COUNT_MASK = 3 };

static const char *const atoms[] = {
    "a",
    "b",
    "ab",
    "ba",
    "c",
    "k",
    "s",
    "K",
    "S",
    "i",
    "\u0131",
    "\u017F",
    "\u212A",
    "\u00DF",
    "\u1E9E",
    "\u03C3",
    "\u03C2",
    "e\u0301",
    " ",
    "-",
    "\\s",
    "\\h",
    "\\R",
    "\\d",
    ".",
    "\\w",
    "\\W",
    "\\b",
    "\\B",
    "^",
    "$",
    "\\A",
    "\\z",
    "\\Z",
    "[ab]",
    "[^a]",
    "[ -]",
    "[a-c]",
    "[kK]",
    "[\\d,]",
    "[[:alpha:]]",
    "[A-Z]",
    "[0-9]",
    "[]a]",
    "[-s]",
    "\\p{Lu}",
    "\\p{Sc}",
    "\\p{Nd}",
    "\\pL",
    "\\P{L}",
    "\\.",
    "\\-",
    "\\$",
    "$",
    "ban",
    "curb",
    "exports",
    "the ban",
    "rare",
    "earth",
    "\\x61",
    "\\141",
    "\\x{212A}",
    "\\N{U+73}",
    "\\o{141}",
    "\\cI",
    "\\Qa\\E",
    "\\Qab.\\E",
    "\\E",
    "\\Q\\E",
    "(?i)",
    "(?-i)",
    "(?s)",
    "(?x)",
    "#",
    "{nation}",
    "{nation:KOR}",
    "{mineral.name}",
    "{mineral}",
    "{gap:2}",
    "{gap:1}",
    "\\k<n>",
    "(?P=n)",
    "\\1",
    "\\g{-1}",
    "'",
    "\"",
    "\u20AC",
    "\u0301",
    "\u00A0",
    "\\X",
    "\\N",
    "\\H",
    "\\v",
    "(?^)",
    "(?#b)",
};
enum { ATOMS = sizeof atoms / sizeof *atoms };

static const char *const opens[] = {
    "(?:",  "(?:",    "(?:",  "(",     "(?<n>",   "(?<m>",   "(?'n'",   "(?P<n>",
    "(?>",  "(?=",    "(?!",  "(?<=",  "(?<!",    "(?|",     "(?i:",    "(?-i:",
    "(?x:", "(?s-i:", "(?^:", "(?(1)", "(?(?=a)", "(?(<n>)", "(?xx-s:", "(?n:",
};
enum { OPENS = sizeof opens / sizeof *opens };

static const char *const repeats[] = {"?",   "*",     "+",     "??",   "*?",
                                      "+?",  "?+",    "*+",    "++",   "{2}",
                                      "{0}", "{0,1}", "{1,3}", "{2,}", "{0,2}?"};
enum { REPEATS = sizeof repeats / sizeof *repeats };

static void make_list(struct input *input, struct buffer *out, int depth);

static void make_part(struct input *input, struct buffer *out, int depth) {
    uint8_t choice = take_byte(input);
    if (choice < ATOMS) {
        buffer_append_string(out, atoms[choice]);
    } else if (choice < 200 && depth < DEEPEST) {
        buffer_append_string(out, opens[choice % OPENS]);
        make_list(input, out, depth + 1);
        buffer_append_char(out, ')');
    } else {
        buffer_append_char(out, (char)('a' + choice % 4));
    }
    uint8_t repeat = take_byte(input);
    if (repeat >= 160) {
        buffer_append_string(out, repeats[repeat % REPEATS]);
    }
}

/* Mostly a few alternatives; sometimes enough of them to be factored. */
static void make_list(struct input *input, struct buffer *out, int depth) {
    uint8_t choice = take_byte(input);
    uint32_t count = choice >= 192 ? 5 + choice % 8u : 1 + choice % 3u;
    for (uint32_t i = 0; i < count && out->size < LONGEST; i++) {
        uint32_t parts = take_byte(input) & COUNT_MASK;
        if (i > 0) {
            buffer_append_char(out, '|');
        }
        for (uint32_t part = 0; part < parts; part++) {
            make_part(input, out, depth);
        }
    }
}

void make_pattern(struct input *input, struct buffer *out) { make_list(input, out, 0); }

static const char *const pieces[] = {
    "a",      "b",      "c",          "d",      "k",      "s",       "A",       "B",
    "K",      "S",      "i",          "I",      "\u0131", "\u0130",  "\u017F",  "\u212A",
    "\u00DF", "\u1E9E", "\u03C3",     "\u03C2", "\u03A3", "e",       "e\u0301", "\u00E9",
    " ",      "  ",     "-",          "\n",     "\t",     "\u00A0",  "\u2028",  "\u200B",
    ".",      ",",      "$",          "\u20AC", "'",      "\"",      "1",       "12",
    "\u0661", "_",      "ban",        "BAN",    "curb",   "exports", "the ",    "rare",
    "earth",  "\u0301", "\U0001F600", "\u05D0", "\\",     "(",       "ab",      "ba",
};
enum { PIECES = sizeof pieces / sizeof *pieces };

void make_subject(struct input *input, const uint32_t symbols[VARIANTS],
                  struct buffer *out) {
    while (input->size > 0 && out->size < LONGEST) {
        uint8_t choice = take_byte(input);
        if (choice == UINT8_MAX) {
            return;
        }
        if (choice < 32) {
            char bytes[4];
            buffer_append(out, bytes, utf8_encode(symbols[choice % VARIANTS], bytes));
        } else {
            buffer_append_string(out, pieces[choice % PIECES]);
        }
    }
}
