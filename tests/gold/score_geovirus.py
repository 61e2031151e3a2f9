"""Scores the nations of an article on the news paragraphs of GeoVirus beside the checkout (../shared/dev/geovirus.jsonl): which nations an
article mentions by name or abbreviation, since its gold has no demonyms, capitals or governments. Where the file is not at hand
there is nothing to score, and it says so. Fails below F1 0.96. `--errors` lists the articles that differ."""

import sys

from common import Tally, score_rows

F1_FLOOR = 0.96


def named(record):
    """ISO 3166 alpha-2, as the gold has it; blocs have none."""
    ways = ("name", "abbreviation")
    nations = [e["attributes"] for e in record["entities"] if e["type"] == "nation"]
    return {one["alpha2"] for one in nations if one["mention"] in ways and one.get("alpha2")}


def score(pairs, errors):
    tally = Tally()
    for row, record in pairs:
        found, wanted = named(record), set(row["gold"]["nations"])
        for nation in found | wanted:
            tally.count(nation in wanted, nation in found)
        if errors and found != wanted:
            print(f"{row['id']}: missed {sorted(wanted - found)}, wrong {sorted(found - wanted)}")
    figures = f"precision {tally.precision():.3f} recall {tally.recall():.3f} F1 {tally.f1():.3f}, floor {F1_FLOOR}"
    print(f"nations of {len(pairs)} articles: {figures}")
    return tally.f1() < F1_FLOOR


if __name__ == "__main__":
    sys.exit(score_rows(__doc__, "geovirus.jsonl", score))
