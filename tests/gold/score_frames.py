"""Scores the frames against the corpus: per frame and article precision, recall and F1, the macro-F1 over the frames that gold or
output have, and how many stances agree where both have the frame. A score below its floor in floors.json ("frames.NAME") fails;
`--heldout` scores the articles that are never looked at, without floors; `--errors` lists the articles that differ."""

import collections
import sys

from common import Tally, articles, corpus_arguments, read_floors

# The generic frames of any news article are another pack's, which the corpus does not annotate.
FRAMES = (
    "geopolitical_competition supply_security national_interest development_assistance industrial_policy "
    "dominance_dependency soft_power environment_harm indigenous_rights economic_opportunity technology_transition "
    "conflict_metaphor market_price regulation_trade_policy value_addition neutrality_claims responsibility_governance"
).split()


def score_article(name, gold, record, tallies, stances, errors):
    wanted = {frame["frame"]: frame["stance"] for frame in gold["frames"]}
    found = {frame["frame"]: frame for frame in record["framing"] if frame["frame"] in FRAMES}
    for frame in wanted.keys() | found.keys():
        tallies[frame].count(frame in wanted, frame in found)
        if errors and (frame in wanted) != (frame in found):
            cues = "; ".join(mark["text"] for mark in found[frame]["evidence"]) if frame in found else ""
            print(f"{name}: {frame} {'missed' if frame in wanted else 'wrong'} {' '.join(cues.split())}")
        if frame in wanted and frame in found:
            stances.right += wanted[frame] == found[frame]["stance"]
            stances.missed += wanted[frame] != found[frame]["stance"]


def print_table(name, tallies, stances, floors):
    """A line a frame, the macro-F1 and the stances; 1 if a score is below its floor "NAME.FRAME"."""
    present = [frame for frame in FRAMES if frame in tallies]
    macro = sum(tallies[frame].f1() for frame in present) / len(present)
    rows = [(frame, tallies[frame], tallies[frame].f1()) for frame in present]
    rows += [("macro", None, macro), ("stance", None, stances.recall())]
    failed = False
    print(f"{name:28}{'gold':>6}{'found':>7}{'precision':>11}{'recall':>8}{'f1':>8}{'floor':>8}")
    for label, tally, score in rows:
        floor = floors.get(f"{name}.{label}", 0)
        failed |= score < floor
        figures = " " * 32
        if tally is not None:
            counts = f"{tally.right + tally.missed:6}{tally.right + tally.wrong:7}"
            figures = f"{counts}{tally.precision():11.3f}{tally.recall():8.3f}"
        print(f"{label:28}{figures}{score:8.3f}{floor:8.2f}{'  below its floor' if score < floor else ''}")
    return 1 if failed else 0


def main():
    arguments = corpus_arguments(__doc__, action="store_true")
    tallies, stances = collections.defaultdict(Tally), Tally()
    for name, gold, _, record in articles(arguments):
        score_article(name, gold, record, tallies, stances, arguments.errors)
    return print_table("frames", tallies, stances, {} if arguments.heldout else read_floors())


if __name__ == "__main__":
    sys.exit(main())
