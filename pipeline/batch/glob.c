/* Patterns are matched by the usual way of going back to the last star; alternatives are
 * multiplied out when they are read. */
#include "batch/glob.h"

enum { ALTERNATIVES_MAXIMUM = 1000 };

/* ---- Fitting ---- */

/* The byte that a set may name, with its escape; moves on. */
static char set_byte(struct slice pattern, size_t *at) {
    if (pattern.data[*at] == '\\' && *at + 1 < pattern.size) {
        (*at)++;
    }
    return pattern.data[(*at)++];
}

/* The index behind the set that begins at `at`, or 0 where it has no end. */
static size_t set_end(struct slice pattern, size_t at) {
    size_t end = at + 1;
    if (end < pattern.size && (pattern.data[end] == '!' || pattern.data[end] == '^')) {
        end++;
    }
    for (size_t first = end; end < pattern.size; end++) {
        if (pattern.data[end] == ']' && end > first) {
            return end + 1;
        }
        end += pattern.data[end] == '\\' ? 1 : 0;
    }
    return 0;
}

static bool set_holds(struct slice pattern, size_t at, size_t end, char byte) {
    bool inverted = pattern.data[at + 1] == '!' || pattern.data[at + 1] == '^';
    bool found = false;
    at += inverted ? 2 : 1;
    while (at < end - 1) {
        unsigned char first = (unsigned char)set_byte(pattern, &at);
        unsigned char last = first;
        if (at + 1 < end - 1 && pattern.data[at] == '-') {
            at++;
            last = (unsigned char)set_byte(pattern, &at);
        }
        found |= first <= (unsigned char)byte && (unsigned char)byte <= last;
    }
    return found != inverted && byte != '/';
}

/* Does a wildcard of one byte, or a literal one, fit? Gives the index behind it, or 0. */
static size_t fit_one(struct slice pattern, size_t at, struct slice text, size_t place) {
    char byte = text.data[place];
    bool starts = place == 0 || text.data[place - 1] == '/';
    char wanted = pattern.data[at];
    if (wanted == '?') {
        return byte != '/' && !(starts && byte == '.') ? at + 1 : 0;
    }
    if (wanted == '[') {
        size_t end = set_end(pattern, at);
        bool fits = set_holds(pattern, at, end, byte) && !(starts && byte == '.');
        return fits ? end : 0;
    }
    if (wanted == '\\' && at + 1 < pattern.size) {
        at++;
    }
    return pattern.data[at] == byte ? at + 1 : 0;
}

static bool starts_hidden(struct slice text, size_t place) {
    return place < text.size && text.data[place] == '.' &&
           (place == 0 || text.data[place - 1] == '/');
}

/* A place to go back to: the stars so far took the text before `place`. */
struct star {
    size_t pattern, place;
    bool set, over_folders;
};

/* Lets the star take one more byte. */
static bool widen(struct star *star, struct slice text) {
    if (!star->set || star->place >= text.size || starts_hidden(text, star->place) ||
        (text.data[star->place] == '/' && !star->over_folders)) {
        return false;
    }
    star->place++;
    return true;
}

/* Reads a star at `at`: `**` with slashes or the ends around it goes over folders, and a
 * slash behind it belongs to it. */
static struct star read_star(struct slice pattern, size_t *at, size_t place) {
    size_t start = *at;
    while (*at < pattern.size && pattern.data[*at] == '*') {
        (*at)++;
    }
    bool over = *at - start >= 2 && (start == 0 || pattern.data[start - 1] == '/') &&
                (*at == pattern.size || pattern.data[*at] == '/');
    if (over && *at < pattern.size) {
        (*at)++;
    }
    return (struct star){*at, place, true, over};
}

/* After a `**` and its slash the rest must begin with a name. */
static bool at_name(struct slice pattern, const struct star *star, struct slice text) {
    return !star->over_folders || star->pattern == pattern.size || star->place == 0 ||
           text.data[star->place - 1] == '/';
}

bool glob_fits(struct slice pattern, struct slice text) {
    struct star near = {0};
    struct star far = {0}; /* the last `**` */
    size_t at = 0;
    size_t place = 0;
    for (;;) {
        size_t next = 0;
        if (at < pattern.size && pattern.data[at] == '*') {
            near = read_star(pattern, &at, place);
            far = near.over_folders ? near : far;
            continue;
        }
        if (at == pattern.size && place == text.size) {
            return true;
        }
        if (at < pattern.size && place < text.size) {
            next = fit_one(pattern, at, text, place);
        }
        if (next != 0) {
            at = next;
            place++;
            continue;
        }
        do {
            if (!widen(&near, text)) {
                if (!widen(&far, text)) {
                    return false;
                }
                near = far;
            }
            if (near.over_folders) {
                far = near;
            }
        } while (!at_name(pattern, &near, text));
        at = near.pattern;
        place = near.place;
    }
}

/* ---- Reading patterns ---- */

/* Finds the first `{`, its `}` and says where the alternatives part. False without one.
 */
static bool find_braces(struct slice pattern, size_t *open, size_t *close) {
    bool found = false;
    for (size_t i = 0; i < pattern.size; i++) {
        if (pattern.data[i] == '\\') {
            i++;
        } else if (pattern.data[i] == '{') {
            *open = i;
            found = true;
        } else if (pattern.data[i] == '}' && found) {
            *close = i;
            return true;
        }
    }
    return false;
}

static const char too_many[] = "has too many alternatives";

/* What is wrong with a pattern whose braces are multiplied out: before that a set could
 * reach over them. */
static const char *problem_of(struct slice pattern) {
    for (size_t i = 0; i < pattern.size; i++) {
        if (pattern.data[i] == '\\') {
            i++;
        } else if (pattern.data[i] == '[') {
            size_t end = set_end(pattern, i);
            if (end == 0) {
                return "has a [ without its ]; write \\[ for the character";
            }
            i = end - 1;
        } else if (pattern.data[i] == '{') {
            return "has a { without its }; write \\{ for the character";
        }
    }
    return NULL;
}

/* Adds a pattern without braces. NULL, or what is wrong. */
static const char *add_one(struct globs *globs, struct slice pattern, bool leaves_out) {
    const char *problem = problem_of(pattern);
    struct glob *glob = problem == NULL ? LIST_PUSH(&globs->arena, &globs->list) : NULL;
    if (glob == NULL || globs->list.count > ALTERNATIVES_MAXIMUM) {
        return problem != NULL ? problem : too_many;
    }
    bool rooted = pattern.size > 0 && pattern.data[0] == '/';
    bool folder = pattern.size > 1 && pattern.data[pattern.size - 1] == '/';
    struct slice inner = slice_of(pattern.data + rooted, pattern.size - rooted - folder);
    *glob = (struct glob){inner, leaves_out,
                          rooted || memchr(inner.data, '/', inner.size) != NULL};
    bool hidden = inner.size > 0 && inner.data[0] == '.';
    globs->hidden |=
        !leaves_out && (hidden || slice_contains(inner, SLICE_LITERAL("/.")) ||
                        slice_contains(inner, SLICE_LITERAL("\\.")));
    globs->chooses |= !leaves_out;
    return NULL;
}

/* Adds a pattern with its first braces multiplied out, and so on. */
static const char *add(struct globs *globs, struct slice pattern, bool leaves_out) {
    size_t open = 0;
    size_t close = 0;
    if (!find_braces(pattern, &open, &close)) {
        return add_one(globs, pattern, leaves_out);
    }
    size_t start = open + 1;
    for (size_t i = start; i <= close; i++) {
        if (i < close && pattern.data[i] != ',') {
            continue;
        }
        size_t rest = pattern.size - close - 1;
        char *whole = arena_alloc(&globs->arena, pattern.size);
        if (whole == NULL) {
            return too_many;
        }
        memcpy(whole, pattern.data, open);
        memcpy(whole + open, pattern.data + start, i - start);
        memcpy(whole + open + (i - start), pattern.data + close + 1, rest);
        const char *problem =
            add(globs, slice_of(whole, open + (i - start) + rest), leaves_out);
        if (problem != NULL) {
            return problem;
        }
        start = i + 1;
    }
    return NULL;
}

bool globs_init(struct globs *globs, const char *const *patterns, size_t count,
                struct assay_error *error) {
    *globs = (struct globs){0};
    arena_init(&globs->arena);
    for (size_t i = 0; i < count; i++) {
        struct slice pattern = slice_from_string(patterns[i]);
        bool leaves_out = pattern.size > 0 && pattern.data[0] == '!';
        pattern = slice_after(pattern, leaves_out);
        const char *problem =
            pattern.size == 0 ? "is empty" : add(globs, pattern, leaves_out);
        if (problem != NULL) {
            error_set(error, ASSAY_USAGE, NULL, "--glob '%s' %s", patterns[i], problem);
            return false;
        }
    }
    return true;
}

void globs_deinit(struct globs *globs) { arena_deinit(&globs->arena); }

/* ---- Asking ---- */

static struct slice last_name(struct slice path) {
    size_t start = path.size;
    while (start > 0 && path.data[start - 1] != '/') {
        start--;
    }
    return slice_after(path, start);
}

/* The last pattern that fits: 1 takes, -1 leaves out, 0 none. */
static int decide(const struct globs *globs, struct slice path) {
    struct slice name = last_name(path);
    for (size_t i = globs->list.count; i > 0; i--) {
        const struct glob *glob = &globs->list.items[i - 1];
        if (glob_fits(glob->pattern, glob->whole_path ? path : name)) {
            return glob->leaves_out ? -1 : 1;
        }
    }
    return 0;
}

static bool is_hidden(struct slice path) {
    struct slice name = last_name(path);
    return name.size > 0 && name.data[0] == '.';
}

bool globs_take(const struct globs *globs, struct slice path) {
    int decision = decide(globs, path);
    return decision > 0 || (decision == 0 && !globs->chooses && !is_hidden(path));
}

bool globs_enter(const struct globs *globs, struct slice path) {
    return decide(globs, path) >= 0 && (globs->hidden || !is_hidden(path));
}
