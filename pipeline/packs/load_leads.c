/* What the matches of each pattern begin with. It takes a tenth of a second, so it is
 * worked out where the rules are kept as an image: a single article is spared places
 * where nothing can begin. */
#include "packs/loader.h"

#include "packs/sieve.h"

/* Those that are sought in a sentence. */
static bool is_sought(const struct pattern_source *source) {
    return !source->layout && !source->broken &&
           (source->use == USE_MATCH || source->use == USE_CONDITION ||
            source->use == USE_ELSEWHERE);
}

void load_leads(struct loader *loader) {
    const struct sieve_codes *codes = &loader->rules->codes;
    struct sieve_room room = {.bits = NULL};
    struct arena scratch;
    arena_init(&scratch);
    for (size_t i = 0; i < loader->patterns.count; i++) {
        struct pattern *pattern = &loader->patterns.items[i];
        struct leads leads;
        if (is_sought(&loader->pattern_sources.items[i]) &&
            sieve_leads(codes, pattern, &scratch, &room, &leads)) {
            struct leads *kept = arena_alloc(loader->arena, sizeof *kept);
            if (kept != NULL && pattern_anchor(loader->arena, pattern)) {
                *kept = leads;
                pattern->leads = kept;
            }
        }
    }
    arena_deinit(&scratch);
    sieve_room_free(&room);
}
