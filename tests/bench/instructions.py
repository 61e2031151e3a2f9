#!/usr/bin/env python3
"""Counts the instructions of a start and of a megabyte of articles, and holds them against instructions.json: fails where either has risen
by more than a tenth and SLACK.

    instructions.py ASSAY [--record]

Instructions are counted by callgrind and do not depend on what else the machine does; patterns are interpreted, since when they are
compiled depends on the clock. Counts are comparable only with the compiler, PCRE2 and processor that they were recorded with: elsewhere, or
without valgrind, the check is skipped (status 77). --record writes the counts anew: after a change that is worth what it costs.
"""

import json
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
import time

import corpus

FILE = pathlib.Path(__file__).resolve().parent / "instructions.json"
MEGABYTES = 0.1
SKIPPED = 77
IMAGE_SETTLES = 5  # seconds
SLACK = 1_500_000  # a start takes about two million, and half a million more or less from one build and place to the other


def setting(assay):
    """What the counts depend on beside assay itself."""
    record = subprocess.run([assay], input=b"\n", capture_output=True, check=True).stdout
    compiler = subprocess.run(["cc", "-dumpfullversion"], capture_output=True, text=True, check=False).stdout.strip()
    return {"compiler": compiler, "machine": platform.machine(), "pcre2": json.loads(record)["provenance"]["pcre2"]}


def settle(command, environment):
    """Leaves an image of the rules behind, which later starts use; they take it without its checksum once it is some seconds old."""
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    time.sleep(IMAGE_SETTLES)
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)


def count(folder, command, environment):
    result = subprocess.run(
        ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", *command],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True,
    )
    return int(next(line for line in result.stderr.splitlines() if "Collected" in line).split(":")[1])


def measure(assay):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        empty, articles = folder / "empty.jsonl", folder / "articles.jsonl"
        empty.write_text('{"text": "Word."}\n')
        size = corpus.write_jsonl(articles, MEGABYTES)
        command = [assay, "-j", "1", "--no-jit", "-i", "jsonl"]
        environment = {**os.environ, "XDG_CACHE_HOME": name}
        settle([*command, empty], environment)
        start, whole = (count(folder, [*command, path], environment) for path in (empty, articles))
        return {"start": start, "per_megabyte": round((whole - start) / size * 1e6)}


def main():
    assay = str(pathlib.Path(sys.argv[1]).resolve())
    if not shutil.which("valgrind"):
        print("valgrind is not installed: nothing counted")
        return SKIPPED
    here, counted = setting(assay), measure(assay)
    if "--record" in sys.argv:
        FILE.write_text(json.dumps({**here, **counted}, indent=2) + "\n")
    recorded = json.loads(FILE.read_text())
    for what, instructions in counted.items():
        print(f"{what}: {instructions / 1e6:,.1f} million instructions, recorded {recorded[what] / 1e6:,.1f}")
    if any(recorded[key] != value for key, value in here.items()):
        print(f"recorded elsewhere, not compared: {recorded}, here {here}")
        return SKIPPED
    return int(any(instructions > 1.1 * recorded[what] + SLACK for what, instructions in counted.items()))


if __name__ == "__main__":
    sys.exit(main())
