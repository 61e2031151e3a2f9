/* Which patterns have a sieve. A sieve costs some hundred microseconds until its states
 * are made, so a pattern must have taken several times that long first, which few do in
 * one article, or about as long where it is known to go on; one that is quick without is
 * left alone. Nothing of this can be seen in what is found. */
#include "packs/sieves.h"

#include "base/limits.h"
#include "base/memory.h"

#include <time.h>

enum {
    WORTH = 1500000, /* nanoseconds that a pattern takes in all before it gets one */
    PASSES = 64,     /* texts after which that is known to go on */
    PAYS = 400000,   /* nanoseconds that are enough then */
    TIMED = 4,       /* of so many passes one is timed, the last */
    QUICK = 250,     /* nanoseconds for a text: no sieve is quicker */
    ROOM_LEAST = 1024,
};

struct entry {
    struct sieve *sieve;
    uint32_t passes, nanoseconds; /* without one */
    bool decided;
};

struct sieves {
    const struct pattern *patterns;
    uint32_t count;
    const struct sieve_codes *codes;
    struct entry *entries;
    struct arena scratch; /* for parsing */
    struct sieve_room shared;
    uint32_t *room;
    uint32_t room_size;
};

struct sieves *sieves_new(const struct pattern *patterns, uint32_t count,
                          const struct sieve_codes *codes) {
    struct sieves *sieves = memory_alloc(sizeof *sieves);
    if (sieves == NULL) {
        return NULL;
    }
    *sieves = (struct sieves){.patterns = patterns, .count = count, .codes = codes};
    arena_init(&sieves->scratch);
    sieves->entries = memory_alloc(((size_t)count + 1) * sizeof *sieves->entries);
    if (sieves->entries == NULL) {
        memory_free(sieves);
        return NULL;
    }
    memset(sieves->entries, 0, ((size_t)count + 1) * sizeof *sieves->entries);
    return sieves;
}

void sieves_free(struct sieves *sieves) {
    if (sieves == NULL) {
        return;
    }
    for (uint32_t i = 0; i < sieves->count; i++) {
        sieve_free(sieves->entries[i].sieve);
    }
    arena_deinit(&sieves->scratch);
    sieve_room_free(&sieves->shared);
    memory_free(sieves->entries);
    memory_free(sieves->room);
    memory_free(sieves);
}

void sieves_encode(struct sieves *sieves, struct slice text, unsigned char *room) {
    sieve_encode(sieves->codes, text, room);
}

/* Room for so many numbers: for the places of a text, of which one may stand behind each
 * of its bytes. */
static bool make_room(struct sieves *sieves, uint32_t count) {
    if (count <= sieves->room_size) {
        return true;
    }
    uint32_t wanted = count < ROOM_LEAST ? ROOM_LEAST : count * 2;
    uint32_t *room = memory_resize(sieves->room, wanted * sizeof *room);
    if (room == NULL) {
        return false;
    }
    sieves->room = room;
    sieves->room_size = wanted;
    return true;
}

bool sieves_find_edges(struct sieves *sieves, struct sieve_text *text) {
    if (!make_room(sieves, sieve_room_for_edges(text->size))) {
        return false;
    }
    sieve_find_edges(text, sieves->room);
    return true;
}

static void make(struct sieves *sieves, uint32_t pattern) {
    struct entry *entry = &sieves->entries[pattern];
    entry->decided = true;
    entry->sieve = sieve_new(sieves->codes, &sieves->patterns[pattern], &sieves->scratch,
                             &sieves->shared);
}

bool sieves_have(struct sieves *sieves, uint32_t pattern, bool now) {
    struct entry *entry = &sieves->entries[pattern];
    if (now && entry->sieve == NULL) {
        make(sieves, pattern);
    }
    return entry->sieve != NULL;
}

/* Where they take too much, all begin anew with the states that are wanted now. */
static void keep_small(struct sieves *sieves) {
    if (sieves->shared.bytes <= LIMIT_SIEVE_BYTES) {
        return;
    }
    for (uint32_t i = 0; i < sieves->count; i++) {
        if (sieves->entries[i].sieve != NULL) {
            sieve_forget(sieves->entries[i].sieve);
        }
    }
}

bool sieves_scan(struct sieves *sieves, uint32_t pattern, const struct sieve_text *text,
                 const uint32_t **places, uint32_t *count) {
    struct entry *entry = &sieves->entries[pattern];
    keep_small(sieves);
    if (!make_room(sieves, text->size + 1)) {
        return false;
    }
    bool known = sieve_scan(entry->sieve, text, sieves->room, places, count);
    if (!known) {
        sieve_free(entry->sieve);
        entry->sieve = NULL;
    }
    return known;
}

bool sieves_scan_leads(struct sieves *sieves, uint32_t pattern,
                       const struct sieve_text *text, const uint32_t **places,
                       uint32_t *count) {
    if (!make_room(sieves, text->size + 1)) {
        return false;
    }
    sieve_scan_leads(sieves->patterns[pattern].leads, text, sieves->room, places, count);
    return true;
}

bool sieves_may_end(struct sieves *sieves, uint32_t pattern,
                    const struct sieve_text *text, uint32_t end) {
    keep_small(sieves);
    return sieve_may_end(sieves->entries[pattern].sieve, text, end);
}

static uint64_t nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t sieves_begin(const struct sieves *sieves, uint32_t pattern) {
    const struct entry *entry = &sieves->entries[pattern];
    bool timed = !entry->decided && entry->passes % TIMED == TIMED - 1;
    return timed ? nanoseconds() : 0;
}

void sieves_end(struct sieves *sieves, uint32_t pattern, uint64_t begun) {
    struct entry *entry = &sieves->entries[pattern];
    entry->passes++;
    if (entry->decided || begun == 0) {
        return;
    }
    uint64_t taken = (nanoseconds() - begun) * TIMED + entry->nanoseconds;
    entry->nanoseconds = taken < UINT32_MAX ? (uint32_t)taken : UINT32_MAX;
    bool many = entry->passes >= PASSES;
    bool slow = entry->nanoseconds / entry->passes > QUICK;
    if (entry->nanoseconds > (slow && many ? PAYS : WORTH)) {
        make(sieves, pattern);
    }
    entry->decided |= many && !slow;
}
