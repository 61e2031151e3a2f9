"""Compares the packs with the tables of facts beside the checkout: every row of nations.tsv and minerals.tsv must be in them, by its id, its
name and every other form. A form counts as covered by a shorter term of the same id inside it ("cobalt metal" by "cobalt"), by another
id of the same pack, and by an organization or an aid agency of that name. What is left out on purpose stands in
facts_left_out.tsv with the reason; a line there that is not needed is a fault too. Also what the tables say of an id: class, groups, kind of
name. Where the facts are not at hand there is nothing to compare, and it says so."""

import collections
import csv
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FACTS = ROOT.parent / "shared" / "facts"
FORMS = {
    "nations": ["name", "official_name", "aliases", "adjective", "people", "capital", "gov_metonyms"],
    "minerals": ["name", "symbol", "aliases_inflections"],
}


def table(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def plain(form):
    """Inflection, hyphens and the article are the engine's."""
    words = re.sub(r"^the ", "", re.sub(r"[-’]", lambda m: " " if m[0] == "-" else "'", form.casefold())).strip()
    return re.sub(r"s$", "", words)


def forms_of(cell):
    """The forms of a cell; a remark in brackets behind a form is none of it."""
    for form in re.split(r";", cell):
        form = re.sub(r"\s*\((?:[^()]*)\)\s*$", "", form.strip())
        if form and not form.startswith("("):
            yield form


def terms_of(pack):
    """Which ids a written form has in a pack."""
    terms = collections.defaultdict(set)
    for path in sorted((ROOT / "rules" / pack).glob("*.tsv")):
        for row in table(path):
            if "term" in row:
                terms[plain(row["term"])].add(row["id"])
    return terms


def pieces(form):
    words = form.split()
    return (" ".join(words[i:j]) for i in range(len(words)) for j in range(i + 1, len(words) + 1))


def is_covered(form, id_, own, others):
    whole = plain(form)
    if own.get(whole, set()) - {"-"} or any(whole in other for other in others):
        return True
    return any(id_ in own.get(plain(piece), ()) for piece in pieces(whole))


def missing(pack, left_out):
    own = terms_of(pack)
    others = [terms_of(other) for other in ("common", "oda", "refining") if other != pack]
    ids = {row["id"]: row for row in table(ROOT / "rules" / pack / f"{pack}-ids.tsv")}
    for row in table(FACTS / f"{pack}.tsv"):
        id_ = row["id"]
        if id_ not in ids:
            yield (pack, id_, "*"), "no such id"
        if id_ not in ids or (pack, id_, "*") in left_out:
            continue
        for column in FORMS[pack]:
            for form in forms_of(row[column]):
                if not is_covered(form, id_, own, others):
                    yield (pack, id_, form), column
        if pack == "minerals":
            yield from differing(row, ids[id_])


def differing(row, own):
    """What the table of ids says otherwise than the facts."""
    if row["class"] != own["class"]:
        yield ("minerals", row["id"], own["class"]), f"class is {row['class']}"
    groups = {group.strip() for group in row["groups"].split(";")} - {""}
    if groups != set(own["groups[]"].split(";")) - {""}:
        yield ("minerals", row["id"], own["groups[]"]), f"groups are {sorted(groups)}"


def main():
    if not FACTS.exists():
        print("the facts are not beside this checkout; nothing to compare")
        return 0
    left_out = {(row["pack"], row["id"], row["form"]) for row in table(ROOT / "tests" / "facts_left_out.tsv")}
    found = {place: what for pack in FORMS for place, what in missing(pack, left_out)}
    faults = [f"{' '.join(place)}: not in the pack ({what})" for place, what in found.items() if place not in left_out]
    faults += [f"{' '.join(place)}: left out, and yet there" for place in sorted(left_out - set(found))]
    print("\n".join(faults) or f"all rows are there, {len(left_out)} forms left out with a reason")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
