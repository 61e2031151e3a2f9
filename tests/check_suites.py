#!/usr/bin/env python3
"""Hostile texts that others have gathered: naughty strings, each as an article and as a line of JSONL, and JSONTestSuite as
lines of JSONL. They stand beside the repository (../shared/dev); elsewhere this is skipped. Cases of our own for the same
points are in tests/unit/test_jsonl.c and tests/properties.

    check_suites.py ASSAY
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

ASSAY = str(pathlib.Path(sys.argv[1]).resolve())
DEV = pathlib.Path(__file__).resolve().parent.parent.parent / "shared" / "dev"


def annotate(*arguments, expected=(0, 1), **more):
    """The records; a crash or a sanitizer's report ends the test."""
    result = subprocess.run(
        [ASSAY, "annotate", "--text", *map(str, arguments)], capture_output=True, timeout=300, check=False, **more
    )
    if result.returncode not in expected or b"Sanitizer" in result.stderr:
        sys.exit(f"status {result.returncode}: {result.stderr.decode()[-2000:]}")
    return result.stdout


def verify(records):
    """Every span of every record gives its text."""
    result = subprocess.run([ASSAY, "verify", "-"], input=records, capture_output=True, timeout=300, check=False)
    if result.returncode != 0:
        sys.exit(f"verify: {result.stdout.decode()[-2000:]}{result.stderr.decode()[-2000:]}")


def naughty_strings(folder):
    strings = json.loads((DEV / "naughty_strings.json").read_text(encoding="utf-8"))
    lines = "".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(strings))
    for number, text in enumerate(strings):
        (folder / f"{number:03}.txt").write_bytes(text.encode("utf-8", "surrogatepass"))
    for name, output in (
        ("lines", annotate("-i", "jsonl", "-", input=lines.encode())),
        ("articles", annotate("-i", "text", folder)),
    ):
        records = [json.loads(line) for line in output.splitlines()]
        assert len(records) == len(strings), (name, len(records))
        for record, text in zip(records, strings):
            assert "error" not in record, (name, record)
            assert name == "articles" or record["text"] == text, (record["text"], text)
        verify(output)
    return len(strings)


def json_test_suite():
    """`y_` is never invalid JSON, `n_` always, `i_` may be either. A file with a line break inside is several lines of
    JSONL: then what is wrong must be told of one of them at least. One that is blank, but for a byte order mark, is no line.
    What is marked as UTF-16 is one error of input, which says so."""
    counts = {"y": 0, "n": 0, "i": 0}
    for path in sorted((DEV / "json_test_suite").iterdir()):
        kind = path.name[0]
        wide = path.read_bytes()[:2] in (b"\xff\xfe", b"\xfe\xff")
        output = annotate("-i", "jsonl", "-", input=path.read_bytes(), expected=(2,) if wide else (0, 1))
        codes = [json.loads(line).get("error", {}).get("code") for line in output.splitlines()]
        counts[kind] += 1
        assert not wide or codes == ["io"], (path.name, codes)
        if kind == "y" and b"\n" not in path.read_bytes().strip():
            assert "invalid_json" not in codes, (path.name, codes)
        elif kind == "n" and path.read_bytes().removeprefix(b"\xef\xbb\xbf").strip(b" \t\r\n") != b"":
            assert "invalid_json" in codes, (path.name, codes)
    return counts


if __name__ == "__main__":
    if not DEV.is_dir():
        print(f"skipped: {DEV} is not at hand")
        sys.exit(77)
    os.environ["XDG_CACHE_HOME"] = tempfile.mkdtemp()
    with tempfile.TemporaryDirectory() as folder:
        print(f"naughty strings: {naughty_strings(pathlib.Path(folder))}, each as an article and as a line")
    print("JSONTestSuite:", ", ".join(f"{kind}_ {count}" for kind, count in json_test_suite().items()))
