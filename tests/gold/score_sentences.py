"""Counts the golden rules of sentence boundaries beside the checkout (../shared/dev/golden_sentences.jsonl) that come out as they
should. Where the file is not at hand there is nothing to count, and it says so. Fails below 40 of them. `--errors` lists the others."""

import argparse
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import records  # noqa: E402

ROWS = records.ROOT.parent / "shared" / "dev" / "golden_sentences.jsonl"
FLOOR = 40


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--errors", action="store_true")
    arguments = parser.parse_args()
    if not ROWS.exists():
        print("golden_sentences.jsonl is not beside this checkout; nothing to count")
        return 0
    binary = pathlib.Path(arguments.binary).resolve()
    annotated = {record["id"]: record for record in records.annotate(binary, ROWS.read_bytes(), "--input", "jsonl")}
    rows = [json.loads(line) for line in ROWS.read_text().splitlines()]
    right = 0
    for row in rows:
        record = annotated[row["id"]]
        found = [record["text"][slice(*sentence["span"]["char"])] for sentence in record["sentences"]]
        wanted = [sentence.strip() for sentence in row["gold"]["sentences"]]
        right += found == wanted
        if arguments.errors and found != wanted:
            print(f"{row['id']}: {found}, not {wanted}")
    print(f"golden sentences: {right} of {len(rows)} right, floor {FLOOR}")
    return int(right < FLOOR)


if __name__ == "__main__":
    sys.exit(main())
