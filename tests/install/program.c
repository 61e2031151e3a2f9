/* A user of the installed library: annotates one sentence and prints its nations. */
#include <assay.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv) {
    struct assay_error error;
    struct assay_rules *rules = argc < 2 ? NULL : assay_rules_load(argv[1], NULL, &error);
    struct assay_annotator *annotator =
        rules == NULL ? NULL : assay_annotator_new(rules, NULL, &error);
    const char *text = "Mongolia sells copper to China.\n";
    if (annotator == NULL ||
        assay_annotate(annotator, "text", text, strlen(text)) != ASSAY_OK) {
        fprintf(stderr, "failed\n");
        return 1;
    }
    struct assay_entity entity;
    for (size_t i = 0; assay_entity_at(annotator, i, &entity); i++) {
        if (entity.type.size == 6 && memcmp(entity.type.data, "nation", 6) == 0) {
            printf("%.*s\n", (int)entity.id.size, entity.id.data);
        }
    }
    assay_annotator_free(annotator);
    assay_rules_free(rules);
    return 0;
}
