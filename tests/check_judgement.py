"""What the rules of tests/rules-judgement cannot say of themselves: the parts of a score, the points of a frame by zone, its threshold
and its stance. Their own tests are run by `assay rules test`."""

import json
import pathlib
import subprocess
import sys

RULES = pathlib.Path(__file__).resolve().parent / "rules-judgement"
# A paragraph above, so that what is tested stands outside the lead.
BELOW = "This is the first one.\n\n"


def annotate(binary, text):
    command = [binary, "annotate", "--rules", str(RULES)]
    return json.loads(subprocess.run(command, input=text.encode(), capture_output=True, check=True, timeout=60).stdout)


def noise(record):
    return [(claim["noise"]["score"], claim["noise"]["parts"]) for claim in record["claims"]]


def sea(record):
    """Score and stance of the frame whose pack weighs words, paragraphs and lengths."""
    return [(frame["score"], frame["stance"]) for frame in record["framing"] if frame["frame"] == "sea"]


def hunt(record):
    """Score, stance and generic frames of the frame, or nothing where it is not present."""
    found = [frame for frame in record["framing"] if frame["frame"] == "hunt"]
    return [(frame["score"], frame["stance"], frame["generic"]) for frame in found]


def faults(binary):
    generic = ["sport", "danger"]
    expected = [
        ("a sum is capped at 1", noise, "The bear growls in dark.", [(1.0, {"loud": 0.6, "bear": 0.7, "denied": 0})]),
        ("points are taken off", noise, "The bear is not here.", [(0.2, {"loud": 0, "bear": 0.7, "denied": -0.5})]),
        ("a score is not below 0", noise, "It is not here.", [(0.0, {"loud": 0, "bear": 0, "denied": -0.5})]),
        ("one strong cue is no frame", hunt, BELOW + "They hunt.", []),
        ("in the lead it is", hunt, "They hunt.", [(0.4, "asserted", generic)]),
        ("a sentence gives the points of its best cue", hunt, BELOW + "They hunt. It spares. It hunts, it hunts.", [(0.5, "contested", generic)]),
        ("two sentences reach the threshold", hunt, BELOW + "They hunt. We wait. They hunt.", [(0.4, "asserted", generic)]),
        ("all denied", hunt, "They do not hunt.", [(0.4, "negated", generic)]),
        ("all ascribed", hunt, "The wolf says they hunt.", [(0.4, "attributed", generic)]),
        ("evidence in conflict", hunt, "They do not hunt. But they hunt.", [(0.8, "contested", generic)]),
        ("asserted once is asserted", hunt, "The wolf says they hunt. They hunt.", [(0.8, "asserted", generic)]),
        ("words said again count half", sea, BELOW + "The tides come.\n\nThe tides go.", [(0.3, "asserted")]),
        ("other words count in full", sea, BELOW + "The tides come.\n\nThe waves go.", [(0.4, "asserted")]),
        ("a paragraph gives no more than its share", sea, BELOW + "Tides come. Waves go. Foam flies.", [(0.3, "asserted")]),
        ("a long text asks for more", sea, BELOW + "The tides come.\n\nThe waves go.\n\n" + "We sit and wait. " * 15, []),
        ("but not in the lead", sea, "The tides come.\n\n" + "We sit and wait. " * 15, [(0.4, "asserted")]),
        ("denied by less than its share", sea, "It is not the tides. The waves come.", [(0.8, "contested")]),
        ("denied by its share", sea, "It is not the tides.", [(0.4, "negated")]),
        ("disputed", sea, "The bear growls in dark tides.", [(0.4, "contested")]),
        ("little of it the writer's own", sea, "The wolf says the tides come.\n\nThe waves go.", [(0.6, "attributed")]),
    ]
    for what, view, text, wanted in expected:
        got = view(annotate(binary, text))
        if got != wanted:
            yield f"{what}: {text!r} gives {got}, not {wanted}"


def main():
    found = list(faults(pathlib.Path(sys.argv[1]).resolve()))
    print("\n".join(found) or "scores, points and stances are as they should be")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
