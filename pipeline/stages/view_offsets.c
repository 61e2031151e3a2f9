/* Finding one's way in views: from a place in one to the text, and back. */
#include "stages/view.h"

/* The part that holds an offset of the view; the last one for its end. */
static uint32_t part_number(const struct view *view, uint32_t offset) {
    uint32_t low = 0;
    uint32_t high = view->part_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (view->parts[middle].view <= offset) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

static const struct view_part *part_at(const struct view *view, uint32_t offset) {
    return &view->parts[part_number(view, offset)];
}

struct span view_to_normalized(const struct view *view, struct span span) {
    if (view->part_count == 0) {
        return (struct span){view->base + span.start, view->base + span.end};
    }
    const struct view_part *first = part_at(view, span.start);
    const struct view_part *last =
        part_at(view, span.end > span.start ? span.end - 1 : span.start);
    struct span normalized = {first->normalized.start, last->normalized.end};
    if (first->mention == RULE_NONE) {
        normalized.start += span.start - first->view;
        normalized.start = normalized.start > first->normalized.end
                               ? first->normalized.end
                               : normalized.start;
    }
    if (last->mention == RULE_NONE) {
        uint32_t end = last->normalized.start + (span.end - last->view);
        normalized.end = end < last->normalized.end ? end : last->normalized.end;
    }
    return normalized;
}

uint32_t view_from_normalized(const struct view *view, uint32_t offset, bool after) {
    if (view->part_count == 0) {
        return offset - view->base;
    }
    for (uint32_t i = 0; i < view->part_count; i++) {
        const struct view_part *part = &view->parts[i];
        uint32_t next = i + 1 < view->part_count ? view->parts[i + 1].view
                                                 : (uint32_t)view->text.size;
        if (offset < part->normalized.start) {
            return part->view;
        }
        if (offset < part->normalized.end || (after && offset == part->normalized.end)) {
            if (part->mention == RULE_NONE) {
                return part->view + (offset - part->normalized.start);
            }
            return offset == part->normalized.start && !after ? part->view
                   : after                                    ? next
                                                              : part->view;
        }
    }
    return (uint32_t)view->text.size;
}

bool view_holds(const struct view *view, uint32_t offset, uint32_t *place) {
    if (view->part_count == 0) {
        *place = offset - view->base;
        return offset >= view->base && *place < view->text.size;
    }
    size_t low = 0;
    size_t high = view->part_count;
    while (low < high) { /* the first part that ends behind the offset */
        size_t middle = low + (high - low) / 2;
        if (view->parts[middle].normalized.end <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const struct view_part *part = &view->parts[low];
    if (low == view->part_count || part->mention != RULE_NONE ||
        offset < part->normalized.start) {
        return false;
    }
    *place = part->view + (offset - part->normalized.start);
    return true;
}

uint32_t view_mention(const struct view *view, struct span span) {
    uint32_t first = view->part_count == 0 ? 0 : part_number(view, span.start);
    for (uint32_t i = first; i < view->part_count; i++) {
        const struct view_part *part = &view->parts[i];
        if (part->view >= span.end) {
            break;
        }
        if (part->mention != RULE_NONE && part->view >= span.start) {
            return part->mention;
        }
    }
    return RULE_NONE;
}
