"""Includes go only downward: cli -> tools, pipeline -> stages, formats -> packs -> text -> base; and third-party headers stay
in the room that DESIGN names."""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent / "pipeline"
LEVELS = {"cli": 6, "tools": 5, "": 4, "stages": 3, "formats": 3, "packs": 2, "text": 1, "base": 0}
# article.h is the table in the middle, and assay.h has the status codes.
EVERYWHERE = {"article.h", "assay.h"}
THIRD_PARTY = {"pcre2.h": "packs/pattern", "utf8proc.h": "text/", "yaml.h": "packs/yaml", "jansson.h": "tools/"}


def room(path):
    return path.split("/")[0] if "/" in path else ""


def faults_of(path):
    name = path.relative_to(ROOT).as_posix()
    for number, line in enumerate(path.read_text().splitlines(), 1):
        found = re.match(r'#include ["<]([^">]+)[">]', line)
        if not found:
            continue
        included = found.group(1)
        if included in THIRD_PARTY and not name.startswith(THIRD_PARTY[included]):
            yield f"{name}:{number}: {included} belongs in {THIRD_PARTY[included]}*"
        if not (ROOT / included).exists() or included in EVERYWHERE:
            continue
        if LEVELS[room(included)] > LEVELS[room(name)]:
            yield f"{name}:{number}: {included} is above {room(name) or 'pipeline'}"


def main():
    faults = [fault for path in sorted(ROOT.rglob("*.[ch]")) for fault in faults_of(path)]
    print("\n".join(faults) or "includes go downward")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
