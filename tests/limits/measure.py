#!/usr/bin/env python3
"""Texts made of one thing alone, at two sizes: time and memory, and whether time grows faster than the text.

    measure.py ASSAY [MEGABYTES...] (default 1 10) [--only NAME]

User time, so that other programs on the machine disturb little; the ratio is that of the last size to the first.
"""
import os
import re
import subprocess
import sys
import tempfile


def texts():
    """What is repeated; two: the first fills one half, the second the other."""
    return {
        "one letter": ["a"],
        "one word": ["lithium "],
        "one line of digits": ["1"],
        "capitals": ["A"],
        "quotes": ['"'],
        "curved quotes": ["\u201c"],
        "dashes": ["-"],
        "bullets": ["\u2022 "],
        "bulleted lines": ["\u2022 a\n"],
        "nested brackets": ["(", ")"],
        "nested JSON": ["[", "]"],
        "combining marks": ["\u0301"],
        "one-letter sentences": ["A. "],
        "lines": ["word\n"],
        "mentions": ["lithium China "],
        "sentences with mentions": ["China sold lithium. "],
        "he said": ["he said "],
        "residue": ["(opens in a new tab)"],
    }


def write(file, parts, size):
    """In pieces: a program that is started takes over the peak of memory of the one that starts it."""
    for part in parts:
        data = part.encode()
        piece = data * max(1, 4000 // len(data))
        for _ in range(size // len(parts) // len(piece)):
            file.write(piece)
    file.flush()


def measure(assay, name, parts, size):
    """Seconds, megabytes, and what the record says."""
    with tempfile.NamedTemporaryFile() as file, tempfile.TemporaryFile() as output:
        write(file, parts, size)
        form = "jsonl" if name.endswith("JSON") else "text"
        with subprocess.Popen([assay, "annotate", "-j", "1", "-i", form, file.name], stdout=output) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(max(0, output.tell() - 20000))
        end = output.read().decode(errors="replace")
    told = re.findall(r'"code":"(\w+)"', end)
    return usage.ru_utime, usage.ru_maxrss / 1024, ", ".join(told)


def main():
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else None
    sizes = [float(word) for word in sys.argv[2:] if word.replace(".", "").isdigit()] or [1, 10]
    print("| text | " + " | ".join(f"{size:g} MB: s | MB" for size in sizes) + " | ratio | told |")
    print("|---|" + "---|---|" * len(sizes) + "---|---|")
    for name, parts in texts().items():
        if only in (None, name):
            found = [measure(sys.argv[1], name, parts, int(size * 1e6)) for size in sizes]
            cells = " | ".join(f"{seconds:.2f} | {memory:.0f}" for seconds, memory, _ in found)
            print(f"| {name} | {cells} | {found[-1][0] / max(found[0][0], 0.01):.1f} | {found[-1][2]} |", flush=True)


if __name__ == "__main__":
    main()
