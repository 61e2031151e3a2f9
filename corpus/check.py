#!/usr/bin/env python3
"""Proves that every gold file is consistent with its article and with the label definitions.

For corpus/, corpus/heldout/ and the second/ in each: spans slice to their text, zones partition the article and white space belongs to the
zone before it, mentions of one type never overlap, mentions do not cross zones or stand in boilerplate, labels and
attributes are known, arguments of relations are there, and articles and gold are what the marked texts give.
Prints each fault as `file: fault`; exit status 1 if there is one.
"""
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ZONES = set("title byline dateline date highlights heading body list quote caption boilerplate".split())
FLAGS = set("""attributed vague_source unsourced hedged absolute predictive causal quantified comparative normative
    evaluative negated contrast category_error""".split())
FRAMES = set("""geopolitical_competition supply_security national_interest development_assistance industrial_policy
    dominance_dependency soft_power environment_harm indigenous_rights economic_opportunity technology_transition
    conflict_metaphor market_price regulation_trade_policy value_addition neutrality_claims
    responsibility_governance""".split())
STANCES = {"asserted", "negated", "attributed", "contested"}
STAGES = set("""exploration mining beneficiation cracking_leaching separation smelting refining metal_making alloying
    manufacturing recycling stockpiling trade_controls value_chain""".split())
ATTRIBUTES = {
    "nation": {"mention": set("name abbreviation demonym capital government bloc".split()),
               "role": {"actor", "place", "excluded"}},
    "mineral": {},
    "oda": {"class": set("concept instrument modality agency".split()), "eligibility": {"oda", "oof", "unknown"}},
    "refining": {"tier": {"upstream", "midstream", "downstream", "circular", "state"}},
    "organization": {"class": set("media government company agency research ngo multilateral".split())},
    "money": {"value": None, "currency": None},
    "quantity": {"value": None, "unit": None, "per": None},
    "date": {"iso": None},
}
RELATIONS = {
    "assistance": set("donor recipient instrument agency amount purpose".split()),
    "trade_control": set("actor measure mineral target".split()),
    "dependence": set("dependent on mineral share".split()),
    "capacity": set("place stage mineral quantity per".split()),
    "partnership": set("a b instrument".split()),
    "project": set("place stage mineral organization amount".split()),
}
EDGE = set(" \t\n.,;:!?\"'“”‘’()[]–—-")


def check_zones(text, zones, fault):
    end = 0
    for zone in zones:
        if zone["kind"] not in ZONES:
            fault("unknown zone " + zone["kind"])
        if zone["span"][0] != end or zone["span"][1] <= zone["span"][0]:
            fault("zones do not partition the text at %d" % end)
        if end and text[zone["span"][0]].isspace():
            fault("zone starts with white space at %d" % zone["span"][0])
        end = zone["span"][1]
    if end != len(text):
        fault("zones end at %d of %d" % (end, len(text)))


def zone_at(zones, offset):
    for zone in zones:
        if zone["span"][0] <= offset < zone["span"][1]:
            return zone
    return None


def check_entity(text, zones, entity, fault):
    start, end = entity["span"]
    kind, words = entity["type"], entity["text"]
    name = "%s %r at %d" % (kind, words, start)
    if text[start:end] != words or not words:
        fault("span does not slice to its text: " + name)
        return
    if kind not in ATTRIBUTES:
        fault("unknown type: " + name)
        return
    if words[0] in EDGE or (words[-1] in EDGE and not words.endswith(".")):
        fault("not trimmed: " + name)
    if words.lower().startswith(("the ", "a ", "an ")) and kind != "organization":
        fault("leading determiner: " + name)
    if set(entity["attributes"]) != set(ATTRIBUTES[kind]):
        fault("attributes of " + name)
    for key, known in ATTRIBUTES[kind].items():
        if known is not None and entity["attributes"].get(key) not in known:
            fault("%s of %s is %r" % (key, name, entity["attributes"].get(key)))
    if kind == "refining" and entity["id"] not in STAGES:
        fault("unknown stage: " + name)
    if kind in ("nation", "mineral", "oda", "refining") and not entity["id"]:
        fault("no id: " + name)
    first, last = zone_at(zones, start), zone_at(zones, end - 1)
    if first is not last:
        fault("crosses a zone: " + name)
    elif first["kind"] == "boilerplate":
        fault("in boilerplate: " + name)


def check_gold(path, text, gold, fault):
    if gold["article"] + ".json" != os.path.basename(path):
        fault("article is " + gold["article"])
    check_zones(text, gold["zones"], fault)
    last = {}
    order = [(e["span"][0], -e["span"][1], e["type"], e["id"] or "") for e in gold["entities"]]
    if order != sorted(order):
        fault("entities are not sorted")
    for entity in gold["entities"]:
        check_entity(text, gold["zones"], entity, fault)
        if entity["span"][0] < last.get(entity["type"], 0):
            fault("overlap of type %s at %d" % (entity["type"], entity["span"][0]))
        last[entity["type"]] = max(last.get(entity["type"], 0), entity["span"][1])
    end = 0
    for claim in gold["claims"]:
        start, stop = claim["sentence_span"]
        if text[start:stop][:40] != claim["text"] or start < end:
            fault("sentence at %d" % start)
        if set(claim["flags"]) - FLAGS or len(set(claim["flags"])) != len(claim["flags"]):
            fault("flags at %d" % start)
        if claim["sources"] and "attributed" not in claim["flags"]:
            fault("source without attribution at %d" % start)
        if "attributed" in claim["flags"] and not claim["sources"]:
            fault("attribution without source at %d" % start)
        for source in claim["sources"]:
            if source not in text:
                fault("source %r is not in the text" % source)
        if zone_at(gold["zones"], start)["kind"] == "boilerplate":
            fault("sentence in boilerplate at %d" % start)
        end = stop
    names = [frame["frame"] for frame in gold["frames"]]
    if set(names) - FRAMES or len(set(names)) != len(names):
        fault("frames")
    if {frame["stance"] for frame in gold["frames"]} - STANCES:
        fault("stances")
    for relation in gold["relations"]:
        if relation["type"] not in RELATIONS or set(relation["arguments"]) - RELATIONS.get(relation["type"], set()):
            fault("relation %s" % relation)
        if relation["sentence_span"] not in [claim["sentence_span"] for claim in gold["claims"]]:
            fault("relation outside a sentence: %s" % relation)
        for argument in relation["arguments"].values():
            start, stop = argument["span"]
            if text[start:stop] != argument["text"]:
                fault("argument %r" % argument["text"])
            if "entity" in argument and gold["entities"][argument["entity"]]["span"] != argument["span"]:
                fault("argument %r is not its mention" % argument["text"])
    for key in ("title", "byline"):
        if gold[key] and gold[key] not in " ".join(text.split()):
            fault("%s is not in the text" % key)


def main():
    faults, files = 0, 0

    def check_folder(folder):
        nonlocal faults, files
        for name in sorted(os.listdir(os.path.join(folder, "gold"))):
            path = os.path.join(folder, "gold", name)

            def fault(what):
                nonlocal faults
                faults += 1
                print("%s: %s" % (os.path.relpath(path, HERE), what))

            with open(path, encoding="utf-8") as file:
                gold = json.load(file)
            with open(os.path.join(folder, "articles", name[:-5] + ".txt"), encoding="utf-8", newline="") as file:
                check_gold(path, file.read(), gold, fault)
            files += 1
        run = subprocess.run([sys.executable, os.path.join(HERE, "mark.py"), "--check", folder], check=False)
        faults += run.returncode != 0

    for folder in (HERE, os.path.join(HERE, "heldout")):
        check_folder(folder)
        check_folder(os.path.join(folder, "second"))
    print("%d gold files, %d faults" % (files, faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
