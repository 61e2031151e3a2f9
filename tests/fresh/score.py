"""Scores the command on the fresh sentences: mentions by type, span and id (organizations, amounts and dates have no id that a
definition fixes), and of nations how they are named and stand, of organizations the class, where the sentence states them. A score
below its floor fails. `--errors [TYPE]` lists what differs. `--articles` takes the fresh articles instead.

    score.py BINARY [--articles] [--errors [TYPE]]
"""

import argparse
import collections
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import marks  # noqa: E402
import records  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
ALIKE = {"government", "agency"}  # the definitions draw no line between the two
FLOORS = {
    "date": 0.97,
    "mineral": 0.90,
    "money": 0.98,
    "nation": 0.97,
    "oda": 0.92,
    "organization": 0.95,
    "quantity": 0.96,
    "refining": 0.83,
    "nation.mention": 0.98,
    "nation.role": 0.97,
    "organization.class": 0.95,
}
ARTICLE_FLOORS = {
    "date": 0.97,
    "mineral": 0.96,
    "money": 0.97,
    "nation": 0.96,
    "oda": 0.95,
    "organization": 0.95,
    "quantity": 0.97,
    "refining": 0.94,
    "organization.class": 0.90,
}


def read_articles():
    """(kind, text, {(type, id, start, end): attributes}) of each article."""
    for part in re.split(r"^# ", (HERE / "articles.txt").read_text(), flags=re.MULTILINE)[1:]:
        kind, _, text = part.partition("\n")
        yield (kind, *marks.parse(text.strip()))


def without_open(wanted, found):
    """Both without what touches a mark that the definitions leave open."""
    spans = [one[2:] for one in wanted if one[0] == "open"]
    return ({one: rest for one, rest in some.items() if not any(one[2] < end and start < one[3] for start, end in spans)}
            for some in (wanted, found))


def read():
    """(kind, text, {(type, id, start, end): attributes}) of each sentence."""
    kind = ""
    for line in (HERE / "sentences.txt").read_text().splitlines():
        if line.startswith("# "):
            kind = line[2:]
        elif line:
            yield (kind, *marks.parse(line))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("binary")
    parser.add_argument("--errors", nargs="?", const="", help="of this type, or all")
    parser.add_argument("--articles", action="store_true", help="articles.txt instead of sentences.txt")
    options = parser.parse_args()
    sentences = list(read_articles() if options.articles else read())
    floors = ARTICLE_FLOORS if options.articles else FLOORS
    lines = "".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, (_, text, _) in enumerate(sentences))
    annotated = records.annotate(options.binary, lines.encode(), "-i", "jsonl")
    right, missed, wrong = collections.Counter(), collections.Counter(), collections.Counter()
    for (kind, text, wanted), record in zip(sentences, annotated):
        wanted, found = without_open(wanted, marks.found_in(record))
        differences = []
        for one in wanted.keys() | found.keys():
            tally = right if one in wanted and one in found else missed if one in wanted else wrong
            tally[one[0]] += 1
            if tally is not right:
                differences.append((one[2], one[0], "missed" if tally is missed else "wrong ", one[1], text[slice(*one[2:])]))
                continue
            for name, value in wanted[one].items():
                got = found[one].get(name)
                same = got == value or {got, value} == ALIKE
                (right if same else missed)[f"{one[0]}.{name}"] += 1
                if not same:
                    differences.append((one[2], f"{one[0]}.{name}", f"{value} is {got}:", one[1], text[slice(*one[2:])]))
        shown = [d for d in sorted(differences) if options.errors is not None and d[1].startswith(options.errors)]
        if shown:
            print(f"[{kind}]" if options.articles else f"[{kind}] {text}")
            for _, type_, what, id_, words in shown:
                print(f"    {what} {type_} {id_} {words!r}")
    failed = False
    unit = "articles" if options.articles else "sentences"
    print(f"{len(sentences):3} {unit:22}{'precision':>10}{'recall':>8}{'f1':>8}{'floor':>8}")
    for label in sorted(right.keys() | missed.keys() | wrong.keys()):
        precision = right[label] / max(1, right[label] + wrong[label])
        recall = right[label] / max(1, right[label] + missed[label])
        f1 = 2 * right[label] / max(1, 2 * right[label] + missed[label] + wrong[label])
        score, floor = recall if "." in label else f1, floors.get(label, 0)
        failed |= score < floor
        figures = f"{'':18}" if "." in label else f"{precision:10.3f}{recall:8.3f}"
        print(f"{label:26}{figures}{score:8.3f}{floor:8.2f}{'  below its floor' if score < floor else ''}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
