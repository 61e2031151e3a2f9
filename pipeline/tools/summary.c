/* From a record to counts. What is counted is named by the packs' words for types and
 * roles, which stand in two tables here; everything else comes from the records. */
#include "tools/records.h"
#include "tools/summary_parts.h"

const struct together_type summary_together[TOGETHER_TYPES] = {
    {"nation", "nation"}, {"mineral", "mineral"}, {"stage", "refining"}};

const struct flow_type summary_flows[] = {
    {"assistance", "donor", "recipient"},
    {"trade_control", "actor", "target"},
    {"dependence", "dependent", "on"},
};

const size_t summary_flow_count = sizeof summary_flows / sizeof *summary_flows;

/* Distinct ids of each type that are looked at in one sentence; a list with more is no
 * statement about each. */
enum { TOGETHER_MAXIMUM = 32 };

static const struct slice NO_TEXT = {NULL, 0};

struct counting {
    struct summary *summary;
    const json_t *record, *entities;
    int32_t period;
    uint64_t article; /* its number, from 1 */
};

void summary_init(struct summary *summary, const struct summary_options *options) {
    *summary =
        (struct summary){.options = *options, .first = PERIOD_NONE, .last = PERIOD_NONE};
    tallies_init(&summary->tallies);
}

void summary_deinit(struct summary *summary) { tallies_deinit(&summary->tallies); }

static void add(struct counting *counting, enum tally_kind kind, struct slice first,
                struct slice second, struct slice third, struct slice name) {
    struct tally_key key = {kind, {first, second, third}};
    tallies_add(&counting->summary->tallies, &key, counting->period, counting->article,
                name);
}

/* ---- Entities ---- */

static void count_entities(struct counting *counting) {
    for (size_t i = 0; i < json_array_size(counting->entities); i++) {
        const json_t *entity = json_array_get(counting->entities, i);
        struct slice id = records_text(entity, "id");
        if (id.size > 0) {
            add(counting, TALLY_ENTITY, records_text(entity, "type"), id, NO_TEXT,
                records_text(entity, "name"));
        }
    }
}

/* The distinct ids in one sentence, by type. */
struct company {
    struct slice ids[TOGETHER_TYPES][TOGETHER_MAXIMUM];
    size_t counts[TOGETHER_TYPES];
};

static void keep_company(struct company *company, const json_t *entity) {
    struct slice type = records_text(entity, "type");
    struct slice id = records_text(entity, "id");
    size_t kind = 0;
    while (kind < TOGETHER_TYPES && !slice_is(type, summary_together[kind].type)) {
        kind++;
    }
    if (kind == TOGETHER_TYPES || id.size == 0) {
        return;
    }
    for (size_t i = 0; i < company->counts[kind]; i++) {
        if (slice_equal(company->ids[kind][i], id)) {
            return;
        }
    }
    if (company->counts[kind] < TOGETHER_MAXIMUM) {
        company->ids[kind][company->counts[kind]++] = id;
    }
}

/* A nation and a mineral in a sentence, with each of its stages, or without any. */
static void count_company(struct counting *counting, const struct company *company) {
    size_t stages = company->counts[TOGETHER_STAGE];
    for (size_t i = 0; i < company->counts[TOGETHER_NATION]; i++) {
        for (size_t j = 0; j < company->counts[TOGETHER_MINERAL]; j++) {
            for (size_t k = 0; k < (stages == 0 ? 1 : stages); k++) {
                add(counting, TALLY_TOGETHER, company->ids[TOGETHER_NATION][i],
                    company->ids[TOGETHER_MINERAL][j],
                    stages == 0 ? NO_TEXT : company->ids[TOGETHER_STAGE][k], NO_TEXT);
            }
        }
    }
}

/* Entities stand in the order of the text, so those of a sentence follow each other. */
static void count_together(struct counting *counting) {
    size_t count = json_array_size(counting->entities);
    for (size_t i = 0; i < count;) {
        struct company company = {.counts = {0}};
        const json_t *sentence =
            json_object_get(json_array_get(counting->entities, i), "sentence");
        size_t end = i;
        while (
            end < count &&
            json_equal(sentence, json_object_get(json_array_get(counting->entities, end),
                                                 "sentence"))) {
            keep_company(&company, json_array_get(counting->entities, end));
            end++;
        }
        if (json_is_integer(sentence)) {
            count_company(counting, &company);
        }
        i = end > i ? end : i + 1;
    }
}

/* ---- Relations ---- */

static struct slice end_of(const struct counting *counting, const json_t *relation,
                           const char *role) {
    const json_t *argument =
        json_object_get(json_object_get(relation, "arguments"), role);
    const json_t *number = json_object_get(argument, "entity");
    if (!json_is_integer(number) || json_integer_value(number) < 0) {
        return NO_TEXT;
    }
    return records_text(
        json_array_get(counting->entities, (size_t)json_integer_value(number)), "id");
}

static void count_relations(struct counting *counting) {
    const json_t *relations = json_object_get(counting->record, "relations");
    for (size_t i = 0; i < json_array_size(relations); i++) {
        const json_t *relation = json_array_get(relations, i);
        struct slice type = records_text(relation, "type");
        for (size_t j = 0; j < summary_flow_count; j++) {
            struct slice from = end_of(counting, relation, summary_flows[j].from);
            struct slice to = end_of(counting, relation, summary_flows[j].to);
            if (slice_is(type, summary_flows[j].type) && from.size + to.size > 0) {
                add(counting, TALLY_FLOW, type, from, to, NO_TEXT);
            }
        }
    }
}

/* ---- Claims and frames ---- */

/* A flag counts once for each sentence, however many cues it has there; the source of
 * each cue counts. */
static void count_flags(struct counting *counting, const json_t *flags) {
    for (size_t i = 0; i < json_array_size(flags); i++) {
        const json_t *flag = json_array_get(flags, i);
        const json_t *source = json_object_get(flag, "source");
        struct slice name = records_text(flag, "flag");
        bool first = true;
        for (size_t j = 0; first && j < i; j++) {
            first = !slice_equal(records_text(json_array_get(flags, j), "flag"), name);
        }
        if (first && name.size > 0) {
            add(counting, TALLY_FLAG, name, NO_TEXT, NO_TEXT, NO_TEXT);
        }
        if (json_is_object(source)) {
            add(counting, TALLY_SOURCE, records_text(source, "class"), NO_TEXT, NO_TEXT,
                NO_TEXT);
        }
    }
}

static void count_claims(struct counting *counting) {
    const json_t *claims = json_object_get(counting->record, "claims");
    for (size_t i = 0; i < json_array_size(claims); i++) {
        add(counting, TALLY_CLAIMS, NO_TEXT, NO_TEXT, NO_TEXT, NO_TEXT);
        count_flags(counting, json_object_get(json_array_get(claims, i), "flags"));
    }
}

/* With --explain a record also has frames that are not present: these lacked points. */
static void count_frames(struct counting *counting) {
    const json_t *frames = json_object_get(counting->record, "framing");
    for (size_t i = 0; i < json_array_size(frames); i++) {
        const json_t *frame = json_array_get(frames, i);
        struct slice name = records_text(frame, "frame");
        if (name.size > 0 && json_number_value(json_object_get(frame, "lacked")) <= 0) {
            add(counting, TALLY_FRAME, name, NO_TEXT, NO_TEXT, NO_TEXT);
        }
    }
}

/* ---- Records ---- */

/* Is the article within the bounds? */
static bool is_wanted(struct summary *summary, int32_t day) {
    const struct summary_options *options = &summary->options;
    bool bounded = options->from != PERIOD_NONE || options->to != PERIOD_NONE;
    summary->undated += day == PERIOD_NONE;
    if (day == PERIOD_NONE) {
        return !bounded;
    }
    bool inside = (options->from == PERIOD_NONE || day >= options->from) &&
                  (options->to == PERIOD_NONE || day <= options->to);
    summary->outside += !inside;
    return inside;
}

static void note_period(struct summary *summary, int32_t period) {
    if (period != PERIOD_NONE) {
        bool none = summary->first == PERIOD_NONE;
        summary->first = none || period < summary->first ? period : summary->first;
        summary->last = none || period > summary->last ? period : summary->last;
    }
}

bool summary_add(struct summary *summary, const json_t *record) {
    if (json_object_get(record, "error") != NULL) {
        summary->failed++;
        return true;
    }
    int32_t day = day_of_text(records_text(record, "date"));
    if (!is_wanted(summary, day)) {
        return true;
    }
    struct counting counting = {
        .summary = summary,
        .record = record,
        .entities = json_object_get(record, "entities"),
        .period =
            day == PERIOD_NONE ? PERIOD_NONE : period_of_day(day, summary->options.by),
        .article = ++summary->articles,
    };
    note_period(summary, counting.period);
    add(&counting, TALLY_ARTICLES, NO_TEXT, NO_TEXT, NO_TEXT, NO_TEXT);
    count_entities(&counting);
    count_together(&counting);
    count_relations(&counting);
    count_claims(&counting);
    count_frames(&counting);
    return !summary->tallies.failed;
}
