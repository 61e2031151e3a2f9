/* What the parts of the reader share: reader.c goes through the inputs, reader_form.c
 * tells text from JSONL, reader_articles.c takes articles out of what has been read,
 * reader_items.c puts them into the batch. */
#ifndef ASSAY_BATCH_READER_PARTS_H
#define ASSAY_BATCH_READER_PARTS_H

#include "batch/reader.h"
#include "streams/instream.h"

enum { READER_CHUNK = 1 << 16 };

struct reader {
    struct reader_options options;
    struct paths *paths;
    struct path path;
    struct position position; /* behind what has been taken; of JSONL, its lines */
    struct instream stream;
    bool open, decided, jsonl;
    bool looked;     /* at its first bytes, which tell what is no text */
    bool ended;      /* nothing more comes from the stream; or it failed: */
    bool damaged;    /* what was read last is not whole, stream.problem says why */
    bool list_waits; /* what is waited for is the list of inputs */
    bool broken;
    bool all_read;      /* the inputs ended while the last batch was filled */
    struct buffer held; /* read and not yet taken, from `at` on */
    size_t at;
    size_t scanned;          /* bytes from there in which there is no line break */
    uint64_t skipped;        /* bytes of the article at hand that were too many to hold */
    uint64_t consumed, read; /* of the inputs before this one */
    bool missed_named, missed_folder;
    bool told_of_form;
};

enum step {
    STEP_ON,
    STEP_PAUSE, /* nothing has come yet */
    STEP_END,
    STEP_FAILED,
};

/* ---- Inputs ---- */

/* Says what is wrong, "assay: NAME: PROBLEM"; reading is over. Gives STEP_FAILED. */
enum step reader_complain(struct reader *reader, const char *name, const char *problem);
const char *reader_name_of(const struct reader *reader);

/* Reads on; what has been taken makes room. The end and failures are noted. */
enum step reader_read_more(struct reader *reader);

/* Forgets what has been read and keeps a bounded amount of memory. */
void reader_drop_held(struct reader *reader);

/* Goes on behind the input at hand. */
void reader_close_input(struct reader *reader);

/* Looks at the first bytes; where they are no text, that is what is wrong with it. */
enum step reader_look(struct reader *reader);

/* Decides whether the input is JSONL by the first line that is not blank, once it is
 * there or cannot become an object. */
enum step reader_decide(struct reader *reader);

/* ---- Articles: one step each ---- */

enum step reader_take_text(struct reader *reader, struct batch *batch);
enum step reader_take_line(struct reader *reader, struct batch *batch);

/* ---- Items ---- */

/* Does the article on this line (0: the whole text) belong to this shard? */
bool reader_is_mine(const struct reader *reader, uint64_t line);

/* Completes an item that was added to the batch; NULL means that memory ran out. */
enum step reader_place(struct reader *reader, struct item *item, enum item_kind kind,
                       struct position after);

/* An input that cannot be opened, or not be read to its end: said at once, too. */
enum step reader_add_unreadable(struct reader *reader, struct batch *batch,
                                const char *problem, uint64_t size,
                                struct position after);
enum step reader_add_too_large(struct reader *reader, struct batch *batch,
                               const char *what, size_t maximum, uint64_t size,
                               struct position after);

/* The position behind the input at hand. */
struct position reader_next_input(const struct reader *reader);

#endif
