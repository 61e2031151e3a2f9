"""Counts the golden rules of sentence boundaries beside the checkout (../shared/dev/golden_sentences.jsonl) that come out as they
should. Where the file is not at hand there is nothing to count, and it says so. Fails below 40 of them. `--errors` lists the others."""

import sys

from common import score_rows

FLOOR = 40


def score(pairs, errors):
    right = 0
    for row, record in pairs:
        found = [record["text"][slice(*sentence["span"]["char"])] for sentence in record["sentences"]]
        wanted = [sentence.strip() for sentence in row["gold"]["sentences"]]
        right += found == wanted
        if errors and found != wanted:
            print(f"{row['id']}: {found}, not {wanted}")
    print(f"golden sentences: {right} of {len(pairs)} right, floor {FLOOR}")
    return right < FLOOR


if __name__ == "__main__":
    sys.exit(score_rows(__doc__, "golden_sentences.jsonl", score))
