"""Scores relations on sentences of our own, written and annotated before any rule was run on them: each type in many shapes, and
beside them traps that hold no relation. Counted as in score_relations.py. A score below its floor in floors.json fails; `--errors`
lists what differs."""

import argparse
import collections
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import records  # noqa: E402
from common import Tally, read_floors  # noqa: E402
from score_relations import score_article  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
SENTENCES = HERE / "relations_sentences.jsonl"
# What stands above each sentence: the context of an article, without which many words are no mention. It holds no relation.
ABOVE = "Minerals in brief: copper, nickel and rare earths\n\nAid donors and mining ministers met in Geneva.\n\n"


def gold_of(row):
    """The row in the form of a gold file: where its arguments stand, over the whole text."""
    size = len(ABOVE) + len(row["text"])
    relations = []
    for relation in row["relations"]:
        arguments = {}
        for role, text in relation["arguments"].items():
            start = len(ABOVE) + row["text"].index(text)
            arguments[role] = {"span": [start, start + len(text)], "text": text}
        relations.append({"type": relation["type"], "sentence_span": [len(ABOVE), size], "arguments": arguments})
    return {"relations": relations}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--errors", action="store_true")
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in SENTENCES.read_text().splitlines() if line]
    binary = pathlib.Path(arguments.binary).resolve()
    lines = "".join(json.dumps({"id": row["id"], "text": ABOVE + row["text"]}) + "\n" for row in rows)
    annotated = {record["id"]: record for record in records.annotate(binary, lines.encode(), "--input", "jsonl")}
    tallies = collections.defaultdict(Tally)
    for row in rows:
        score_article(row["id"], gold_of(row), annotated[row["id"]], tallies, arguments.errors)
    floors = read_floors()
    failed = False
    print(f"{'sentences':24}{'precision':>10}{'recall':>8}{'f1':>8}{'floor':>8}")
    for label, tally in sorted(tallies.items()):
        floor = floors.get(f"relations_sentences.{label}", 0)
        failed |= tally.f1() < floor
        print(f"{label:24}{tally.precision():10.3f}{tally.recall():8.3f}{tally.f1():8.3f}{floor:8.2f}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
