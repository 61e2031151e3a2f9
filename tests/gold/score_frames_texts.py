"""Scores the frames on short articles of our own, labelled before any rule was run on them. Counted as in score_frames.py. A score
below its floor in floors.json ("frames_texts.NAME") fails; `--errors` lists what differs."""

import argparse
import collections
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import records  # noqa: E402
from common import Tally, read_floors  # noqa: E402
from score_frames import print_table, score_article  # noqa: E402

TEXTS = pathlib.Path(__file__).resolve().parent / "frames_texts.txt"


def articles():
    """Name, frames in the form of a gold file, and text of each article."""
    for block in ("\n" + TEXTS.read_text()).split("\n= ")[1:]:
        name, frames, text = block.split("\n", 2)
        pairs = [frame.split("=") for frame in frames.split()[1:] if frame != "none"]
        yield name, {"frames": [{"frame": frame, "stance": stance} for frame, stance in pairs]}, text


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--errors", action="store_true")
    arguments = parser.parse_args()
    gold = {name: frames for name, frames, _ in articles()}
    data = "".join(json.dumps({"id": name, "text": text}) + "\n" for name, _, text in articles())
    tallies, stances = collections.defaultdict(Tally), Tally()
    for record in records.annotate(pathlib.Path(arguments.binary).resolve(), data.encode(), "--input", "jsonl"):
        score_article(record["id"], gold[record["id"]], record, tallies, stances, arguments.errors)
    return print_table("frames_texts", tallies, stances, read_floors())


if __name__ == "__main__":
    sys.exit(main())
