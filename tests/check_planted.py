"""A pack full of mistakes (tests/planted/mistakes): `assay rules check` finds each one in the right line, in one run, and nothing
else. planted/expected.tsv was written by reading the pack; `--json` must agree with what is shown, which has the line and a caret."""

import json
import pathlib
import subprocess
import sys

import records

PACK = pathlib.Path(__file__).resolve().parent / "planted" / "mistakes"
EXPECTED = PACK.parent / "expected.tsv"


def check(binary, *options):
    command = [binary, "rules", "check", "--rules", records.RULES, *options, PACK]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def main():
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    wanted = [line.split("\t") for line in EXPECTED.read_text(encoding="utf-8").splitlines()[1:]]
    result = check(binary, "--json")
    found = [json.loads(line) for line in result.stdout.splitlines()]
    shown = check(binary).stdout
    failed = 0
    for file, line, kind, words in wanted:
        matching = [
            one
            for one in found
            if pathlib.Path(one["file"]).name == file
            and one["line"] == int(line)
            and (one["warning"] or one["severity"]) == kind
            and one["message"].startswith(words)
        ]
        if not matching:
            failed += 1
            print(f"not found: {file}:{line}: {kind}: {words}")
        for one in matching:
            found.remove(one)
            if f"{file}:{line}:{one['column']}: {one['severity']}: " not in shown:
                failed += 1
                print(f"not shown: {file}:{line}:{one['column']}")
    for one in found:
        failed += 1
        print(f"not planted: {one['file']}:{one['line']}: {one['message']}")
    if shown.count("\n  | ") < 2 * len(wanted) or result.returncode != 2:
        failed += 1
        print(f"status {result.returncode}, or a finding without its line:\n{shown}")
    print(f"{len(wanted)} mistakes planted, {failed} faults")
    return 1 if failed or len(wanted) < 30 else 0


if __name__ == "__main__":
    sys.exit(main())
