/* conll: the entities as CoNLL-2003 has them: a token a line, in the fourth column B-, I-
 * or O, a blank line behind each sentence, `# newdoc` before each article.
 *
 * A token is a run of letters, digits and marks, or one other character; it ends where an
 * entity does. Of entities that overlap the longer stands, since there is one column. */
#include "formats/rows.h"
#include "text/unicode.h"

#include <stdlib.h>

struct tagging {
    struct buffer *out;
    const struct article *article;
    const struct flat_row **chosen; /* by place, without overlap */
    size_t count, next;
};

/* The longest first; of these the first. */
static int compare_lengths(const void *left, const void *right) {
    const struct flat_row *a = *(const struct flat_row *const *)left;
    const struct flat_row *b = *(const struct flat_row *const *)right;
    if (span_size(a->raw) != span_size(b->raw)) {
        return span_size(a->raw) > span_size(b->raw) ? -1 : 1;
    }
    return (a->number > b->number) - (a->number < b->number);
}

static int compare_places(const void *left, const void *right) {
    const struct flat_row *a = *(const struct flat_row *const *)left;
    const struct flat_row *b = *(const struct flat_row *const *)right;
    return (a->raw.start > b->raw.start) - (a->raw.start < b->raw.start);
}

/* Chooses the entities by a mark on every byte they take. */
static bool choose(struct tagging *tagging, struct rows *rows) {
    struct arena *arena = &rows->record.article->arena;
    unsigned char *taken = arena_alloc(arena, rows->record.article->raw.size + 1);
    const struct flat_row **all =
        arena_alloc_array(arena, rows->list.count + 1, sizeof *all);
    size_t count = 0;
    if (taken == NULL || all == NULL) {
        return false;
    }
    for (size_t i = 0; i < rows->list.count; i++) {
        const struct flat_row *row = &rows->list.items[i];
        if (row->kind == ROW_ENTITY && row->sentence != SENTENCE_NONE &&
            span_size(row->raw) > 0) {
            all[count++] = row;
        }
    }
    qsort(all, count, sizeof *all, compare_lengths);
    for (size_t i = 0; i < count; i++) {
        struct span span = all[i]->raw;
        if (memchr(taken + span.start, 1, span_size(span)) == NULL) {
            memset(taken + span.start, 1, span_size(span));
            all[tagging->count++] = all[i];
        }
    }
    qsort(all, tagging->count, sizeof *all, compare_places);
    tagging->chosen = all;
    return true;
}

/* Where a token that begins at `at` ends, at `end` the latest. */
static uint32_t token_end(struct slice text, uint32_t at, uint32_t end) {
    uint32_t length = 0;
    bool word = unicode_is_word(utf8_decode(text.data + at, &length));
    at += length;
    while (at < end) {
        uint32_t code_point = utf8_decode(text.data + at, &length);
        if (!(word ? unicode_is_word(code_point) : unicode_is_mark(code_point))) {
            break;
        }
        at += length;
    }
    return at;
}

/* Characters that would break the line or its columns are no tokens. */
static bool is_blank(uint32_t code_point) {
    return code_point <= 0x20 || (code_point >= 0x7F && code_point <= 0xA0) ||
           unicode_is_space(code_point);
}

static void write_token(struct tagging *tagging, struct span token,
                        const struct flat_row *entity) {
    struct buffer *out = tagging->out;
    buffer_append(out, tagging->article->raw.data + token.start, span_size(token));
    buffer_append_string(out, " _ _ ");
    if (entity == NULL) {
        buffer_append_string(out, "O\n");
        return;
    }
    buffer_append_string(out, token.start == entity->raw.start ? "B-" : "I-");
    buffer_append_slice(out, entity->label);
    buffer_append_char(out, '\n');
}

static void write_sentence(struct tagging *tagging, struct span sentence) {
    struct slice text = tagging->article->raw;
    for (uint32_t at = sentence.start; at < sentence.end;) {
        uint32_t length = 0;
        if (is_blank(utf8_decode(text.data + at, &length))) {
            at += length;
            continue;
        }
        while (tagging->next < tagging->count &&
               tagging->chosen[tagging->next]->raw.end <= at) {
            tagging->next++;
        }
        const struct flat_row *entity =
            tagging->next < tagging->count ? tagging->chosen[tagging->next] : NULL;
        bool inside = entity != NULL && entity->raw.start <= at;
        uint32_t end = entity == NULL ? sentence.end
                       : inside       ? entity->raw.end
                                      : entity->raw.start;
        end = token_end(text, at, end < sentence.end ? end : sentence.end);
        write_token(tagging, (struct span){at, end}, inside ? entity : NULL);
        at = end;
    }
    buffer_append_char(tagging->out, '\n');
}

/* An id is data: what would end the line becomes a space. */
static void write_head(const struct rows *rows, struct buffer *out) {
    char key[ARTICLE_KEY_BYTES];
    struct slice id = rows_key(rows, key);
    buffer_append_string(out, "# newdoc id = ");
    for (size_t i = 0; i < id.size; i++) {
        unsigned char byte = (unsigned char)id.data[i];
        buffer_append_char(out, byte < 0x20 || byte == 0x7F ? ' ' : (char)byte);
    }
    buffer_append_char(out, '\n');
}

enum assay_status conll_write(struct buffer *out, const struct format_input *input) {
    struct rows rows;
    struct tagging tagging = {.out = out, .article = input->article};
    if (input->error->status != ASSAY_OK || !rows_make(&rows, out, input)) {
        return buffer_status(out);
    }
    if (!choose(&tagging, &rows)) {
        return ASSAY_NO_MEMORY;
    }
    write_head(&rows, out);
    for (size_t i = 0; i < input->article->sentences.count; i++) {
        write_sentence(&tagging,
                       record_raw(&rows.record, input->article->sentences.items[i].span));
    }
    return buffer_status(out);
}
