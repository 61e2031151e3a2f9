"""Scores relations against the corpus: a relation is found where one of its type stands in the same sentence and shares an argument
of the same role (overlapping text). Arguments are scored over the relations found. A score below its floor in floors.json fails;
`--errors` lists what differs."""

import collections
import sys

from common import Tally, articles, corpus_arguments, read_floors



def overlap(a, b):
    return a[0] < b[1] and b[0] < a[1]


def shared(gold, found):
    """The roles in which both name the same words."""
    return [
        role
        for role, argument in gold["arguments"].items()
        if role in found["arguments"] and overlap(argument["span"], found["arguments"][role]["span"]["char"])
    ]


def show(text, arguments):
    return {role: argument["text"] for role, argument in arguments.items()}


def score_article(name, gold, record, tallies, errors):
    used = set()
    for wanted in gold["relations"]:
        best = None
        for number, found in enumerate(record["relations"]):
            same = found["type"] == wanted["type"] and overlap(wanted["sentence_span"], found["span"]["char"])
            if number not in used and same and (best is None or len(shared(wanted, found)) > best[0]):
                best = (len(shared(wanted, found)), number)
        if best is None or best[0] == 0:
            tallies[wanted["type"]].missed += 1
            if errors:
                print(f"{name}: missed {wanted['type']}: {show(record, wanted['arguments'])}")
            continue
        used.add(best[1])
        tallies[wanted["type"]].right += 1
        tallies["arguments"].right += best[0]
        tallies["arguments"].missed += len(wanted["arguments"]) - best[0]
        tallies["arguments"].wrong += len(record["relations"][best[1]]["arguments"]) - best[0]
    for number, found in enumerate(record["relations"]):
        if number not in used:
            tallies[found["type"]].wrong += 1
            if errors:
                print(f"{name}: wrong {found['type']} by {found['rule']}: {show(record, found['arguments'])}")


def main():
    arguments = corpus_arguments(__doc__, action="store_true")
    tallies = collections.defaultdict(Tally)
    for name, gold, _, record in articles(arguments):
        score_article(name, gold, record, tallies, arguments.errors)
    floors = {} if arguments.heldout else read_floors()
    failed = False
    print(f"{'relations':24}{'precision':>10}{'recall':>8}{'f1':>8}{'floor':>8}")
    for label, tally in sorted(tallies.items()):
        floor = floors.get(f"relations.{label}", 0)
        failed |= tally.f1() < floor
        print(f"{label:24}{tally.precision():10.3f}{tally.recall():8.3f}{tally.f1():8.3f}{floor:8.2f}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
