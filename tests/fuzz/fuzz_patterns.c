/* A pattern as the loader treats it beside the same pattern as PCRE2 alone reads it, both
 * over the same subjects. The first byte chooses; then follow a pattern and subjects, as
 * they are (lines of it) or made from the bytes.
 *
 * No callout gets through what is refused: where our reading of a pattern and PCRE2's
 * part, one could. Where the plain pattern is one, the expanded and factored one is, and
 * both match at the same places with the same captures; what matches holds one of the
 * triggers, and begins where the loader says that matches begin. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "patterns.h"

#include <pcre2.h>

#include "packs/automaton.h"
#include "packs/pattern_tokens.h"
#include "packs/sieve.h"
#include "stages/work.h"

enum { EXACT_CASE = 1, STARTS = 2, AS_IT_IS = 4, SUBJECTS = 6, MATCHES = 20 };
enum { MATCH_STEPS = 5000, CODES = 2, SUBJECT_BYTES = 1 << 14 };

struct trial {
    struct arena arena;
    struct pattern pattern;
    struct symbols symbols;
    uint32_t variant_symbols[VARIANTS];
    struct automaton automaton;
    pcre2_code *codes[CODES]; /* plain; as the loader made it */
    pcre2_match_data *data[CODES];
    pcre2_match_context *limits;
    struct sieve_codes sieve_codes;
    struct sieve_room room;
    struct sieve *sieve; /* NULL: the pattern is beyond one */
    struct leads leads;
    bool has_leads;
    const uint32_t *places; /* where matches may begin in the subject */
    uint32_t place_count;
    bool has_places;
};

static const struct pattern_context *context_of(struct trial *trial) {
    static struct pattern_context context;
    context = (struct pattern_context){
        .types = pattern_types, .type_count = PATTERN_TYPES, .arena = &trial->arena};
    return &context;
}

/* ---- The plain pattern ---- */

static void append_character(struct buffer *out, uint32_t character) {
    char bytes[4];
    buffer_append(out, bytes, utf8_encode(character, bytes));
}

static void append_atom(const struct trial *trial, struct slice inner,
                        struct buffer *out) {
    buffer_append_string(out, "(?-i:[");
    for (int i = 0; i < VARIANTS; i++) {
        char with_id[64], with_class[64];
        struct slice type = pattern_types[variants[i].type];
        snprintf(with_id, sizeof with_id, "%s:%s", type.data, variants[i].id);
        snprintf(with_class, sizeof with_class, "%s.%s", type.data, variants[i].class);
        if (slice_equal(inner, type) || slice_is(inner, with_id) ||
            slice_is(inner, with_class)) {
            append_character(out, trial->variant_symbols[i]);
        }
    }
    buffer_append_string(out, "\xEE\x80\x80])"); /* a character that stands nowhere */
}

static void append_plain(const struct trial *trial, struct slice inserted,
                         struct buffer *out) {
    for (struct token token = token_next(inserted, 0); token.kind != TOKEN_END;
         token = token_next(inserted, token.end)) {
        struct slice text = token_text(inserted, token);
        uint32_t at = 5; /* behind "{gap:" */
        if (token.kind == TOKEN_ATOM) {
            append_atom(trial, slice_of(text.data + 1, text.size - 2), out);
        } else if (token.kind == TOKEN_GAP) {
            buffer_append_string(out, "(?-i:[^\\s\\x{3400}-\\x{4DBF}]+ ){0,");
            buffer_append_number(out, token_number(text, &at));
            buffer_append_string(out, "}?");
        } else {
            buffer_append_slice(out, text);
        }
    }
}

static pcre2_code *compile(struct slice text, bool exact) {
    int problem = 0;
    size_t place = 0;
    return pcre2_compile((PCRE2_SPTR)text.data, text.size,
                         PCRE2_UTF | PCRE2_UCP | PCRE2_DUPNAMES |
                             PCRE2_NEVER_BACKSLASH_C | (exact ? 0 : PCRE2_CASELESS),
                         &problem, &place, NULL);
}

/* ---- The pattern as loaded ---- */

static bool prepare_symbols(struct trial *trial, struct slice inserted) {
    static struct atom atoms[32];
    uint32_t count = 0, offset = 0;
    if (pattern_atoms(context_of(trial), inserted, atoms, &count, 32, &offset, NULL) !=
        ASSAY_OK) {
        return false;
    }
    require(symbols_init(&trial->symbols, atoms, count, PATTERN_TYPES, NULL) == ASSAY_OK);
    for (int i = 0; i < VARIANTS; i++) {
        trial->variant_symbols[i] = symbols_of(&trial->symbols, variants[i].type,
                                               slice_from_string(variants[i].id),
                                               slice_from_string(variants[i].class));
    }
    return true;
}

static void build_automaton(struct trial *trial) {
    struct automaton_builder *builder = automaton_builder_new();
    require(builder != NULL);
    for (uint32_t i = 0; i < trial->pattern.trigger_literal_count; i++) {
        uint32_t number = 0;
        require(automaton_add(builder, trial->pattern.trigger_literals[i].text,
                              &number) == ASSAY_OK);
    }
    require(automaton_build(builder, &trial->arena, &trial->automaton) == ASSAY_OK);
    automaton_builder_free(builder);
}

static int refuse(pcre2_callout_enumerate_block *block, void *context) {
    (void)block;
    (void)context;
    return 1;
}

/* False where it is no pattern, or one that is refused. */
static bool prepare(struct trial *trial, struct slice source, uint8_t choice) {
    struct slice inserted;
    uint32_t offset = 0;
    struct buffer plain;
    trial->pattern.exact_case = (choice & EXACT_CASE) != 0;
    if (pattern_insert_defines(context_of(trial), source, &inserted, &offset, NULL) !=
            ASSAY_OK ||
        !prepare_symbols(trial, inserted)) {
        return false;
    }
    buffer_init(&plain, (size_t)1 << 20);
    append_plain(trial, inserted, &plain);
    require(buffer_status(&plain) == ASSAY_OK);
    trial->codes[0] = compile(buffer_slice(&plain), trial->pattern.exact_case);
    buffer_deinit(&plain);
    require(pattern_triggers(context_of(trial), inserted, (choice & STARTS) != 0,
                             &trial->pattern) == ASSAY_OK);
    require(pattern_expand(context_of(trial), &trial->symbols, inserted,
                           &trial->pattern.expanded, &trial->pattern.types,
                           NULL) == ASSAY_OK);
    trial->codes[1] = compile(trial->pattern.expanded, trial->pattern.exact_case);
    require((trial->codes[0] == NULL) == (trial->codes[1] == NULL));
    if (trial->codes[0] == NULL) {
        return false;
    }
    require(pcre2_callout_enumerate(trial->codes[0], refuse, NULL) == 0);
    for (int i = 0; i < CODES; i++) {
        trial->data[i] = pcre2_match_data_create_from_pattern(trial->codes[i], NULL);
        require(trial->data[i] != NULL);
    }
    build_automaton(trial);
    struct arena scratch;
    arena_init(&scratch);
    sieve_codes_init(&trial->sieve_codes, &trial->pattern, 1);
    trial->sieve =
        sieve_new(&trial->sieve_codes, &trial->pattern, &scratch, &trial->room);
    trial->has_leads = sieve_leads(&trial->sieve_codes, &trial->pattern, &scratch,
                                   &trial->room, &trial->leads);
    arena_deinit(&scratch);
    return true;
}

/* ---- Subjects ---- */

static int run(struct trial *trial, int which, struct slice text, uint32_t start) {
    return pcre2_match(trial->codes[which], (PCRE2_SPTR)text.data, text.size, start, 0,
                       trial->data[which], trial->limits);
}

/* The first group of that name that is set, as scanner_group finds it. */
static struct span named(const struct trial *trial, int which, const char *name) {
    PCRE2_SPTR first = NULL, last = NULL;
    const size_t *ends = pcre2_get_ovector_pointer(trial->data[which]);
    int size = pcre2_substring_nametable_scan(trial->codes[which], (PCRE2_SPTR)name,
                                              &first, &last);
    for (PCRE2_SPTR entry = first; size > 0 && entry <= last; entry += size) {
        uint32_t number = (uint32_t)entry[0] << 8 | entry[1];
        if (ends[2 * number] != PCRE2_UNSET) {
            return (struct span){(uint32_t)ends[2 * number],
                                 (uint32_t)ends[2 * number + 1]};
        }
    }
    return (struct span){GROUP_UNSET, GROUP_UNSET};
}

static bool note(void *context, uint32_t key, uint32_t end) {
    (void)key;
    (void)end;
    *(bool *)context = true;
    return false;
}

static bool is_symbol_of(const struct trial *trial, uint32_t character, uint64_t types) {
    for (int i = 0; i < VARIANTS; i++) {
        if (trial->variant_symbols[i] == character && (types >> variants[i].type & 1)) {
            return true;
        }
    }
    return false;
}

static bool is_word_at(struct slice text, size_t at) {
    uint32_t length = 0;
    uint32_t character = utf8_decode(text.data + at, &length);
    return character == '_' || unicode_is_letter(character) ||
           unicode_is_digit(character);
}

static bool has_edges(struct slice text, size_t start, size_t end, uint32_t edges) {
    return ((edges & EDGE_BEFORE) == 0 || start == 0 ||
            !is_word_at(text, utf8_before(text.data, (uint32_t)start))) &&
           ((edges & EDGE_AFTER) == 0 || end == text.size || !is_word_at(text, end));
}

/* One of the literals stands in the folded text, with its edges of words. */
static bool holds_literal(struct trial *trial, struct slice folded,
                          const struct literal *literals, uint32_t count) {
    bool ok = true, found = false;
    for (uint32_t i = 0; i < count && !found; i++) {
        struct slice key = automaton_fold(&trial->arena, literals[i].text, &ok);
        for (size_t at = 0; at + key.size <= folded.size && !found; at++) {
            found =
                slice_starts_with(slice_of(folded.data + at, folded.size - at), key) &&
                has_edges(folded, at, at + key.size, literals[i].edges);
        }
    }
    require(ok);
    return found;
}

static bool holds_kind(const struct trial *trial, struct slice text, uint32_t classes,
                       uint64_t types) {
    bool found = false;
    for (uint32_t at = 0, length = 0; at < text.size; at += length) {
        found |= (work_class_at(text.data + at, &length) & classes) != 0;
        found |= is_symbol_of(trial, utf8_decode(text.data + at, &length), types);
    }
    return found;
}

/* What holds a match meets every need of the pattern. */
static void check_needs(struct trial *trial, struct slice text) {
    const struct pattern *pattern = &trial->pattern;
    bool ok = true;
    struct slice folded = automaton_fold(&trial->arena, text, &ok);
    require(ok);
    require(holds_kind(trial, text, pattern->trigger_classes, pattern->trigger_types) ||
            holds_literal(trial, folded, pattern->trigger_literals,
                          pattern->trigger_literal_count));
    for (uint32_t i = 0; i < pattern->further_count; i++) {
        const struct further_need *need = &pattern->further[i];
        require(holds_kind(trial, text, need->classes, need->types) ||
                holds_literal(trial, folded, need->literals, need->literal_count));
    }
}

/* What holds a match holds a trigger. */
static void check_triggers(const struct trial *trial, struct slice text) {
    const struct pattern *pattern = &trial->pattern;
    bool found = false;
    automaton_scan(&trial->automaton, text, note, &found);
    for (uint32_t at = 0, length = 0; at < text.size; at += length) {
        found |= (work_class_at(text.data + at, &length) & pattern->trigger_classes) != 0;
        found |= is_symbol_of(trial, utf8_decode(text.data + at, &length),
                              pattern->trigger_types);
    }
    require(found);
}

static bool begins_with_literal(struct trial *trial, struct slice rest) {
    bool ok = true, found = false;
    struct slice folded = automaton_fold(&trial->arena, rest, &ok);
    for (uint32_t i = 0; i < trial->pattern.trigger_literal_count; i++) {
        struct slice literal =
            automaton_fold(&trial->arena, trial->pattern.trigger_literals[i].text, &ok);
        found |= slice_starts_with(folded, literal);
    }
    require(ok);
    return found;
}

/* A match that begins with a letter has none before it, where that is said. */
static void check_edge(const struct pattern *pattern, struct slice text, uint32_t start) {
    uint32_t length = 0;
    if (pattern->starts_at_edge && start > 0 && start < text.size) {
        uint32_t before = utf8_before(text.data, start);
        require(!unicode_is_letter(utf8_decode(text.data + start, &length)) ||
                !unicode_is_letter(utf8_decode(text.data + before, &length)));
    }
}

/* A match begins where matches may begin. */
static void check_start(struct trial *trial, struct slice text, uint32_t start) {
    const struct pattern *pattern = &trial->pattern;
    uint32_t length = 0;
    check_edge(pattern, text, start);
    if (pattern->starts == STARTS_ANYWHERE) {
        return;
    }
    require(start < text.size);
    uint32_t character = utf8_decode(text.data + start, &length);
    bool found =
        (work_class_at(text.data + start, &length) & pattern->start_classes) != 0 ||
        is_symbol_of(trial, character, pattern->start_types);
    require(found || (pattern->starts == STARTS_AT_LITERALS &&
                      begins_with_literal(trial, slice_after(text, start))));
}

/* Asks the sieve where matches may begin. */
static void sift(struct trial *trial, struct slice text) {
    static unsigned char codes[SUBJECT_BYTES];
    static uint32_t edges[2 * SUBJECT_BYTES + 256];
    static uint32_t room[SUBJECT_BYTES + 1];
    trial->has_places = false;
    if (trial->sieve != NULL) {
        sieve_encode(&trial->sieve_codes, text, codes);
        struct sieve_text sieved = {.codes = codes, .size = (uint32_t)text.size};
        sieve_find_edges(&sieved, edges);
        trial->has_places =
            sieve_scan(trial->sieve, &sieved, room, &trial->places, &trial->place_count);
    }
    for (uint32_t i = 0; trial->has_places && i < trial->place_count; i++) {
        require(trial->places[i] <= text.size);
        require(i == 0 || trial->places[i] > trial->places[i - 1]);
    }
}

static bool is_among(const uint32_t *places, uint32_t count, uint32_t start) {
    bool found = false;
    for (uint32_t i = 0; i < count && !found; i++) {
        found = places[i] == start;
    }
    return found;
}

/* A match begins where the sieve and the leads say that one may. */
static void check_place(const struct trial *trial, struct slice text, uint32_t start) {
    static unsigned char codes[SUBJECT_BYTES];
    static uint32_t edges[2 * SUBJECT_BYTES + 256];
    static uint32_t room[SUBJECT_BYTES + 1];
    const uint32_t *places = NULL;
    uint32_t count = 0;
    require(!trial->has_places || is_among(trial->places, trial->place_count, start));
    if (trial->has_leads) {
        sieve_encode(&trial->sieve_codes, text, codes);
        struct sieve_text sieved = {.codes = codes, .size = (uint32_t)text.size};
        sieve_find_edges(&sieved, edges);
        sieve_scan_leads(&trial->leads, &sieved, room, &places, &count);
        require(is_among(places, count, start));
    }
}

static void check_subject(struct trial *trial, struct slice text) {
    static const char *const names[] = {"n", "m"};
    uint32_t start = 0;
    sift(trial, text);
    for (uint32_t i = 0; i < MATCHES && start <= text.size; i++) {
        int plain = run(trial, 0, text, start);
        int loaded = run(trial, 1, text, start);
        bool stopped = (plain < 0 && plain != PCRE2_ERROR_NOMATCH) ||
                       (loaded < 0 && loaded != PCRE2_ERROR_NOMATCH);
        if (stopped) {
            return;
        }
        require((plain < 0) == (loaded < 0));
        if (plain < 0) {
            return;
        }
        const size_t *ends = pcre2_get_ovector_pointer(trial->data[0]);
        const size_t *others = pcre2_get_ovector_pointer(trial->data[1]);
        require(ends[0] == others[0] && ends[1] == others[1]);
        check_place(trial, text, (uint32_t)ends[0]);
        for (size_t name = 0; name < sizeof names / sizeof *names; name++) {
            struct span one = named(trial, 0, names[name]);
            struct span other = named(trial, 1, names[name]);
            require(one.start == other.start && one.end == other.end);
        }
        if (trial->pattern.triggered) {
            check_triggers(trial, text);
            check_needs(trial, text);
        }
        check_start(trial, text, (uint32_t)ends[0]);
        start = (uint32_t)ends[1];
        if (ends[1] <= ends[0]) {
            start = (uint32_t)ends[0];
            start += start < text.size ? utf8_length((unsigned char)text.data[start]) : 1;
        }
    }
}

/* ---- The whole ---- */

static void take_line(struct input *input, struct buffer *out) {
    size_t size = 0;
    while (size < input->size && input->data[size] != '\n') {
        size++;
    }
    struct slice line = slice_of((const char *)input->data, size);
    buffer_append(out, line.data, utf8_valid_prefix(line));
    size += size < input->size ? 1 : 0;
    input->data += size;
    input->size -= size;
}

static void try_subjects(struct trial *trial, struct input *input, uint8_t choice) {
    struct buffer subject;
    buffer_init(&subject, SUBJECT_BYTES);
    for (int i = 0; i < SUBJECTS && (i == 0 || input->size > 0); i++) {
        buffer_clear(&subject);
        buffer_append_string(&subject, ""); /* so that it has memory */
        if ((choice & AS_IT_IS) != 0) {
            take_line(input, &subject);
        } else {
            make_subject(input, trial->variant_symbols, &subject);
        }
        if (buffer_status(&subject) == ASSAY_OK && subject.size > 0) {
            check_subject(trial, buffer_slice(&subject));
        }
    }
    buffer_deinit(&subject);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct input input = {data, size};
    struct trial *trial = calloc(1, sizeof *trial);
    struct buffer source;
    uint8_t choice = take_byte(&input);
    require(trial != NULL);
    arena_init(&trial->arena);
    buffer_init(&source, SUBJECT_BYTES);
    trial->limits = pcre2_match_context_create(NULL);
    require(trial->limits != NULL);
    pcre2_set_match_limit(trial->limits, MATCH_STEPS);
    if ((choice & AS_IT_IS) != 0) {
        take_line(&input, &source);
    } else {
        make_pattern(&input, &source);
    }
    if (buffer_status(&source) == ASSAY_OK &&
        prepare(trial, buffer_slice(&source), choice)) {
        try_subjects(trial, &input, choice);
    }
    for (int i = 0; i < CODES; i++) {
        pcre2_match_data_free(trial->data[i]);
        pcre2_code_free(trial->codes[i]);
    }
    sieve_free(trial->sieve);
    sieve_room_free(&trial->room);
    pcre2_match_context_free(trial->limits);
    buffer_deinit(&source);
    arena_deinit(&trial->arena);
    free(trial);
    return 0;
}
