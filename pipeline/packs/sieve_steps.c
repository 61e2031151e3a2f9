/* The steps of a sieve's program: which of them a code takes, and what they lead to. */
#include "packs/sieve_states.h"

enum { FEW_STEPS = 16 }; /* are sorted by insertion */

static uint32_t kind_of(struct short_step step) { return step.what >> KIND_SHIFT; }

static uint32_t count_of(struct short_step step) { return step.what & COUNT_MASK; }

static bool is_in_root(const struct sieve_states *states, uint32_t step) {
    return (states->in_root[step >> 6] >> (step & 63) & 1) != 0;
}

static bool takes(const struct sieve_states *states, struct short_step step,
                  unsigned char column) {
    const uint64_t *set = states->sets + (size_t)count_of(step) * states->set_words;
    return (set[column >> 6] >> (column & 63) & 1) != 0;
}

void steps_reach(struct sieve_states *states, uint16_t step, struct reached *reached) {
    struct sieve_room *shared = states->shared;
    uint32_t height = 0;
    if (shared->seen[step] != shared->round) {
        shared->seen[step] = shared->round;
        shared->stack[height++] = step;
    }
    while (height > 0) {
        uint16_t number = shared->stack[--height];
        struct short_step at = states->program[number];
        if (kind_of(at) == STEP_TAKE) {
            reached->steps[reached->count] = number;
            reached->count += is_in_root(states, number) ? 0 : 1;
        } else if (kind_of(at) == STEP_DONE) {
            reached->begins |= (uint32_t)ENTRY_BEGINS_HERE << count_of(at);
        }
        for (uint32_t i = 0; kind_of(at) == STEP_FORK && i < count_of(at); i++) {
            uint16_t fork = states->forks[at.next + i];
            if (shared->seen[fork] != shared->round) {
                shared->seen[fork] = shared->round;
                shared->stack[height++] = fork;
            }
        }
    }
}

void steps_take(struct sieve_states *states, const uint16_t *members, uint32_t count,
                unsigned char code, struct reached *reached) {
    unsigned char column = states->columns[code];
    for (uint32_t i = 0; i < count; i++) {
        struct short_step step = states->program[members[i]];
        if (takes(states, step, column)) {
            steps_reach(states, step.next, reached);
        }
    }
}

/* Many are marked in a set of bits, and read from it. */
static void sort_many(struct sieve_states *states, uint16_t *steps, uint32_t count) {
    uint64_t *bits = states->shared->bits;
    uint32_t at = 0;
    for (uint32_t i = 0; i < count; i++) {
        bits[steps[i] >> 6] |= (uint64_t)1 << (steps[i] & 63);
    }
    for (uint32_t word = 0; at < count; word++) {
        for (uint64_t left = bits[word]; left != 0; left &= left - 1) {
            steps[at++] = (uint16_t)(word * 64 + lowest_bit(left));
        }
        bits[word] = 0;
    }
}

void steps_sort(struct sieve_states *states, uint16_t *steps, uint32_t count) {
    if (count > FEW_STEPS) {
        sort_many(states, steps, count);
        return;
    }
    for (uint32_t i = 1; i < count; i++) {
        uint16_t step = steps[i];
        uint32_t at = i;
        for (; at > 0 && steps[at - 1] > step; at--) {
            steps[at] = steps[at - 1];
        }
        steps[at] = step;
    }
}
