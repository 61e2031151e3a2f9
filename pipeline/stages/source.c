/* A source is read off the match; a pronoun or a quoted sentence takes the last one
 * written in its paragraph, a pronoun that finds none there the last one before. */
#include "stages/source.h"

struct slice source_mention_class(const struct work *work,
                                  const struct mention *mention) {
    struct slice name = work->rules->type_classes[mention->type];
    for (size_t i = 0; i < mention->attributes.count; i++) {
        if (slice_equal(mention->attributes.items[i].name, name)) {
            return mention->attributes.items[i].text;
        }
    }
    return (struct slice){NULL, 0};
}

/* ---- Class ---- */

static struct slice look_up(const struct work *work, uint32_t table, struct slice key) {
    bool found = false;
    return table_find(&work->rules->tables[table], key, &found);
}

/* By "type.class", then by "type". */
static struct slice class_of_mention(const struct work *work, uint32_t table,
                                     const struct mention *mention) {
    char key[128];
    struct slice type = work->rules->types[mention->type];
    struct slice class = source_mention_class(work, mention);
    if (type.size + 1 + class.size > sizeof key) {
        return (struct slice){NULL, 0};
    }
    memcpy(key, type.data, type.size);
    key[type.size] = '.';
    if (class.size > 0) {
        memcpy(key + type.size + 1, class.data, class.size);
    }
    struct slice found = look_up(work, table, slice_of(key, type.size + 1 + class.size));
    return found.size > 0 ? found : look_up(work, table, type);
}

/* By each word of the source, the last first: the head of an English noun phrase, as a
 * rule, stands last. */
static struct slice class_of_words(const struct work *work, uint32_t table,
                                   struct slice text) {
    size_t end = text.size;
    while (end > 0) {
        size_t start = end;
        while (start > 0 && text.data[start - 1] != ' ') {
            start--;
        }
        struct slice found =
            look_up(work, table, slice_of(text.data + start, end - start));
        if (found.size > 0) {
            return found;
        }
        end = start > 0 ? start - 1 : 0;
    }
    return (struct slice){NULL, 0};
}

static void set_class(const struct work *work, const struct emit *emit,
                      struct flag *flag) {
    flag->source_class = emit->class_text;
    if (emit->class_table == RULE_NONE) {
        return;
    }
    struct slice class = {NULL, 0};
    if (flag->source_mention != RULE_NONE) {
        class = class_of_mention(work, emit->class_table,
                                 &work->article->mentions.items[flag->source_mention]);
    }
    struct slice words = article_slice(work->article, flag->source);
    struct slice by_words = class_of_words(work, emit->class_table, words);
    /* "a ministry official": what the words say of a person goes before whose person it
     * is. */
    bool only_mention =
        flag->source_mention != RULE_NONE &&
        span_size(work->article->mentions.items[flag->source_mention].span) ==
            span_size(flag->source);
    flag->source_class =
        class.size > 0 && (only_mention || by_words.size == 0) ? class : by_words;
}

void source_of_match(struct work *work, const struct rule *rule, const struct view *view,
                     struct flag *flag) {
    const struct emit *emit = &rule->emit;
    struct span capture = emit->source.size > 0
                              ? scanner_group(work->scanner, emit->source)
                              : (struct span){GROUP_UNSET, GROUP_UNSET};
    if (capture.start == GROUP_UNSET) {
        flag->source_class = emit->class_text;
        return;
    }
    flag->has_source = true;
    flag->source = view_to_normalized(view, capture);
    flag->source_mention = view_mention(view, capture);
    while (flag->source.end > flag->source.start &&
           strchr(" ,;:", work->article->normalized[flag->source.end - 1]) != NULL) {
        flag->source.end--;
    }
    set_class(work, emit, flag);
}

/* ---- Carrying ---- */

struct carrier {
    struct work *work;
    const struct flag *last;    /* with the last source of the paragraph, or NULL */
    const struct flag *earlier; /* with the last source before the paragraph, or NULL */
    uint32_t paragraph;
};

static void take_source(const struct flag *from, struct flag *flag) {
    flag->has_source = true;
    flag->carried = true;
    flag->source = from->source;
    flag->source_class = from->source_class;
    flag->source_mention = from->source_mention;
}

/* A pronoun for which no source was found. */
static bool stands_for_itself(const struct flag *flag) {
    return flag->source.start == flag->span.start && flag->source.end == flag->span.end;
}

/* The flag whose source a pronoun takes, or NULL. A named source does not speak in the
 * words of an unnamed one of another paragraph. */
static const struct flag *pronoun_source(const struct carrier *carrier,
                                         const struct emit *emit,
                                         const struct flag *flag) {
    if (carrier->last != NULL || !emit->source_last || carrier->earlier == NULL ||
        !slice_equal(carrier->earlier->name, flag->name)) {
        return carrier->last;
    }
    return carrier->earlier;
}

/* Whether the flag stays. */
static bool carry_flag(struct carrier *carrier, struct flag *flag, bool has_own) {
    const struct emit *emit = &carrier->work->rules->rules[flag->rule].emit;
    if (emit->source_previous) {
        const struct flag *from = pronoun_source(carrier, emit, flag);
        if (from != NULL) {
            take_source(from, flag);
        } else {
            flag->has_source = true; /* none is known: the pronoun itself, as written */
            flag->source = flag->span;
        }
        return true;
    }
    if (!emit->carry) {
        return true;
    }
    /* A named source does not speak in the words of an unnamed one, nor the other way
     * round. */
    if (carrier->last == NULL || has_own ||
        !slice_equal(carrier->last->name, flag->name)) {
        return false;
    }
    take_source(carrier->last, flag);
    return true;
}

static struct slice last_word(const struct article *article, const struct flag *flag) {
    struct slice text = article_slice(article, flag->source);
    size_t start = text.size;
    while (start > 0 && text.data[start - 1] != ' ') {
        start--;
    }
    return slice_after(text, start);
}

/* A person is named in full once, with what she is; from then on by the last name alone.
 * How far back is bounded, or an article of quotations would cost its square. */
static void take_class(const struct article *article, struct flag *flag) {
    enum { REACH = 64 };
    const struct flag *first = article->flags.items;
    if (!flag->has_source || flag->source_class.size > 0) {
        return;
    }
    struct slice word = last_word(article, flag);
    for (const struct flag *other = flag; other > first && flag - other < REACH;) {
        other--;
        if (other->has_source && other->source_class.size > 0 &&
            slice_equal(last_word(article, other), word)) {
            flag->source_class = other->source_class;
            return;
        }
    }
}

static bool sentence_has_source(const struct work *work, const struct flag *flags,
                                size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct emit *emit = &work->rules->rules[flags[i].rule].emit;
        if (flags[i].has_source || emit->source_previous) {
            return true;
        }
    }
    return false;
}

void source_carry(struct work *work) {
    struct article *article = work->article;
    struct carrier carrier = {work, NULL, NULL, UINT32_MAX};
    size_t kept = 0;
    for (size_t i = 0; i < article->flags.count;) {
        uint32_t sentence = article->flags.items[i].sentence;
        size_t end = i;
        while (end < article->flags.count &&
               article->flags.items[end].sentence == sentence) {
            end++;
        }
        if (article->sentences.items[sentence].paragraph != carrier.paragraph) {
            carrier.paragraph = article->sentences.items[sentence].paragraph;
            if (carrier.last != NULL && !stands_for_itself(carrier.last)) {
                carrier.earlier = carrier.last;
            }
            carrier.last = NULL;
        }
        bool has_own = sentence_has_source(work, &article->flags.items[i], end - i);
        size_t first = kept;
        for (; i < end; i++) {
            struct flag flag = article->flags.items[i];
            if (carry_flag(&carrier, &flag, has_own)) {
                article->flags.items[kept++] = flag;
            }
        }
        for (size_t j = first; j < kept; j++) {
            take_class(article, &article->flags.items[j]);
            if (article->flags.items[j].has_source) {
                carrier.last = &article->flags.items[j];
            }
        }
    }
    article->flags.count = kept;
}
