"""Every record validates against the schema, and its spans are true, over the corpus and over hostile text; and the same text
gives the same record as JSONL, through files, and with triggers off."""

import json
import pathlib
import random
import subprocess
import sys

import jsonschema

import records

HOSTILE = [
    b"",
    b"\n\n\n",
    "e\u0301 Mongolia\u2019s li\u0301thium \u200bChina\u200b \u202eKorea\u202c".encode(),
    "\U0001f1f0\U0001f1f7 South Korea \U0001f468\u200d\U0001f469\u200d\U0001f467 \u05e9\u05dc\u05d5\u05dd Japan \ufb01rst".encode(),
    b"China \xff\xfe\x80 said \xc3 Mongolia \xed\xa0\x80 end",
    "\ufeffChina exports gallium.".encode(),
    "Mongolia\u2019s tungsten \u2014 \u201crare earths\u201d".encode("utf-16"),
    "The caf\xe9 in France \x93quoted\x94 lithium".encode("latin-1"),
    b"a" * 20000 + b" Mongolia " + b"!" * 5000,
    ("Mongolia " * 3000).encode(),
    ("China" + "\u0301" * 100 + " Japan").encode(),
    b"CHINA CURBS EXPORTS OF GALLIUM AND GERMANIUM\n\nBEIJING, Dec. 11 (Wire) - China said so.\n",
    "中国と日本 㐀㐁 {nation} \\0 %s Korea".encode(),
]


def random_texts(count):
    source = random.Random(20261123)
    words = ["China", "Mongolia's", "lithium", "rare\u00a0earths", "processing", "ODA", "$9 million", "\u201cSeoul\u201d", "U.S."]
    noise = ["\u0301", "\u200b", "\U0001f600", "\n", "\n\n", "\u3400", "\u05d0", "-", "\u2013", ".", "?", "\ufb03", "\r\n"]
    for _ in range(count):
        yield " ".join(source.choice(words) + source.choice(noise) * source.randint(0, 2) for _ in range(60)).encode()


def inputs():
    for path in sorted((records.ROOT / "corpus" / "articles").glob("*.txt")):
        yield path.name, path.read_bytes()
    for number, data in enumerate(HOSTILE):
        yield f"hostile {number}", data
    for number, data in enumerate(random_texts(40)):
        yield f"random {number}", data
    naughty = records.ROOT.parent / "shared" / "dev" / "naughty_strings.json"
    if naughty.exists():
        strings = json.loads(naughty.read_text())
        yield "naughty strings", "\n".join(strings).encode("utf-8", "surrogatepass")


def faults_of(binary, validator, data):
    record = records.annotate(binary, data)[0]
    for error in validator.iter_errors(record):
        yield f"schema: {error.json_path}: {error.message[:200]}"
    yield from records.span_faults(record)
    same = records.without_origin(record)
    if records.without_origin(records.annotate(binary, data, "--no-triggers")[0]) != same:
        yield "differs with triggers off"
    line = json.dumps({"text": record["text"]}).encode()
    from_json = records.annotate(binary, line, "-i", "jsonl")[0]
    diagnostics = [d for d in same["diagnostics"] if d["code"] != "invalid_utf8"]
    if records.without_origin(from_json) != dict(same, diagnostics=diagnostics):
        yield "differs as JSONL"


def main():
    binary = pathlib.Path(sys.argv[1]).resolve()
    schema = json.loads(subprocess.run([binary, "schema"], capture_output=True, check=True).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    count = failed = 0
    for name, data in inputs():
        count += 1
        faults = list(faults_of(binary, validator, data))
        failed += bool(faults)
        for fault in faults[:5]:
            print(f"{name}: {fault}")
    for error in validator.iter_errors(records.annotate(binary, b"{", "-i", "jsonl")[0]):
        print(f"error record: {error.json_path}: {error.message}")
        failed += 1
    print(f"{count} texts, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
