"""Scores the nations of an article on the news paragraphs of GeoVirus beside the checkout (../shared/dev/geovirus.jsonl): which nations an
article mentions by name or abbreviation, since its gold has no demonyms, capitals or governments. Where the file is not at hand
there is nothing to score, and it says so. Fails below F1 0.96. `--errors` lists the articles that differ."""

import argparse
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import records  # noqa: E402
from score_claims import Tally  # noqa: E402

ROWS = records.ROOT.parent / "shared" / "dev" / "geovirus.jsonl"
F1_FLOOR = 0.96


def named(record):
    """ISO 3166 alpha-2, as the gold has it; blocs have none."""
    ways = ("name", "abbreviation")
    nations = [e["attributes"] for e in record["entities"] if e["type"] == "nation"]
    return {one["alpha2"] for one in nations if one["mention"] in ways and one.get("alpha2")}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary")
    parser.add_argument("--errors", action="store_true")
    arguments = parser.parse_args()
    if not ROWS.exists():
        print("geovirus.jsonl is not beside this checkout; nothing to score")
        return 0
    binary = pathlib.Path(arguments.binary).resolve()
    annotated = {record["id"]: record for record in records.annotate(binary, ROWS.read_bytes(), "--input", "jsonl")}
    tally = Tally()
    for row in map(json.loads, ROWS.read_text().splitlines()):
        found, wanted = named(annotated[row["id"]]), set(row["gold"]["nations"])
        tally.right += len(found & wanted)
        tally.missed += len(wanted - found)
        tally.wrong += len(found - wanted)
        if arguments.errors and found != wanted:
            print(f"{row['id']}: missed {sorted(wanted - found)}, wrong {sorted(found - wanted)}")
    figures = f"precision {tally.precision():.3f} recall {tally.recall():.3f} F1 {tally.f1():.3f}, floor {F1_FLOOR}"
    print(f"nations of {len(annotated)} articles: {figures}")
    return int(tally.f1() < F1_FLOOR)


if __name__ == "__main__":
    sys.exit(main())
