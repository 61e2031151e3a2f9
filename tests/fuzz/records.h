/* What must hold of every record, whatever came in: for the targets that run the whole
 * pipeline. */
#ifndef ASSAY_TESTS_FUZZ_RECORDS_H
#define ASSAY_TESTS_FUZZ_RECORDS_H

#include "annotator.h"
#include "assay.h"

/* The rules of a folder below the source tree; loaded once in a process, and kept. */
const struct assay_rules *rules_once(const char *folder);

/* The record at hand is JSON to another parser, valid under its schema, and every span of
 * it, sliced from the text, gives the text beside it. */
void check_record(struct assay_annotator *annotator);

/* Both annotators have the same record; unless a pattern was stopped at a limit, which a
 * pattern that is not tried never is. */
void check_same_record(struct assay_annotator *one, struct assay_annotator *other);

#endif
