/* A JSON Schema validator, as much of one as record.schema.json asks for: so that the
 * fuzz targets hold every record against it without another program. */
#ifndef ASSAY_TESTS_FUZZ_SCHEMA_H
#define ASSAY_TESTS_FUZZ_SCHEMA_H

#include <jansson.h>
#include <stdbool.h>

/* Is the value valid under the schema, whose references are to `root`? `*problem` names a
 * keyword that is not met. Ends the program at a keyword it does not know. */
bool schema_allows(const json_t *root, const json_t *schema, const json_t *value,
                   const char **problem);

#endif
