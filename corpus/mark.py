#!/usr/bin/env python3
"""Turns a marked article into its plain text and its gold file.

An annotator edits corpus/marked/NAME.txt: the article with its annotation written into it. This script takes
the marks out again, so that spans are exact by construction, and writes articles/NAME.txt and gold/NAME.json. The
marks are explained in README.md. With --check nothing is written: the files must already be what the marked text gives.

    mark.py [--check] FOLDER [NAME...]
"""
import json
import os
import re
import sys

ZONES = {"t": "title", "by": "byline", "dl": "dateline", "d": "date", "hl": "highlights", "h": "heading", "b": "body",
         "li": "list", "q": "quote", "cap": "caption", "x": "boilerplate"}
TYPES = {"N": "nation", "M": "mineral", "O": "oda", "R": "refining", "G": "organization", "$": "money",
         "Q": "quantity", "D": "date"}
MENTION = {"n": "name", "a": "abbreviation", "d": "demonym", "c": "capital", "g": "government", "b": "bloc"}
ROLE = {"a": "actor", "p": "place", "x": "excluded"}
ODA_CLASS = {"c": "concept", "i": "instrument", "m": "modality", "a": "agency"}
ELIGIBILITY = {"o": "oda", "f": "oof", "u": "unknown"}
ORGANIZATION = {"m": "media", "g": "government", "c": "company", "a": "agency", "r": "research", "n": "ngo",
                "u": "multilateral"}
TIER = {"exploration": "upstream", "mining": "upstream", "beneficiation": "upstream",
        "cracking_leaching": "midstream", "separation": "midstream", "smelting": "midstream", "refining": "midstream",
        "metal_making": "downstream", "alloying": "downstream", "manufacturing": "downstream",
        "recycling": "circular", "stockpiling": "state", "trade_controls": "state"}
FLAGS = {"at": "attributed", "v": "vague_source", "u": "unsourced", "h": "hedged", "ab": "absolute",
         "p": "predictive", "ca": "causal", "q": "quantified", "co": "comparative", "n": "normative",
         "e": "evaluative", "ng": "negated", "ct": "contrast", "ce": "category_error"}


class MarkError(Exception):
    pass


def attributes(kind, words):
    """The id and the attributes that the words of a mark stand for."""
    if kind == "nation":
        code = words[1] if len(words) > 1 else "na"
        return words[0], {"mention": MENTION[code[0]], "role": ROLE[code[1]]}
    if kind == "mineral":
        return words[0], {}
    if kind == "oda":
        return words[0], {"class": ODA_CLASS[words[1][0]], "eligibility": ELIGIBILITY[words[1][1]]}
    if kind == "refining":
        return words[0], {"tier": words[1] if words[0] == "value_chain" else TIER[words[0]]}
    if kind == "organization":
        return None, {"class": ORGANIZATION[words[0]]}
    if kind == "money":
        return None, {"value": number(words[0]), "currency": words[1]}
    if kind == "quantity":
        return None, {"value": number(words[0]), "unit": words[1], "per": words[2] if len(words) > 2 else None}
    return None, {"iso": None if words[0] == "-" else words[0]}


def number(text):
    return float(text) if "." in text else int(text)


def parse(marked):
    """Takes the marks out: text, zones, entities, claims, and the % lines."""
    out, zones, entities, claims, lines = [], [], [], [], []
    open_marks, pending, sentence_start, length = [], None, 0, 0
    rows = marked.split("\n")
    while rows and (rows[-1] == "" or rows[-1].startswith("%")):
        if rows[-1]:
            lines.insert(0, rows[-1])
        rows.pop()
    body = "\n".join(rows) + "\n"
    position = 0
    while position < len(body):
        char = body[position]
        at_line_start = position == 0 or body[position - 1] == "\n"
        match = re.compile(r"@([a-z]+) ?").match(body, position) if at_line_start else None
        match = match or re.compile(r"~([a-z]+)~").match(body, position)
        if match:
            pending = ZONES[match.group(1)]
            if at_line_start or skipped(zones, "".join(out), sentence_start):
                sentence_start = length
            position = match.end()
        elif char == "<":
            match = re.compile(r"<([NMORG$QD])([^|<>]*)\|").match(body, position)
            if not match:
                raise MarkError("bad mark: " + body[position:position + 40])
            words = match.group(2).split()
            kind = TYPES[match.group(1)]
            try:
                name, extra = attributes(kind, words)
            except (KeyError, IndexError, ValueError):
                raise MarkError("bad mark: " + body[position:position + 40])
            open_marks.append((kind, name, extra, length))
            position = match.end()
        elif char == ">" and open_marks:
            kind, name, extra, start = open_marks.pop()
            entities.append({"type": kind, "id": name, "text": "".join(out)[start:length], "span": [start, length],
                             "attributes": extra})
            position += 1
        elif char == "{":
            end = body.index("}", position)
            parts = [part.strip() for part in body[position + 1:end].split(";")]
            text = "".join(out)
            start = sentence_start + leading(text[sentence_start:length])
            claims.append({"sentence_span": [start, length], "text": text[start:length][:40],
                           "flags": [FLAGS[flag] for flag in parts[0].split()], "sources": parts[1:]})
            sentence_start = length
            position = end + 1
        else:
            if char == "\n" and body[position + 1:position + 2] in ("", "\n", "@"):
                end_block(zones, claims, "".join(out), sentence_start)
                sentence_start = length
            if pending and not char.isspace():
                zones.append({"kind": pending, "span": [length, length]})
                pending = None
            out.append(char)
            length += 1
            position += 1
    if open_marks:
        raise MarkError("mark not closed: %r" % (open_marks[-1],))
    for zone, following in zip(zones, zones[1:] + [None]):
        zone["span"][1] = following["span"][0] if following else length
    if zones:
        zones[0]["span"][0] = 0
    entities.sort(key=lambda e: (e["span"][0], -e["span"][1], e["type"], e["id"] or ""))
    return "".join(out), zones, entities, claims, lines


def end_block(zones, claims, text, start):
    """A block that ends without a {} is one sentence without flags, except where no sentences are."""
    start += leading(text[start:])
    if zones and zones[-1]["kind"] not in ("byline", "dateline", "date", "boilerplate") and start < len(text):
        claims.append({"sentence_span": [start, len(text)], "text": text[start:][:40], "flags": [], "sources": []})


def skipped(zones, text, start):
    """Whether all since the last sentence is residue or a dateline, which no sentence starts with."""
    first = start + leading(text[start:])
    return bool(zones) and zones[-1]["kind"] in ("boilerplate", "dateline", "byline", "date") and \
        zones[-1]["span"][0] <= first


def leading(text):
    """Length of white space, bullet or list number before the first word of a sentence."""
    return re.match(r"\s*(?:[•*–-]\s+|\d{1,2}[.)]\s+)?", text).end()


def sentence_at(claims, text, words):
    """The index of the sentence that starts with these words, white space collapsed."""
    for index, claim in enumerate(claims):
        start, end = claim["sentence_span"]
        if " ".join(text[start:end].split()).lstrip('"“').startswith(words):
            return index
    raise MarkError("no sentence starts with: " + words)


def argument(text, entities, claims, index, words):
    """Words of a relation's sentence, else of the last, else of the next, as a mention where they are one."""
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(re.escape(word) for word in words.split()) + r"(?!\w)")
    for near in (index, index - 1, index + 1):
        if not 0 <= near < len(claims):
            continue
        start, end = claims[near]["sentence_span"]
        spans = [(start + m.start(), start + m.end()) for m in pattern.finditer(text[start:end])]
        for number, entity in enumerate(entities):
            if tuple(entity["span"]) in spans:
                return {"entity": number, "span": entity["span"], "text": entity["text"]}
        if spans:
            return {"span": list(spans[0]), "text": text[spans[0][0]:spans[0][1]]}
    raise MarkError("not in the sentence or its neighbours: " + words)


def build(name, marked):
    text, zones, entities, claims, lines = parse(marked)
    gold = {"article": name, "title": None, "date": None, "byline": None, "zones": zones, "entities": entities,
            "claims": claims, "frames": [], "relations": []}
    for line in lines:
        word, _, rest = line[1:].partition(" ")
        if word in ("title", "date", "byline"):
            gold[word] = rest
        elif word == "frames":
            gold["frames"] = [{"frame": pair.split("=")[0], "stance": pair.split("=")[1]} for pair in rest.split()]
        else:
            words = dict(re.findall(r'(\w+)="([^"]+)"', rest))
            index = sentence_at(claims, text, words.pop("in"))
            gold["relations"].append({"type": word, "sentence_span": claims[index]["sentence_span"], "arguments": {
                key: argument(text, entities, claims, index, value) for key, value in words.items()}})
    return text, layout(gold)


def layout(gold):
    """The gold file as JSON with one annotation a line, so that a change shows as a line in a diff."""
    members = []
    for key, value in gold.items():
        if isinstance(value, list):
            items = [json.dumps(item, ensure_ascii=False) for item in value]
            written = "[\n  " + ",\n  ".join(items) + "\n ]" if items else "[]"
        else:
            written = json.dumps(value, ensure_ascii=False)
        members.append(' "%s": %s' % (key, written))
    return "{\n" + ",\n".join(members) + "\n}\n"


def main():
    arguments = [word for word in sys.argv[1:] if word != "--check"]
    check = "--check" in sys.argv[1:]
    if not arguments:
        sys.exit(__doc__)
    folder = arguments[0]
    names = arguments[1:] or sorted(f[:-4] for f in os.listdir(os.path.join(folder, "marked")) if f.endswith(".txt"))
    stale = 0
    for name in names:
        with open(os.path.join(folder, "marked", name + ".txt"), encoding="utf-8", newline="") as file:
            try:
                text, gold = build(name, file.read())
            except MarkError as error:
                sys.exit("%s: %s" % (name, error))
        for path, content in ((os.path.join(folder, "articles", name + ".txt"), text),
                              (os.path.join(folder, "gold", name + ".json"), gold)):
            if check:
                current = open(path, encoding="utf-8", newline="").read() if os.path.exists(path) else None
                if current != content:
                    print("%s is not what the marked text gives" % path)
                    stale += 1
            else:
                with open(path, "w", encoding="utf-8", newline="") as file:
                    file.write(content)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
