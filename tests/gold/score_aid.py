"""Scores mentions of development assistance against summaries of aid projects that others wrote and labelled. They stand beside
the checkout, so they are scored where they are there. Of the rows that name assistance nearly all must have an `oda` mention; of
those that neither name it nor are it, few may have one that is eligible as aid. `--errors` lists the rows that differ, by id."""

import sys

from common import score_rows

RECALL_FLOOR = 0.95
FALSE_CEILING = 0.10


def mentions(record):
    return [e for e in record.get("entities", []) if e["type"] == "oda"]


def eligible(record):
    return [e for e in mentions(record) if e["attributes"].get("eligibility") == "oda"]


def score(pairs, errors):
    named = [(row, record) for row, record in pairs if row["gold"]["oda_named"]]
    neither = [(row, record) for row, record in pairs if not row["gold"]["oda"] and not row["gold"]["oda_named"]]
    missed = [row["id"] for row, record in named if not mentions(record)]
    false = [(row["id"], eligible(record)) for row, record in neither if eligible(record)]
    if errors:
        for id_ in missed:
            print(f"{id_}: no mention")
        for id_, found in false:
            print(f"{id_}: {[(e['text'], e['rule']) for e in found]}")
    recall = 1 - len(missed) / len(named)
    rate = len(false) / len(neither)
    print(f"named: {len(named)} rows, recall {recall:.3f}, floor {RECALL_FLOOR}")
    print(f"neither: {len(neither)} rows, with an eligible mention {rate:.3f}, ceiling {FALSE_CEILING}")
    return recall < RECALL_FLOOR or rate > FALSE_CEILING


if __name__ == "__main__":
    sys.exit(score_rows(__doc__, "aid.jsonl", score))
