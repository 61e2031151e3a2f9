#!/usr/bin/env python3
"""Texts made of one thing alone, at two sizes: time and memory, and whether time grows faster than the text.

    measure.py ASSAY [MEGABYTES...] (default 1 10) [--only NAME]

User time, so that other programs on the machine disturb little; the ratio is that of the last size to the first.
"""
import json
import os
import subprocess
import sys
import tempfile


def repeated(text, size):
    data = text if isinstance(text, bytes) else text.encode()
    return data * (size // len(data))


def texts(size):
    half = size // 2
    return {
        "one letter": repeated("a", size),
        "one word": repeated("lithium ", size),
        "one line of digits": repeated("1", size),
        "capitals": repeated("A", size),
        "quotes": repeated('"', size),
        "curved quotes": repeated("\u201c", size),
        "dashes": repeated("-", size),
        "bullets": repeated("\u2022 ", size),
        "bulleted lines": repeated("\u2022 a\n", size),
        "nested brackets": b"(" * half + b")" * half,
        "nested JSON": b'{"text":' + b"[" * half + b"]" * half + b"}",
        "combining marks": b"e" + repeated("\u0301", size),
        "one-letter sentences": repeated("A. ", size),
        "lines": repeated("word\n", size),
        "mentions": repeated("lithium China ", size),
        "sentences with mentions": repeated("China sold lithium. ", size),
        "he said": repeated("he said ", size),
        "residue": repeated("(opens in a new tab)", size),
        "invalid bytes": repeated(b"\xff", size),
    }


def measure(assay, name, text):
    """Seconds, megabytes, and what the record says."""
    with tempfile.NamedTemporaryFile() as file, tempfile.TemporaryFile() as output:
        file.write(text)
        file.flush()
        form = "jsonl" if name.endswith("JSON") else "text"
        with subprocess.Popen([assay, "annotate", "-j", "1", "-i", form, file.name], stdout=output) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        record = json.load(output)
    told = [item["code"] for item in record.get("diagnostics", [])] + ([record["error"]["code"]] if "error" in record else [])
    return usage.ru_utime, usage.ru_maxrss / 1024, ", ".join(told)


def main():
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else None
    sizes = [float(word) for word in sys.argv[2:] if word.replace(".", "").isdigit()] or [1, 10]
    print("| text | " + " | ".join(f"{size:g} MB: s | MB" for size in sizes) + " | ratio | told |")
    print("|---|" + "---|---|" * len(sizes) + "---|---|")
    for name in texts(1000):
        if only in (None, name):
            found = [measure(sys.argv[1], name, texts(int(size * 1e6))[name]) for size in sizes]
            cells = " | ".join(f"{seconds:.2f} | {memory:.0f}" for seconds, memory, _ in found)
            print(f"| {name} | {cells} | {found[-1][0] / max(found[0][0], 0.01):.1f} | {found[-1][2]} |", flush=True)


if __name__ == "__main__":
    main()
