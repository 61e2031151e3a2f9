#!/usr/bin/env python3
"""Compares the gold of gold/ with the second reading in second/gold/, and prints the tables that README.md shows.

The second reading was made from the plain text, without the first at hand. How far two readings agree is the ceiling for any
program that is scored on one of them. Mentions and relations are compared by F1, claim flags and frames by Cohen's kappa too,
which takes out the agreement that chance alone would give. --list prints every difference instead.

With --heldout it compares what was set aside with its own second reading.

    agreement.py [--heldout] [--list]
"""
import collections
import json
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FLAGS = """attributed vague_source unsourced hedged absolute predictive causal quantified comparative normative evaluative
    negated contrast category_error""".split()
TYPES = "nation mineral oda refining organization money quantity date".split()
FRAMES = """geopolitical_competition supply_security national_interest development_assistance industrial_policy
    dominance_dependency soft_power environment_harm indigenous_rights economic_opportunity technology_transition
    conflict_metaphor market_price regulation_trade_policy value_addition neutrality_claims
    responsibility_governance""".split()


class Counts:
    """What both readings have, what the first alone has and what the second alone has."""

    def __init__(self):
        self.both = self.first = self.second = self.neither = 0

    def add(self, in_first, in_second):
        if in_first and in_second:
            self.both += 1
        elif in_first:
            self.first += 1
        elif in_second:
            self.second += 1
        else:
            self.neither += 1

    def f1(self):
        total = 2 * self.both + self.first + self.second
        return "%.3f" % (2 * self.both / total) if total else "–"

    def kappa(self):
        count = self.both + self.first + self.second + self.neither
        if not count or not self.both + self.first + self.second:
            return "–"
        observed = (self.both + self.neither) / count
        yes = (self.both + self.first) * (self.both + self.second) / count ** 2
        no = (self.second + self.neither) * (self.first + self.neither) / count ** 2
        return "–" if yes + no == 1 else "%.3f" % ((observed - yes - no) / (1 - yes - no))


def load(folder, name, kind):
    path = os.path.join(folder, kind, name + (".txt" if kind == "articles" else ".json"))
    with open(path, encoding="utf-8", newline="") as file:
        return file.read() if kind == "articles" else json.load(file)


def overlap(one, other):
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def pair(ones, others, fits):
    """Pairs each item of the first list with the first free item of the second that fits it; then what is left of both."""
    free, pairs, left = list(others), [], []
    for one in ones:
        found = next((other for other in free if fits(one, other)), None)
        if found is None:
            left.append(one)
        else:
            free.remove(found)
            pairs.append((one, found))
    return pairs, left, free


def pair_sentences(first, second):
    """Sentences that share more than half of the longer one."""
    def fits(one, other):
        one, other = one["sentence_span"], other["sentence_span"]
        return 2 * overlap(one, other) > max(one[1] - one[0], other[1] - other[0])
    return pair(first["claims"], second["claims"], fits)


def compare_entities(name, first, second, tables, notes):
    for kind in TYPES:
        ones = [e for e in first["entities"] if e["type"] == kind]
        others = [e for e in second["entities"] if e["type"] == kind]
        for table, fits in (("strict", lambda a, b: a["span"] == b["span"]),
                            ("overlap", lambda a, b: overlap(a["span"], b["span"]) > 0)):
            pairs, left, free = pair(ones, others, fits)
            tables[table][kind].both += len(pairs)
            tables[table][kind].first += len(left)
            tables[table][kind].second += len(free)
            if table == "strict":
                tables["same"][kind] += sum(a["id"] == b["id"] and a["attributes"] == b["attributes"] for a, b in pairs)
                notes += ["%s: %s only first: %s" % (name, kind, e["text"]) for e in left]
                notes += ["%s: %s only second: %s" % (name, kind, e["text"]) for e in free]


def compare_claims(name, first, second, tables, notes):
    pairs, left, free = pair_sentences(first, second)
    tables["sentences"].both += len(pairs)
    tables["sentences"].first += len(left)
    tables["sentences"].second += len(free)
    for one, other in pairs:
        for flag in FLAGS:
            here, there = flag in one["flags"], flag in other["flags"]
            tables["flags"][flag].add(here, there)
            if here != there:
                notes.append("%s: %s only %s: %s" % (name, flag, "first" if here else "second", one["text"]))
        if "attributed" in one["flags"] and "attributed" in other["flags"]:
            here, there = "; ".join(one["sources"]), "; ".join(other["sources"])
            tables["sources"].add(True, here == there)
            tables["shared sources"].add(True, here in there or there in here)


def compare_frames(name, first, second, tables, notes):
    ones = {frame["frame"]: frame["stance"] for frame in first["frames"]}
    others = {frame["frame"]: frame["stance"] for frame in second["frames"]}
    for frame in FRAMES:
        tables["frames"].add(frame in ones, frame in others)
        if frame in ones and frame in others:
            tables["stances"].add(True, ones[frame] == others[frame])
        if ones.get(frame) != others.get(frame):
            notes.append("%s: frame %s: %s, %s" % (name, frame, ones.get(frame), others.get(frame)))


def compare_relations(name, first, second, tables, notes):
    def fits(one, other):
        return one["type"] == other["type"] and overlap(one["sentence_span"], other["sentence_span"]) > 0
    pairs, left, free = pair(first["relations"], second["relations"], fits)
    counts = tables["relations"]
    counts.both += len(pairs)
    counts.first += len(left)
    counts.second += len(free)
    notes += ["%s: relation only first: %s" % (name, r["type"]) for r in left]
    notes += ["%s: relation only second: %s" % (name, r["type"]) for r in free]
    for one, other in pairs:
        for role in sorted(set(one["arguments"]) | set(other["arguments"])):
            here, there = one["arguments"].get(role), other["arguments"].get(role)
            if here and there and not overlap(here["span"], there["span"]):
                tables["arguments"].add(True, False)
                tables["arguments"].add(False, True)
            else:
                tables["arguments"].add(here is not None, there is not None)


def compare_zones(first, second, tables):
    for zone in first["zones"]:
        tables["zones"][0] += sum(overlap(zone["span"], other["span"]) for other in second["zones"]
                                  if other["kind"] == zone["kind"])
        tables["zones"][1] += zone["span"][1] - zone["span"][0]


def row(name, counts, *more):
    return "| " + " | ".join([name, str(counts.both), str(counts.first), str(counts.second), *more]) + " |"


def total(table):
    result = Counts()
    for counts in table.values():
        for key in ("both", "first", "second", "neither"):
            setattr(result, key, getattr(result, key) + getattr(counts, key))
    return result


def show(tables):
    print("| mentions | both | first only | second only | F1 strict | F1 overlap | same id and attributes |")
    print("|---|---|---|---|---|---|---|")
    for kind in TYPES + ["all"]:
        strict = tables["strict"][kind] if kind != "all" else total(tables["strict"])
        loose = tables["overlap"][kind] if kind != "all" else total(tables["overlap"])
        same = tables["same"][kind] if kind != "all" else sum(tables["same"].values())
        print(row(kind, strict, strict.f1(), loose.f1(), "%d of %d" % (same, strict.both)))
    print("\n| claim flags | both | first only | second only | F1 | kappa |")
    print("|---|---|---|---|---|---|")
    for flag in FLAGS + ["all"]:
        counts = tables["flags"][flag] if flag != "all" else total(tables["flags"])
        print(row(flag, counts, counts.f1(), counts.kappa()))
    print("\n| other | both | first only | second only | F1 | kappa |")
    print("|---|---|---|---|---|---|")
    for name in ("frames", "relations", "arguments", "sentences"):
        kappa = tables[name].kappa() if name == "frames" else "–"
        print(row(name, tables[name], tables[name].f1(), kappa))
    for name, words in (("sources", "sources of sentences that both call attributed"),
                        ("shared sources", "those sources, where one may hold the other"),
                        ("stances", "stances of frames that both have")):
        print("\n%s: %d of %d the same" % (words, tables[name].both, tables[name].both + tables[name].first), end="")
    print("\nzones: %.1f%% of the characters the same" % (100 * tables["zones"][0] / tables["zones"][1]))


def main():
    readings = os.path.join(HERE, "heldout") if "--heldout" in sys.argv[1:] else HERE
    again = os.path.join(readings, "second")
    names = sorted(f[:-5] for f in os.listdir(os.path.join(again, "gold")))
    tables = {"strict": collections.defaultdict(Counts), "overlap": collections.defaultdict(Counts),
              "same": collections.Counter(), "flags": collections.defaultdict(Counts), "sentences": Counts(),
              "sources": Counts(), "shared sources": Counts(), "frames": Counts(), "stances": Counts(), "relations": Counts(), "arguments": Counts(),
              "zones": [0, 0]}
    notes = []
    for name in names:
        if load(readings, name, "articles") != load(again, name, "articles"):
            sys.exit("%s: the two readings are not of one text" % name)
        first, second = load(readings, name, "gold"), load(again, name, "gold")
        compare_entities(name, first, second, tables, notes)
        compare_claims(name, first, second, tables, notes)
        compare_frames(name, first, second, tables, notes)
        compare_relations(name, first, second, tables, notes)
        compare_zones(first, second, tables)
    if "--list" in sys.argv[1:]:
        print("\n".join(notes))
    else:
        show(tables)
    return 0


if __name__ == "__main__":
    sys.exit(main())
