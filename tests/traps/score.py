#!/usr/bin/env python3
"""Scores the assay binary on the trap sentences.

Runs the binary once over all sentences of traps.jsonl, compares the set of (type, id, text) of each
sentence's nation, mineral, oda and refining mentions with the set that is right, prints every sentence
that is wrong with what was missed and what was too much, and exits 1 if more than one in twenty is wrong.

    score.py BINARY [--rules DIR] [--quiet]
"""
import argparse
import collections
import json
import os
import subprocess
import sys

TYPES = ("nation", "mineral", "oda", "refining")
ALLOWED = 20  # one wrong sentence in this many


def key(entity):
    """A mention as it is compared. Slugs of oda concepts count as equal however words are joined."""
    name = entity["id"] or ""
    if entity["type"] == "oda":
        name = name.lower().replace("-", "_")
    return (entity["type"], name, " ".join(entity["text"].split()))


def annotate(binary, rules, lines):
    command = [binary, "annotate", "-i", "jsonl"]
    if rules:
        command += ["--rules", rules]
    run = subprocess.run(command, input=lines, stdout=subprocess.PIPE, check=False)
    if run.returncode not in (0, 1):
        sys.exit("score.py: %s exited with status %d" % (binary, run.returncode))
    records = {}
    for line in run.stdout.decode("utf-8").splitlines():
        if line.strip():
            record = json.loads(line)
            records[record["id"]] = record
    return records


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("binary")
    parser.add_argument("--rules")
    parser.add_argument("--traps", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "traps.jsonl"))
    parser.add_argument("--quiet", action="store_true", help="only the totals")
    options = parser.parse_args()

    with open(options.traps, encoding="utf-8") as file:
        traps = [json.loads(line) for line in file if line.strip()]
    lines = "".join(json.dumps({"id": trap["id"], "text": trap["text"]}, ensure_ascii=False) + "\n" for trap in traps)
    records = annotate(options.binary, options.rules, lines.encode("utf-8"))

    wrong = collections.Counter()
    total = collections.Counter()
    for trap in traps:
        total[trap["kind"]] += 1
        want = {key(entity) for entity in trap["want"]}
        record = records.get(trap["id"])
        if record is None or "error" in record:
            got = {("no record", "", "")}
        else:
            got = {key(entity) for entity in record["entities"] if entity["type"] in TYPES}
        if got == want:
            continue
        wrong[trap["kind"]] += 1
        if not options.quiet:
            print("%s (%s): %s" % (trap["id"], trap["kind"], trap["text"]))
            for mention in sorted(want - got):
                print("    missed    %s %s %r" % mention)
            for mention in sorted(got - want):
                print("    too much  %s %s %r" % mention)

    for kind in sorted(total):
        print("%-18s %3d of %3d right" % (kind, total[kind] - wrong[kind], total[kind]))
    bad, all_sentences = sum(wrong.values()), sum(total.values())
    print("%-18s %3d of %3d right, %d wrong, %d allowed" % ("all", all_sentences - bad, all_sentences, bad, all_sentences // ALLOWED))
    return 1 if bad * ALLOWED > all_sentences else 0


if __name__ == "__main__":
    sys.exit(main())
