"""Scores the command on the trap texts: whole articles of other matters than ours, in which hardly any word means what it looks like.
Counts the mentions of every type that a text does not have, per 1,000 words, and those that it has and that were passed over.
More than the ceilings fails. `--errors` lists both.

    texts.py BINARY [--errors]
"""

import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import marks  # noqa: E402
import records  # noqa: E402

TEXTS = pathlib.Path(__file__).resolve().parent / "texts"
MOST_WRONG = 5.0  # per 1,000 words
MOST_MISSED = 15  # of all


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("binary")
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    words = wrong = missed = wanted_in_all = 0
    for path in sorted(TEXTS.glob("*.txt")):
        text, wanted = marks.parse(path.read_text())
        found = marks.found_in(records.annotate(options.binary, text.encode())[0])
        words += len(text.split())
        wanted_in_all += len(wanted)
        wrong += len(found.keys() - wanted.keys())
        missed += len(wanted.keys() - found.keys())
        for type_, id_, start, end in sorted(found.keys() ^ wanted.keys(), key=lambda one: one[2]):
            if options.errors:
                what = "missed" if (type_, id_, start, end) in wanted else "wrong "
                around = " ".join(text[max(0, start - 40) : end + 40].split())
                print(f"{path.stem}: {what} {type_} {id_} {text[start:end]!r} in: {around}")
    rate = 1000 * wrong / words
    print(f"{words} words: {rate:.1f} false alarms per 1,000 words, at most {MOST_WRONG} allowed")
    print(f"{wanted_in_all} mentions: {missed} missed, at most {MOST_MISSED} allowed")
    return 1 if rate > MOST_WRONG or missed > MOST_MISSED else 0


if __name__ == "__main__":
    sys.exit(main())
