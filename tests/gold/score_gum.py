"""Scores the flag `attributed` by sentence on the GUM news set beside the checkout (../shared/dev/gum_news.jsonl), which annotators of
that corpus labelled. Where the file is not at hand there is nothing to score, and it says so. Fails below F1 0.82 or precision 0.85.
`--errors` lists the sentences that differ."""

import sys

from common import Tally, score_rows
from score_claims import match_sentences

F1_FLOOR, PRECISION_FLOOR = 0.82, 0.85


def score_article(gold, record, tally, errors):
    """A gold sentence is attributed where a sentence of ours that shares over half with it is."""
    spans = [sentence["span"]["char"] for sentence in record["sentences"]]
    flagged = {c["sentence"] for c in record["claims"] if any(f["flag"] == "attributed" for f in c["flags"])}
    pairs = match_sentences([(start, end) for start, end, _ in gold["gold"]["sentences"]], spans)
    for number, (start, end, attributed) in enumerate(gold["gold"]["sentences"]):
        found = any(record["sentences"][i]["n"] in flagged for i in pairs[number])
        tally.count(attributed, found)
        if errors and bool(attributed) != found:
            print("missed" if attributed else "wrong ", gold["id"], " ".join(gold["text"][start:end].split()))


def score(pairs, errors):
    tally = Tally()
    for row, record in pairs:
        score_article(row, record, tally, errors)
    print(f"attributed on GUM news: precision {tally.precision():.3f} recall {tally.recall():.3f} F1 {tally.f1():.3f}")
    return tally.f1() < F1_FLOOR or tally.precision() < PRECISION_FLOOR


if __name__ == "__main__":
    sys.exit(score_rows(__doc__, "gum_news.jsonl", score))
