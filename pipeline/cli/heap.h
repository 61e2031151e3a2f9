/* The heap of the command, set up for a short run. */
#ifndef ASSAY_CLI_HEAP_H
#define ASSAY_CLI_HEAP_H

/* To be called once, before anything large is allocated. Never fails: where the system
 * has none of this the heap stays as it is. */
void heap_prepare(void);

#endif
