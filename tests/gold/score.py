"""Scores the command against the corpus: entities by type (span and id), attributes, zones by code point. A score below its
floor in floors.json fails; `--heldout` scores the articles that are never looked at, without floors; `--errors TYPE` lists what
differs."""

import argparse
import collections
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import records  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
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


def load(folder):
    for path in sorted((folder / "gold").glob("*.json")):
        yield path.stem, json.loads(path.read_text()), (folder / "articles" / f"{path.stem}.txt").read_bytes()


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


class Tally:
    def __init__(self):
        self.right = self.missed = self.wrong = 0

    def f1(self):
        total = 2 * self.right + self.missed + self.wrong
        return 2 * self.right / total if total else 1.0

    def precision(self):
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    def recall(self):
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


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


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--heldout", action="store_true")
    parser.add_argument("--errors", action="append", default=[])
    arguments = parser.parse_args()
    folder = records.ROOT / "corpus" / ("heldout" if arguments.heldout else ".")
    tallies = collections.defaultdict(Tally)
    for name, gold, data in load(folder):
        score_article(name, gold, records.annotate(arguments.binary, data)[0], tallies, arguments.errors)
    floors = {} if arguments.heldout else json.loads((HERE / "floors.json").read_text())
    failed = False
    print(f"{'':24}{'precision':>10}{'recall':>8}{'f1':>8}{'floor':>8}")
    for label, tally in sorted(tallies.items()):
        attribute = "." in label or label == "zones"
        score = tally.recall() if attribute else tally.f1()
        floor = floors.get(label, 0)
        low = score < floor
        failed |= low
        figures = f"{'':>10}{score:8.3f}{'':>8}" if attribute else f"{tally.precision():10.3f}{tally.recall():8.3f}{score:8.3f}"
        print(f"{label:24}{figures}{floor:8.2f}{'  below its floor' if low else ''}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
