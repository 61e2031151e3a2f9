/* Where an output stands, its links followed: what they lead to is replaced and not they.
 */
#ifndef ASSAY_BATCH_PLACE_H
#define ASSAY_BATCH_PLACE_H

/* The path behind all links of `output`, also where nothing stands there yet. To be freed
 * with memory_free; NULL when out of memory. */
char *place_of(const char *output);

#endif
