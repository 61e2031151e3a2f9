/* A batch: some articles as they were read, then as records. What threads hand to each
 * other, since handing over one article at a time would cost more than a short one does.
 *
 * A batch is bounded in bytes and articles; a large article is in a batch of its own. */
#ifndef ASSAY_BATCH_BATCH_H
#define ASSAY_BATCH_BATCH_H

#include "article.h"
#include "base/buffer.h"

enum {
    BATCH_BYTES = 1 << 15, /* no more articles are added once it holds so much */
    BATCH_ARTICLES = 64,
    BATCH_KEEP = 1 << 20, /* bytes of each buffer that stay for the next use */
};

/* Where reading goes on behind an article. */
struct position {
    uint64_t path;   /* paths that have been read to their end */
    uint64_t offset; /* in the next one, decompressed; JSONL only */
    uint64_t line;   /* lines of it before the offset */
};

enum item_kind {
    ITEM_TEXT,   /* a whole plain text */
    ITEM_LINE,   /* a line of JSONL */
    ITEM_FAILED, /* could not be read; the message stands in its place */
};

struct item {
    enum item_kind kind;
    bool has_name;
    size_t name;              /* where it begins in `names`, ended by NUL */
    struct span bytes;        /* in `input` */
    uint64_t line;            /* 0: of a plain text */
    uint64_t size;            /* of an article that failed: bytes read for it */
    bool missed;              /* it is of an input that was named and cannot be read */
    enum assay_status status; /* FAILED: what went wrong */
    struct position after;
    /* once annotated */
    size_t record_end; /* in `records`; it begins where the one before ends */
    bool failed;
    size_t target; /* where the name of its file begins in `targets`, with --out-dir */
};

struct batch {
    struct buffer input, names, records, targets;
    struct item items[BATCH_ARTICLES];
    size_t count;
    uint64_t diagnostics[DIAGNOSTIC_CODES]; /* of its articles together */
    enum assay_status status; /* memory ran out: items from `annotated` on are missing */
    size_t annotated;
    uint64_t consumed; /* bytes read from files up to its end, compressed as they are */
    uint64_t read;     /* the same, decompressed */
};

void batch_init(struct batch *batch);
void batch_deinit(struct batch *batch);

/* Empties it and keeps a bounded amount of memory. */
void batch_reset(struct batch *batch);

static inline bool batch_full(const struct batch *batch) {
    return batch->count == BATCH_ARTICLES || batch->input.size >= BATCH_BYTES;
}

/* Bytes that it holds in memory. */
static inline size_t batch_size(const struct batch *batch) {
    return batch->input.size + batch->records.size;
}

/* The name of the input, or NULL of standard input. */
static inline const char *batch_name(const struct batch *batch, const struct item *item) {
    return item->has_name ? batch->names.data + item->name : NULL;
}

static inline struct slice batch_input(const struct batch *batch,
                                       const struct item *item) {
    return slice_of(batch->input.data + item->bytes.start, span_size(item->bytes));
}

/* The finished record of an item. */
struct slice batch_record(const struct batch *batch, size_t number);

/* Forgets the input of a batch whose records are finished, where it is large. */
void batch_drop_input(struct batch *batch);

/* Adds an item whose input is `bytes`, copied; NULL when out of memory. `name` may be
 * NULL. */
struct item *batch_add(struct batch *batch, const char *name, struct slice bytes);

/* The same; large bytes are not copied but taken from the buffer, which then is another.
 */
struct item *batch_take(struct batch *batch, const char *name, struct buffer *bytes);

#endif
