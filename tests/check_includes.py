#!/usr/bin/env python3
"""Checks that includes go only downward through the rooms, and third-party headers stay in theirs.

    check_includes.py [PIPELINE_FOLDER]
"""
import pathlib
import re
import sys

# What each room may include besides itself. The files right in pipeline/ are two rooms: the article
# (which stages read and fill) and the pipeline itself, which stands above the stages.
BASE = {"base"}
TEXT = BASE | {"text"}
PACKS = TEXT | {"packs", "article"}
ROOMS = {
    "base": {"api"},
    "text": BASE | {"api"},
    "article": TEXT,
    "packs": TEXT | {"article", "api"},
    "stages": PACKS | {"api"},
    "formats": PACKS | {"api"},
    "pipeline": PACKS | {"stages", "formats", "api"},
    "streams": BASE | {"api"},
    "sandbox": BASE | {"api"},
    "batch": PACKS | {"stages", "formats", "pipeline", "streams", "api"},
    "tools": PACKS | {"formats", "streams", "api"},
    "report": PACKS | {"formats", "api"},
    "cli": PACKS | {"stages", "formats", "pipeline", "streams", "batch", "sandbox", "tools", "report", "api"},
}
# Third-party header: the files that may include it, as the start of their path.
FOREIGN = {
    "pcre2.h": "packs/pattern",
    "utf8proc.h": "text/",
    "yaml.h": "packs/",
    "jansson.h": "tools/",
    "zlib.h": "streams/",
    "zstd.h": "streams/",
    "linux/seccomp.h": "sandbox/",
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def room(path):
    """The room of a path relative to pipeline/."""
    if "/" in path:
        return path.split("/")[0]
    if path == "assay.h":
        return "api"
    return "article" if path.startswith("article.") else "pipeline"


def check(folder, name, text):
    """The complaints about one file. Headers that are made while building are in no room."""
    own = room(name)
    for number, line in enumerate(text.splitlines(), 1):
        found = INCLUDE.match(line)
        if not found:
            continue
        quoted, target = found.group(1) == '"', found.group(2)
        place = "pipeline/%s:%d" % (name, number)
        if quoted and (folder / target).exists():
            other = room(target)
            if other != own and other not in ROOMS.get(own, {"api"}):
                yield '%s: %s may not include "%s": %s is above it' % (place, own, target, other)
        elif not quoted and target in FOREIGN and not name.startswith(FOREIGN[target]):
            yield "%s: <%s> belongs in %s only" % (place, target, FOREIGN[target])


def main():
    here = pathlib.Path(__file__).resolve().parent
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent / "pipeline"
    files = sorted(path for path in folder.rglob("*.[ch]"))
    complaints = []
    for path in files:
        name = path.relative_to(folder).as_posix()
        complaints += check(folder, name, path.read_text(encoding="utf-8"))
    print("\n".join(complaints) if complaints else "%d files include only downward" % len(files))
    return 1 if complaints or not files else 0


if __name__ == "__main__":
    sys.exit(main())
