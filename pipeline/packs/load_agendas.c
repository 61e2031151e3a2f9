/* Rules by what they emit, pack by pack: a stage goes through those of one kind for every
 * article, and rules are large. */
#include "packs/loader.h"

static struct rule_list *list_of(struct agenda *agendas, const struct rule *rule) {
    struct agenda *agenda = &agendas[rule->pack];
    if (rule->composed) {
        return &agenda->composed;
    }
    return rule->kind == RULE_PATTERNS ? &agenda->emits[rule->emit.kind] : NULL;
}

/* Room for the numbers of all lists, which are counted. */
static void share_room(struct agenda *agendas, size_t packs, uint32_t *room) {
    for (size_t i = 0; i < packs; i++) {
        for (uint32_t kind = 0; kind < EMIT_KINDS; kind++) {
            agendas[i].emits[kind].numbers = room;
            room += agendas[i].emits[kind].count;
            agendas[i].emits[kind].count = 0;
        }
        agendas[i].composed.numbers = room;
        room += agendas[i].composed.count;
        agendas[i].composed.count = 0;
    }
}

void load_agendas(struct loader *loader) {
    size_t rules = loader->rule_list.count;
    size_t packs = loader->packs.count;
    struct agenda *agendas =
        loader_need(loader, arena_alloc_array(loader->arena, packs, sizeof *agendas));
    uint32_t *numbers =
        loader_need(loader, arena_alloc_array(loader->arena, rules, sizeof *numbers));
    if (agendas == NULL || numbers == NULL) {
        return;
    }
    for (size_t i = 0; i < rules; i++) {
        struct rule_list *list = list_of(agendas, &loader->rule_list.items[i]);
        if (list != NULL) {
            list->count++;
        }
    }
    share_room(agendas, packs, numbers);
    for (size_t i = 0; i < rules; i++) {
        struct rule_list *list = list_of(agendas, &loader->rule_list.items[i]);
        if (list != NULL) {
            numbers[list->numbers - numbers + list->count++] = (uint32_t)i;
        }
    }
    loader->rules->agendas = agendas;
}
