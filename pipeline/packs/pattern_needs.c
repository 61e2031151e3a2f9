/* Sets of strings, needs and beginnings: what pattern_elements.c and pattern_sequences.c
 * work out, put together. */
#include "packs/pattern_needs.h"

#include "packs/automaton.h"

#include "text/unicode.h"

/* ---- Sets of strings ---- */

void strings_add(struct needs *needs, struct strings *set, struct slice text) {
    for (uint32_t i = 0; i < set->count; i++) {
        if (slice_equal(set->items[i], text)) {
            return;
        }
    }
    if (set->count == set->capacity) {
        uint32_t capacity = set->capacity == 0 ? 4 : set->capacity * 2;
        struct slice *items = arena_alloc_array(&needs->scratch, capacity, sizeof *items);
        if (items == NULL) {
            needs->out_of_memory = true;
            return;
        }
        for (uint32_t i = 0; i < set->count; i++) {
            items[i] = set->items[i];
        }
        set->items = items;
        set->capacity = capacity;
    }
    set->items[set->count++] = text;
}

static bool is_separator(const char *at, uint32_t *length) {
    uint32_t character = utf8_decode(at, length);
    return character == '-' || unicode_is_space(character);
}

static bool is_edge_mark(char byte) { return byte == EDGE_MARK[0]; }

bool string_is_empty(struct slice text) {
    for (size_t i = 0; i < text.size; i++) {
        if (!is_edge_mark(text.data[i])) {
            return false;
        }
    }
    return true;
}

/* White space, hyphens and edges at the ends: how much there is. */
static size_t loose_before(struct slice text) {
    size_t at = 0;
    uint32_t length = 1;
    while (at < text.size &&
           (is_edge_mark(text.data[at]) || is_separator(text.data + at, &length))) {
        at += is_edge_mark(text.data[at]) ? 1 : length;
    }
    return at;
}

static size_t loose_after(struct slice text) {
    size_t end = text.size;
    uint32_t length = 0;
    while (end > 0) {
        uint32_t last = utf8_before(text.data, (uint32_t)end);
        if (!is_edge_mark(text.data[last]) && !is_separator(text.data + last, &length)) {
            break;
        }
        end = last;
    }
    return text.size - end;
}

/* White space and hyphens at the ends say only that there is the edge of a word: the
 * automaton leaves them out. Edges inside say nothing. */
static struct slice strip(struct needs *needs, struct slice text) {
    size_t before = loose_before(text);
    if (before == text.size) {
        return (struct slice){"", 0};
    }
    size_t after = loose_after(text);
    struct slice inner = slice_of(text.data + before, text.size - before - after);
    char *bytes = arena_alloc(&needs->scratch, inner.size + 2);
    if (bytes == NULL) {
        needs->out_of_memory = true;
        return inner;
    }
    uint32_t length = 0;
    size_t size = 0;
    if (before > 0 && automaton_is_word(utf8_decode(inner.data, &length))) {
        bytes[size++] = EDGE_MARK[0];
    }
    for (size_t i = 0; i < inner.size; i++) {
        if (!is_edge_mark(inner.data[i])) {
            bytes[size++] = inner.data[i];
        }
    }
    uint32_t last = utf8_before(inner.data, (uint32_t)inner.size);
    if (after > 0 && automaton_is_word(utf8_decode(inner.data + last, &length))) {
        bytes[size++] = EDGE_MARK[0];
    }
    return slice_of(bytes, size);
}

struct literal literal_of(struct slice text) {
    struct literal literal = {text, 0};
    if (text.size > 0 && is_edge_mark(text.data[0])) {
        literal.edges |= EDGE_BEFORE;
        literal.text = slice_after(text, 1);
    }
    if (literal.text.size > 0 && is_edge_mark(text.data[text.size - 1])) {
        literal.edges |= EDGE_AFTER;
        literal.text.size--;
    }
    return literal;
}

struct literal *need_literals(const struct need *need, struct arena *arena) {
    struct literal *literals =
        arena_alloc_array(arena, need->literals.count, sizeof *literals);
    for (uint32_t i = 0; literals != NULL && i < need->literals.count; i++) {
        bool ok = false;
        literals[i] = literal_of(need->literals.items[i]);
        literals[i].text = arena_copy(arena, literals[i].text, &ok);
        if (!ok) {
            return NULL;
        }
    }
    return literals;
}

/* Where "curb" is sought, "curbs" and "curbed" need not be. */
static void leave_out_longer(struct strings *set) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        bool covered = false;
        for (uint32_t j = 0; j < set->count && !covered; j++) {
            covered = j != i && slice_contains(set->items[i], set->items[j]) &&
                      (set->items[j].size < set->items[i].size || j < i);
        }
        if (!covered) {
            set->items[kept++] = set->items[i];
        }
    }
    /* Covering is by strings that may themselves be covered, by ones that stay: nothing
     * is lost. */
    set->count = kept;
}

struct slice strings_join(struct needs *needs, struct slice a, struct slice b) {
    char *bytes = arena_alloc(&needs->scratch, a.size + b.size);
    if (bytes == NULL) {
        needs->out_of_memory = true;
        return a;
    }
    if (a.size > 0) {
        memcpy(bytes, a.data, a.size);
    }
    if (b.size > 0) {
        memcpy(bytes + a.size, b.data, b.size);
    }
    return slice_of(bytes, a.size + b.size);
}

/* ---- Needs ---- */

static bool holds_currency(struct slice text) {
    for (size_t at = 0; at < text.size;) {
        uint32_t length = 0;
        if (unicode_is_currency(utf8_decode(text.data + at, &length))) {
            return true;
        }
        at += length;
    }
    return false;
}

/* What an exact node needs: one of its strings; a currency sign is a class, rarer than
 * any short word. Nothing where one of them is empty but for separators. */
struct need need_of(struct needs *needs, const struct info *info) {
    struct need need = {.known = true};
    if (!info->exact) {
        return info->need;
    }
    for (uint32_t i = 0; i < info->strings.count; i++) {
        struct slice text = strip(needs, info->strings.items[i]);
        if (text.size == 0) {
            return (struct need){.known = false};
        }
        if (holds_currency(text)) {
            need.classes |= TRIGGER_CURRENCY;
        } else {
            strings_add(needs, &need.literals, text);
        }
    }
    leave_out_longer(&need.literals);
    return need;
}

bool need_equal(const struct need *a, const struct need *b) {
    if (a->known != b->known || a->classes != b->classes || a->types != b->types ||
        a->literals.count != b->literals.count) {
        return false;
    }
    for (uint32_t i = 0; i < a->literals.count; i++) {
        if (!slice_equal(a->literals.items[i], b->literals.items[i])) {
            return false;
        }
    }
    return true;
}

void need_row_add(const struct needs *needs, struct need_row *row,
                  const struct need *need) {
    uint32_t at = row->count;
    for (uint32_t i = 0; i < row->count; i++) {
        if (need_equal(&row->items[i], need)) {
            return;
        }
    }
    while (at > 0 && need_cost(needs, need) < need_cost(needs, &row->items[at - 1])) {
        at--;
    }
    if (!need->known || at == ROW_NEEDS) {
        return;
    }
    row->count += row->count < ROW_NEEDS ? 1 : 0;
    for (uint32_t i = row->count - 1; i > at; i--) {
        row->items[i] = row->items[i - 1];
    }
    row->items[at] = *need;
}

void need_row_add_all(const struct needs *needs, struct need_row *row,
                      const struct need_row *others) {
    for (uint32_t i = 0; i < others->count; i++) {
        need_row_add(needs, row, &others->items[i]);
    }
}

static void need_unite(struct needs *needs, struct need *need, const struct need *other) {
    need->known = need->known && other->known &&
                  need->literals.count + other->literals.count <= NEED_STRINGS;
    for (uint32_t i = 0; need->known && i < other->literals.count; i++) {
        strings_add(needs, &need->literals, other->literals.items[i]);
    }
    need->classes |= other->classes;
    need->types |= other->types;
}

struct need_row need_row_of(struct needs *needs, const struct info *info) {
    struct need_row row = info->exact ? (struct need_row){.count = 0} : info->row;
    struct need need = need_of(needs, info);
    need_row_add(needs, &row, &need);
    return row;
}

/* The best with the best, and so on: of either branch one of both is met. */
void need_row_unite(struct needs *needs, struct need_row *row,
                    const struct need_row *others) {
    struct need_row united = {.count = 0};
    for (uint32_t i = 0; i < row->count && i < others->count; i++) {
        need_unite(needs, &row->items[i], &others->items[i]);
        need_row_add(needs, &united, &row->items[i]);
    }
    *row = united;
}

/* ---- Beginnings ---- */

static void begin_with(struct needs *needs, struct beginning *begins,
                       const struct strings *strings) {
    begins->known =
        begins->known && begins->strings.count + strings->count <= NEED_STRINGS;
    for (uint32_t i = 0; begins->known && i < strings->count; i++) {
        if (string_is_empty(strings->items[i])) {
            begins->open = true;
        } else {
            strings_add(needs, &begins->strings, strings->items[i]);
        }
    }
}

struct beginning beginning_of(struct needs *needs, const struct info *info) {
    if (!info->exact) {
        return info->begins;
    }
    struct beginning begins = {.known = true};
    begin_with(needs, &begins, &info->strings);
    return begins;
}

/* What follows matters where what stands so far may be empty. */
void beginning_further(struct needs *needs, struct beginning *begins,
                       const struct info *next) {
    if (!begins->known || !begins->open) {
        return;
    }
    struct beginning more = beginning_of(needs, next);
    begins->open = more.open;
    begins->known = more.known;
    begins->classes |= more.classes;
    begins->types |= more.types;
    begin_with(needs, begins, &more.strings);
}

void beginning_unite(struct needs *needs, struct beginning *begins,
                     const struct beginning *other) {
    begins->known = begins->known && other->known;
    begins->open |= other->open;
    begins->classes |= other->classes;
    begins->types |= other->types;
    begin_with(needs, begins, &other->strings);
}

/* As triggers: where "curb" is sought, "curbs" need not be. The automaton leaves
 * separators at the ends out, so none may stand in front. */
struct need need_of_beginning(struct needs *needs, const struct beginning *begins) {
    struct need need = {.known = begins->known && !begins->open,
                        .classes = begins->classes,
                        .types = begins->types};
    struct strings stripped = {.count = 0};
    for (uint32_t i = 0; need.known && i < begins->strings.count; i++) {
        struct slice text = begins->strings.items[i];
        uint32_t length = 0;
        while (text.size > 0 && is_edge_mark(text.data[0])) {
            text = slice_after(text, 1);
        }
        need.known = !string_is_empty(text) && !is_separator(text.data, &length);
        if (need.known) {
            strings_add(needs, &stripped, strip(needs, begins->strings.items[i]));
        }
    }
    for (uint32_t i = 0; need.known && i < stripped.count; i++) {
        bool covered = false;
        for (uint32_t j = 0; j < stripped.count && !covered; j++) {
            covered = j != i && slice_starts_with(stripped.items[i], stripped.items[j]) &&
                      stripped.items[j].size < stripped.items[i].size;
        }
        if (!covered) {
            strings_add(needs, &need.literals, stripped.items[i]);
        }
    }
    return need;
}
