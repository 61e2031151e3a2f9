"""What the scores share: counting, the articles of the corpus and of the set aside, and the labelled rows of others that may stand
beside the checkout."""

import argparse
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import records  # noqa: E402


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

    def count(self, wanted, got):
        """One thing that the gold has or not, and that was found or not."""
        self.right += bool(wanted and got)
        self.missed += bool(wanted and not got)
        self.wrong += bool(got and not wanted)


def read_floors():
    return json.loads((HERE / "floors.json").read_text())


def corpus_arguments(description, **errors):
    """The arguments of a score on the corpus; `errors` says how its --errors is read."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("binary")
    parser.add_argument("--heldout", action="store_true")
    parser.add_argument("--errors", **errors)
    arguments = parser.parse_args()
    if arguments.heldout and arguments.errors:
        parser.error("nobody looks at the errors on the articles that were set aside")
    return arguments


def articles(arguments):
    """Of each article: its name, its gold, its bytes and its record."""
    folder = records.ROOT / "corpus" / ("heldout" if arguments.heldout else ".")
    for path in sorted((folder / "gold").glob("*.json")):
        data = (folder / "articles" / f"{path.stem}.txt").read_bytes()
        yield path.stem, json.loads(path.read_text()), data, records.annotate(arguments.binary, data)[0]


def score_rows(description, name, score):
    """Scores ../shared/dev/NAME: score([(row, record)], errors) prints its figures and says whether one misses its floor. Where the file
    is not at hand there is nothing to score. The exit status."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("binary")
    parser.add_argument("--errors", action="store_true")
    arguments = parser.parse_args()
    path = records.ROOT.parent / "shared" / "dev" / name
    if not path.exists():
        print(f"{name} is not beside this checkout; nothing to score")
        return 0
    binary = pathlib.Path(arguments.binary).resolve()
    annotated = {record["id"]: record for record in records.annotate(binary, path.read_bytes(), "--input", "jsonl")}
    rows = [json.loads(line) for line in path.read_text().splitlines() if line]
    return int(score([(row, annotated[row["id"]]) for row in rows], arguments.errors))
