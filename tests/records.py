"""What the scripts share: running the command, and the promises every record must keep."""

import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
RULES = ROOT / "rules"
UNITS = ("byte", "char", "utf16")


def annotate(binary, data, *arguments):
    """The records of one input on standard input; the exit status is not looked at."""
    command = [str(binary), "annotate", "--rules", str(RULES), "--units", ",".join(UNITS), "--text", *arguments]
    result = subprocess.run(command, input=data, capture_output=True, timeout=600)
    return [json.loads(line) for line in result.stdout.decode("utf-8").split("\n") if line]


def slices(record):
    """The article text in each unit, as something that can be sliced, and how a slice becomes text."""
    text = record["text"]
    wide = text.encode("utf-16-le")
    return {
        "byte": lambda start, end, data=text.encode(): data[start:end].decode(),
        "char": lambda start, end: text[start:end],
        "utf16": lambda start, end: wide[2 * start : 2 * end].decode("utf-16-le"),
    }


def span_faults(record):
    """Spans that do not give their text in some unit, zones that do not partition, order that is not kept."""
    cut = slices(record)
    for entity in record["entities"]:
        for unit in UNITS:
            got = cut[unit](*entity["span"][unit])
            if got != entity["text"]:
                yield f"entity {entity['n']}: {unit} span gives {got!r}, not {entity['text']!r}"
    for name in ("zones", "sentences"):
        for item in record[name]:
            pieces = {cut[unit](*item["span"][unit]) for unit in UNITS}
            if len(pieces) != 1:
                yield f"{name} {item['n']}: units disagree"
    end = 0
    for zone in record["zones"]:
        if zone["span"]["byte"][0] != end:
            yield f"zone {zone['n']} begins at {zone['span']['byte'][0]}, not {end}"
        end = zone["span"]["byte"][1]
    if end != len(record["text"].encode()):
        yield f"zones end at {end}, the text at {len(record['text'].encode())}"
    keys = [
        (e["span"]["byte"][0], -e["span"]["byte"][1], e["type"], (e["id"] or "").encode()) for e in record["entities"]
    ]
    if keys != sorted(keys):
        yield "entities are not in order"
    if [e["n"] for e in record["entities"]] != list(range(len(keys))):
        yield "entities are not numbered in order"


def without_origin(record):
    """What must be the same wherever the text came from."""
    return {key: value for key, value in record.items() if key not in ("id", "source", "meta")}
