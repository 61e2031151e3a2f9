/* `assay rules new FOLDER`: a small pack that loads, passes its check and its tests. */
#ifndef ASSAY_CLI_RULES_NEW_H
#define ASSAY_CLI_RULES_NEW_H

#include <stdbool.h>

/* Makes the folder and its files; the pack has the folder's last name. False after a
 * message: the folder is there already, its name is none for a pack, or something cannot
 * be written. */
bool rules_new(const char *folder);

#endif
