"""The first article of the project, as a reader copied it from a web page. It is somebody else's text and stands beside the
checkout, so it is tested where it is there, by facts about it and never by quoting it."""

import pathlib
import sys

import records

ARTICLE = records.ROOT.parent / "shared" / "articles" / "korea-mongolia.txt"
NATIONS = {"KOR", "MNG", "CHN", "UZB", "VNM", "KAZ", "IDN"}
CAPITALS = {"Seoul": "KOR", "Ulaanbaatar": "MNG", "Beijing": "CHN"}
MINERALS = {"tungsten", "molybdenum", "lithium", "rare earth elements", "rees", "rare metals"}
ODA = {"oda", "official development assistance", "development assistance", "technical training"}
REFINING = {"processing", "refining", "midstream", "raw ore", "mining"}


def texts(record, type_):
    return {e["text"].lower() for e in record["entities"] if e["type"] == type_}


def faults_of(record):
    nations = [e for e in record["entities"] if e["type"] == "nation"]
    ids = {e["id"] for e in nations}
    if ids - {"WEST", "ASIA"} != NATIONS:
        yield f"nations are {sorted(ids)}, not {sorted(NATIONS)}"
    for text, id_ in CAPITALS.items():
        found = {(e["id"], e["attributes"]["mention"]) for e in nations if e["text"] == text}
        if found != {(id_, "capital")}:
            yield f"{text} is {found}"
    for type_, wanted in (("mineral", MINERALS), ("oda", ODA), ("refining", REFINING)):
        if wanted - texts(record, type_):
            yield f"{type_}: not found: {sorted(wanted - texts(record, type_))}"
    papers = {e["text"]: e["attributes"].get("class") for e in record["entities"] if e["type"] == "organization"}
    if papers.get("The Korea Times") != "media":
        yield f"organizations are {papers}"
    if record["date"] != "2025-12-11":
        yield f"date is {record['date']}"
    if not record["byline"] or not record["title"]:
        yield f"byline is {record['byline']!r}, title {record['title']!r}"
    yield from assistance_faults(record)
    yield from claim_faults(record)
    yield from frame_faults(record)
    yield from residue_faults(record)
    yield from records.span_faults(record)


def assistance_faults(record):
    """Korea helps Mongolia, with its official development assistance as the instrument."""
    found = set()
    for relation in record["relations"]:
        if relation["type"] == "assistance":
            named = {role: record["entities"][a["entity"]] for role, a in relation["arguments"].items() if "entity" in a}
            found.add(tuple(named.get(role, {}).get("id") for role in ("donor", "recipient", "instrument")))
    if not any((donor, recipient) == ("KOR", "MNG") and instrument for donor, recipient, instrument in found):
        yield f"assistance is {sorted(map(str, found))}"


FRAMES = {
    "development_assistance",
    "national_interest",
    "value_addition",
    "supply_security",
    "dominance_dependency",
    "geopolitical_competition",
}
FRAMES_OF_OTHERS = {"environment_harm", "indigenous_rights", "market_price"}


def flags_of(record, words):
    """The flags of the first sentence that holds all the words, those of the next one, and the sources of the first."""
    flags = {claim["sentence"]: claim["flags"] for claim in record["claims"]}
    for sentence in record["sentences"]:
        text = record["text"][slice(*sentence["span"]["char"])]
        if all(word in text for word in words):
            own, after = flags.get(sentence["n"], []), flags.get(sentence["n"] + 1, [])
            sources = {flag["source"]["text"] for flag in own if flag.get("source")}
            return {flag["flag"] for flag in own}, {flag["flag"] for flag in after}, sources
    return set(), set(), set()


def claim_faults(record):
    flags, _, sources = flags_of(record, ["According to", "Korea Times"])
    if not {"attributed", "predictive"} <= flags or sources != {"The Korea Times"}:
        yield f"the sentence of the paper: {sorted(flags)} from {sorted(sources)}"
    flags, after, _ = flags_of(record, ["not charity"])
    if not {"contrast", "evaluative"} <= flags or not {"contrast", "evaluative"} & after:
        yield f"what is no charity: {sorted(flags)}, then {sorted(after)}"
    flags, _, _ = flags_of(record, ["controls refining", "ultimately"])
    if not {"absolute", "contrast", "unsourced"} <= flags:
        yield f"who controls refining: {sorted(flags)}"


def frame_faults(record):
    frames = {frame["frame"]: frame for frame in record["framing"]}
    if FRAMES - frames.keys() or FRAMES_OF_OTHERS & frames.keys():
        yield f"frames are {sorted(frames)}"
    for name, stance in (("national_interest", "asserted"), ("development_assistance", "negated")):
        evidence = frames.get(name, {"evidence": []})["evidence"]
        if not any("charity" in mark["text"] and mark["stance"] == stance for mark in evidence):
            yield f"{name} has no {stance} evidence in what is no charity"


def residue_faults(record):
    """The residue that such pages drag along must be masked; the words of the web, not of the article."""
    residue = " ".join(
        record["text"][slice(*z["span"]["char"])].lower() for z in record["zones"] if z["kind"] == "boilerplate"
    )
    rest = " ".join(
        record["text"][slice(*z["span"]["char"])].lower() for z in record["zones"] if z["kind"] != "boilerplate"
    )
    for words in ("inbox", "subscrib", "comment", "opens in a new tab"):
        if words in rest or words not in residue:
            yield f"{words!r} is not masked, or not everywhere"


def main():
    if not ARTICLE.exists():
        print("the article is not beside this checkout; nothing to test")
        return 0
    record = records.annotate(pathlib.Path(sys.argv[1]).resolve(), ARTICLE.read_bytes())[0]
    faults = list(faults_of(record))
    print("\n".join(faults) or "the article comes out right")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
