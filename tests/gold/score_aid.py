"""Scores mentions of development assistance against summaries of aid projects that others wrote and labelled. They stand beside
the checkout, so they are scored where they are there. Of the rows that name assistance nearly all must have an `oda` mention; of
those that neither name it nor are it, few may have one that is eligible as aid. `--errors` lists the rows that differ, by id."""

import argparse
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import records  # noqa: E402

ROWS = records.ROOT.parent / "shared" / "dev" / "aid.jsonl"
RECALL_FLOOR = 0.95
FALSE_CEILING = 0.10


def mentions(record):
    return [e for e in record.get("entities", []) if e["type"] == "oda"]


def eligible(record):
    return [e for e in mentions(record) if e["attributes"].get("eligibility") == "oda"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--errors", action="store_true")
    arguments = parser.parse_args()
    if not ROWS.exists():
        print("the summaries are not beside this checkout; nothing to score")
        return 0
    binary = pathlib.Path(arguments.binary).resolve()
    annotated = {record["id"]: record for record in records.annotate(binary, ROWS.read_bytes(), "--input", "jsonl")}
    rows = [json.loads(line) for line in ROWS.read_text().splitlines() if line]
    named = [row["id"] for row in rows if row["gold"]["oda_named"]]
    neither = [row["id"] for row in rows if not row["gold"]["oda"] and not row["gold"]["oda_named"]]
    missed = [id_ for id_ in named if not mentions(annotated[id_])]
    false = [id_ for id_ in neither if eligible(annotated[id_])]
    if arguments.errors:
        for id_ in missed:
            print(f"{id_}: no mention")
        for id_ in false:
            print(f"{id_}: {[(e['text'], e['rule']) for e in eligible(annotated[id_])]}")
    recall = 1 - len(missed) / len(named)
    rate = len(false) / len(neither)
    print(f"named: {len(named)} rows, recall {recall:.3f}, floor {RECALL_FLOOR}")
    print(f"neither: {len(neither)} rows, with an eligible mention {rate:.3f}, ceiling {FALSE_CEILING}")
    return 1 if recall < RECALL_FLOOR or rate > FALSE_CEILING else 0


if __name__ == "__main__":
    sys.exit(main())
