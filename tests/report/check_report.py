"""The report as bytes, without a browser: what of an article could end its element is escaped, the texts come through whole, and
odd records do no harm. Where the program was built without the page, it says so.

    check_report.py PROGRAM
"""

import json
import os
import pathlib
import random
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
HOSTILE = "</script><script>alert(1)</script><!-- ]]> & \u2028 \u2029 \u202e \x00 \x01 \x7f \" ' \\ \U0001f30b end"


def run(program, arguments, data=b""):
    environment = dict(os.environ, ASSAY_RULES=str(ROOT / "rules"))
    return subprocess.run([program, *arguments], input=data, capture_output=True, env=environment, timeout=120, check=False)


def lines_of(result):
    """Of JSONL: other line separators stand in strings."""
    return [line for line in result.stdout.decode().split("\n") if line]


def hostile_records(program):
    lines = [json.dumps({"id": HOSTILE, "title": HOSTILE, "x": HOSTILE, "text": f"{HOSTILE} Peru sells tin to Japan, officials said."})]
    result = run(program, ["--text", "-i", "jsonl", "--join", "title,text", "--units", "byte"], "\n".join(lines).encode())
    return lines_of(result)


def damaged(value, dice):
    """The same record with parts taken out or turned into something else."""
    if dice.random() < 0.04:
        return dice.choice([None, -1, 1 << 40, "x", [], {}, True, 0.5, [[[]]], {"byte": [9, 1]}, {"utf16": [0, 1 << 33]}])
    if isinstance(value, dict):
        return {key: damaged(each, dice) for key, each in value.items() if dice.random() > 0.02}
    if isinstance(value, list):
        return [damaged(each, dice) for each in value]
    return value


def element(page, name):
    found = re.search(rf'<script type="[^"]*" id="{name}">(.*?)</script>', page, re.DOTALL)
    return found[1] if found else ""


def faults_of_page(page, records):
    head = page[: page.index("<style>")]
    if "default-src 'none'" not in head or "unsafe" in head:
        yield "the policy is not strict"
    readers, index = element(page, "readers"), element(page, "index")
    for name, data in (("readers", readers), ("index", index)):
        if re.search("[<>&\u2028\u2029]", data):
            yield f"{name}: a character is not escaped"
    rows = readers.strip().split("\n") if readers.strip() else []
    articles = json.loads(index)["articles"]
    if not len(rows) == len(articles) == len(records):
        yield f"{len(records)} records, {len(rows)} rows, {len(articles)} in the index"
    for row, article, record in zip(rows, articles, records):
        text = record.get("text")
        if json.loads(row)[0] != (text if isinstance(text, str) else None):
            yield "a text changed"
        if article[0] != (record["id"] if isinstance(record.get("id"), str) else None):
            yield "an id changed"


def faults_of_spans(page, records):
    """The places in the rows count UTF-16 units, as the page does, whatever the record counts in."""
    for row, record in zip(element(page, "readers").strip().split("\n"), records):
        marks, units = json.loads(row)[3], record["text"].encode("utf-16-le")
        for n, entity in enumerate(record["entities"]):
            start, end = marks[7 * n + 2], marks[7 * n + 3]
            if units[2 * start : 2 * end].decode("utf-16-le") != entity["text"]:
                yield f"{entity['text']!r} is not at {start}"


def faults_of_packages():
    folder = ROOT / "pipeline" / "report"
    lock = (folder / "package-lock.json").read_text()
    if '"resolved"' in lock:
        yield "package-lock.json names where packages came from; see .npmrc"
    package = json.loads((folder / "package.json").read_text())
    for name, version in {**package["dependencies"], **package["devDependencies"]}.items():
        if not re.fullmatch(r"\d+\.\d+\.\d+", version):
            yield f"{name}: {version} is no exact version"


def faults(program):
    yield from faults_of_packages()
    empty = run(program, ["report"])
    if empty.returncode == 2 and b"was not built" in empty.stderr:
        print("this program was built without the page")
        return
    if empty.returncode != 0 or b"no annotated article" not in empty.stderr:
        yield f"no records: {empty.returncode} {empty.stderr!r}"
    lines = hostile_records(program)
    files = sorted(str(path) for path in (ROOT / "corpus" / "articles").glob("*.txt"))
    lines += lines_of(run(program, ["--text", "-i", "text", "--units", "char", *files]))
    records = [json.loads(line) for line in lines]
    page = run(program, ["report"], "\n".join(lines).encode()).stdout.decode()
    yield from faults_of_page(page, records)
    yield from faults_of_spans(page, records)
    dice = random.Random(5)
    odd = [{key: damaged(each, dice) for key, each in record.items()} | {"assay": "1.0"} for record in records * 12]
    result = run(program, ["report"], "\n".join(json.dumps(each) for each in odd).encode())
    if result.returncode != 0:
        yield f"damaged records: {result.returncode} {result.stderr.decode()[:800]}"
    else:
        yield from faults_of_page(result.stdout.decode(), [each for each in odd if "error" not in each])
    if run(program, ["report"], b"{}\nnothing\n" + lines[0].encode()).returncode != 1:
        yield "lines that hold no record: the status is not 1"
    if run(program, ["report", "no-such-file"]).returncode != 2:
        yield "a missing file: the status is not 2"
    if run(program, ["report", "-o", "/no/such/folder/x"], lines[0].encode()).returncode != 2:
        yield "an output that cannot be opened: the status is not 2"


def main():
    found = list(faults(str(pathlib.Path(sys.argv[1]).resolve())))
    for fault in found[:20]:
        print(fault)
    print(f"{len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
