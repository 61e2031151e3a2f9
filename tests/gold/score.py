"""Scores the command against the corpus: entities by type (span and id; also with spans that only overlap), attributes, zones by
code point, and the false alarms on the trap articles. A score below its floor in floors.json fails, and so does a rate of false
alarms above what "false_alarms" allows there. `--heldout` scores the articles that are never looked at, against the floors under
"heldout."; `--errors TYPE` lists what differs, and is refused there."""

import collections
import sys

from common import Tally, articles, corpus_arguments, read_floors

# Ids of organizations are names of our own, which no definition fixes; amounts and dates have none.
WITHOUT_ID = {"organization", "money", "quantity", "date"}
# Attributes that the gold states, compared where both mark the mention.
ATTRIBUTES = {
    "nation": ["mention", "role"],
    "oda": ["class", "eligibility"],
    "refining": ["tier"],
    "organization": ["class"],
    "money": ["value", "currency"],
    "quantity": ["value"],
    "date": ["iso"],
}


def key(type_, id_, start, end):
    same = (id_ or "").replace("-", "_")
    return (type_, start, end, "" if type_ in WITHOUT_ID else same)


def zone_kinds(zones, size):
    kinds = [None] * size
    for zone in zones:
        start, end = zone["span"] if isinstance(zone["span"], list) else zone["span"]["char"]
        kinds[start:end] = [zone["kind"]] * (end - start)
    return kinds


def same_value(gold, found):
    try:
        return abs(float(gold) - float(found)) < 1e-9
    except (TypeError, ValueError):
        return gold == found


def score_article(name, gold, record, tallies, shown):
    wanted = {key(e["type"], e["id"], *e["span"]): e for e in gold["entities"]}
    found = {key(e["type"], e["id"], *e["span"]["char"]): e for e in record["entities"]}
    for one in wanted.keys() | found.keys():
        tally = tallies[one[0]]
        if one in wanted and one in found:
            tally.right += 1
            for attribute in ATTRIBUTES.get(one[0], []):
                score_attribute(name, attribute, wanted[one], found[one], tallies, shown)
        elif one in wanted:
            tally.missed += 1
            if one[0] in shown:
                print(f"{name}: missed {one}: {wanted[one]['text']!r}")
        else:
            tally.wrong += 1
            if one[0] in shown:
                print(f"{name}: wrong {one}: {found[one]['text']!r} by {found[one]['rule']}")
    size = len(record["text"])
    pairs = zip(zone_kinds(gold["zones"], size), zone_kinds(record["zones"], size))
    for wanted_kind, found_kind in pairs:
        tallies["zones"].right += wanted_kind == found_kind
        tallies["zones"].missed += wanted_kind != found_kind


def overlapping(gold, record, tallies):
    """Each mention found takes one mention of the gold with its type and id that shares a character with it."""
    left = [key(e["type"], e["id"], *e["span"]) for e in gold["entities"]]
    for type_, start, end, id_ in (key(e["type"], e["id"], *e["span"]["char"]) for e in record["entities"]):
        mate = next((g for g in left if (g[0], g[3]) == (type_, id_) and g[1] < end and start < g[2]), None)
        tallies[type_].wrong += mate is None
        tallies[type_].right += mate is not None
        if mate:
            left.remove(mate)
    for type_, *_ in left:
        tallies[type_].missed += 1


def false_alarms(gold, record, alarms):
    """Counts the mentions that the gold of this article does not have, by type."""
    wanted = {key(e["type"], e["id"], *e["span"]) for e in gold["entities"]}
    for entity in record["entities"]:
        alarms[entity["type"]] += key(entity["type"], entity["id"], *entity["span"]["char"]) not in wanted


def show_alarms(alarms, articles, words, most):
    """The rate of false alarms on the traps; whether it is above the most that is allowed."""
    rate = 1000 * sum(alarms.values()) / words if words else 0.0
    by_type = ", ".join(f"{type_} {count}" for type_, count in sorted(alarms.items()) if count)
    print(f"\n{articles} trap articles, {words} words: {rate:.1f} false alarms per 1,000 words, at most {most} allowed")
    print(f"by type: {by_type or 'none'}")
    return rate > most


def score_attribute(name, attribute, wanted, found, tallies, shown):
    if attribute not in wanted.get("attributes", {}):
        return
    label = f"{wanted['type']}.{attribute}"
    gold, got = wanted["attributes"][attribute], found["attributes"].get(attribute)
    right = same_value(gold, got)
    tallies[label].right += right
    tallies[label].missed += not right
    if not right and label in shown:
        print(f"{name}: {label} of {wanted['text']!r} at {wanted['span']}: {gold!r} wanted, {got!r} found")


def micro(tallies):
    """All types together."""
    total = Tally()
    for tally in tallies.values():
        total.right += tally.right
        total.missed += tally.missed
        total.wrong += tally.wrong
    return total


def show_scores(tallies, loose, floors):
    """The table; whether a score is below its floor."""
    entities = {label: tallies[label] for label in loose}
    rows = sorted(tallies.items()) + [("micro", micro(entities))]
    loose = {**loose, "micro": micro(loose)}
    failed = False
    print(f"{'':24}{'precision':>10}{'recall':>8}{'f1':>8}{'overlap':>9}{'floor':>8}")
    for label, tally in rows:
        score = tally.f1() if label in loose else tally.recall()
        floor = floors.get(label, 0)
        failed |= score < floor
        figures = f"{tally.precision():10.3f}{tally.recall():8.3f}" if label in loose else f"{'':18}"
        overlap = f"{loose[label].f1():9.3f}" if label in loose else f"{'':9}"
        print(f"{label:24}{figures}{score:8.3f}{overlap}{floor:8.2f}{'  below its floor' if score < floor else ''}")
    return failed


def main():
    arguments = corpus_arguments(__doc__, action="append", default=[])
    floors = read_floors()
    if arguments.heldout:
        floors = {name[len("heldout.") :]: floor for name, floor in floors.items() if name.startswith("heldout.")}
    tallies, loose = collections.defaultdict(Tally), collections.defaultdict(Tally)
    alarms, traps, words = collections.Counter(), 0, 0
    for name, gold, data, record in articles(arguments):
        score_article(name, gold, record, tallies, arguments.errors)
        overlapping(gold, record, loose)
        if name.startswith("trap-"):
            false_alarms(gold, record, alarms)
            traps += 1
            words += len(data.decode().split())
    low = show_scores(tallies, loose, floors)
    loud = show_alarms(alarms, traps, words, floors["false_alarms"])
    return 1 if low or loud else 0


if __name__ == "__main__":
    sys.exit(main())
