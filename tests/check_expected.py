"""The records of corpus articles stand as they were reviewed: corpus/records/NAME.json, one item a line so that a change can be read.
`--write` writes them anew, for every article; review the difference before committing it."""

import argparse
import difflib
import json
import pathlib
import subprocess
import sys

import records

FOLDER = records.ROOT / "corpus" / "records"
SECTIONS = "title,date,byline,meta,zones,sentences,entities,relations,claims,framing,counts,diagnostics"


def record_of(binary, article):
    """Without provenance, which names versions, and by name alone, so that it is the same everywhere."""
    command = [str(binary), "--rules", str(records.RULES), "--fields", SECTIONS, article.name]
    result = subprocess.run(command, capture_output=True, check=True, cwd=article.parent, timeout=60)
    return json.loads(result.stdout)


def dump(record):
    """JSON with each member on a line, and each item of a list."""

    def value(member):
        if isinstance(member, list) and member:
            return "[\n" + ",\n".join("  " + json.dumps(item, ensure_ascii=False) for item in member) + "\n ]"
        return json.dumps(member, ensure_ascii=False)

    members = (f" {json.dumps(key)}: {value(member)}" for key, member in record.items())
    return "{\n" + ",\n".join(members) + "\n}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("binary", type=lambda path: pathlib.Path(path).resolve())
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    articles = sorted((records.ROOT / "corpus" / "articles").glob("*.txt"))
    changed = reviewed = 0
    for article in articles:
        path = FOLDER / f"{article.stem}.json"
        got = dump(record_of(arguments.binary, article))
        if arguments.write:
            FOLDER.mkdir(exist_ok=True)
            path.write_text(got)
            continue
        wanted = path.read_text() if path.exists() else None
        reviewed += wanted is not None
        if wanted is not None and got != wanted:
            changed += 1
            lines = difflib.unified_diff(wanted.splitlines(), got.splitlines(), str(path.name), "now", lineterm="", n=0)
            print("\n".join(line[:240] for line in list(lines)[:12]))
    print(f"{len(articles)} articles, {reviewed} with a reviewed record, {changed} not as expected")
    return 1 if changed or (reviewed < 8 and not arguments.write) else 0


if __name__ == "__main__":
    sys.exit(main())
