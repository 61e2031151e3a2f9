/* Packs that the gold was not made for. Several packs may give frames, and a gold file
 * names those of some: what the others find is then no false alarm. */
#include "tools/eval.h"

#include <string.h>

static bool in_gold(const struct eval_label *label) {
    return label->total[EVAL_STRICT].right + label->total[EVAL_STRICT].missed > 0;
}

/* Whether a frame of that pack, or any at all, stands in the gold. */
static bool gold_names(const struct eval *eval, const struct slice *pack) {
    for (size_t i = 0; i < eval->labels.count; i++) {
        const struct eval_label *label = &eval->labels.items[i];
        if (label->kind == MARK_FRAME && in_gold(label) &&
            (pack == NULL || slice_equal(label->pack, *pack))) {
            return true;
        }
    }
    return false;
}

static void forget_label(struct eval *eval, uint32_t number) {
    size_t kept = 0;
    for (size_t i = 0; i < eval->errors.count; i++) {
        struct eval_error error = eval->errors.items[i];
        error.label -= error.label > number ? 1 : 0;
        if (eval->errors.items[i].label != number) {
            eval->errors.items[kept++] = error;
        }
    }
    eval->errors.count = kept;
    kept = 0;
    for (size_t i = 0; i < eval->counts.count; i++) {
        struct eval_count count = eval->counts.items[i];
        count.label -= count.label > number ? 1 : 0;
        if (eval->counts.items[i].label != number) {
            eval->counts.items[kept++] = count;
        }
    }
    eval->counts.count = kept;
    memmove(&eval->labels.items[number], &eval->labels.items[number + 1],
            (eval->labels.count - number - 1) * sizeof *eval->labels.items);
    eval->labels.count--;
}

void eval_finish(struct eval *eval) {
    if (eval->out_of_memory || !gold_names(eval, NULL)) {
        return;
    }
    for (uint32_t i = (uint32_t)eval->labels.count; i-- > 0;) {
        const struct eval_label *label = &eval->labels.items[i];
        if (label->kind == MARK_FRAME && label->pack.size > 0 &&
            !gold_names(eval, &label->pack)) {
            forget_label(eval, i);
        }
    }
}
