"""Scores the claim flags on sentences of our own, labelled before any rule was run on them: every flag put in many ways, and traps
beside them. Counted as in score_claims.py. A score below its floor in floors.json ("claims_sentences.NAME") fails; `--errors FLAG`
lists the sentences that differ, `--errors all` those of every flag."""

import argparse
import collections
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import records  # noqa: E402
from common import Tally, read_floors  # noqa: E402
from score_claims import FLAGS, print_table, score_article  # noqa: E402

sys.path.insert(0, str(records.ROOT / "corpus"))
from mark import FLAGS as SHORT  # noqa: E402

SENTENCES = pathlib.Path(__file__).resolve().parent / "claims_sentences.txt"
# What stands above each paragraph: an article needs a title, and this one has no flag.
ABOVE = "Metals in brief\n\nGeologists and mining ministers met in Geneva.\n\n"
MARK = re.compile(r"(.*?)\{([^}]*)\} ?")


def gold_of(line):
    """The text of a marked line, and its sentences in the form of a gold file."""
    text, claims = ABOVE, []
    for sentence, mark in MARK.findall(line):
        flags, *sources = [part.strip() for part in mark.split(";")]
        start = len(text) + (text != ABOVE)
        text += (" " if text != ABOVE else "") + sentence
        flags = [SHORT[flag] for flag in flags.split()]
        claims.append({"sentence_span": [start, len(text)], "flags": flags, "sources": sources})
    return text, {"claims": claims}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--errors", action="append", default=[])
    arguments = parser.parse_args()
    lines = [line for line in SENTENCES.read_text().splitlines() if line and not line.startswith("#")]
    rows = {str(number): gold_of(line) for number, line in enumerate(lines, 1)}
    data = "".join(json.dumps({"id": name, "text": text}) + "\n" for name, (text, _) in rows.items())
    binary = pathlib.Path(arguments.binary).resolve()
    tallies = collections.defaultdict(Tally)
    shown = [*FLAGS, "source"] if "all" in arguments.errors else arguments.errors
    for record in records.annotate(binary, data.encode(), "--input", "jsonl", "--fields", "sentences,claims"):
        score_article(record["id"], rows[record["id"]][1], record, tallies, shown)
    return print_table("claims_sentences", tallies, read_floors())


if __name__ == "__main__":
    sys.exit(main())
