#!/usr/bin/env python3
"""Measures assay beside programs that everybody has, in one run on one machine, and prints ratios.

Start: one article of 5 KB from process start to exit, beside an empty Python and `jq --version`.
Throughput: a JSONL file of articles, beside `jq -c .` copying it. Runs take turns, so that a busy moment
meets all of them; the least and the middle of their times are compared.

    bench.py ASSAY [--runs N] [--megabytes N] [--check]

With --check it fails where an article takes longer than the empty Python.
"""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ARTICLE_BYTES = 5000


def articles():
    """The texts of the corpus, as bytes."""
    return [path.read_bytes() for path in sorted((ROOT / "corpus" / "articles").glob("*.txt"))]


def article_of(size):
    """About `size` bytes of the corpus: the article nearest in size, or several in a row."""
    text = b"\n\n".join(articles())
    longest = max(articles(), key=len)
    if len(longest) >= size:
        return min((a for a in articles() if len(a) >= size), key=len)
    end = text.rfind(b". ", 0, size) + 1
    return text[:end] + b"\n"


def write_lines(path, megabytes):
    """A JSONL file of that size, the corpus again and again; gives its size in bytes."""
    lines = [json.dumps({"id": str(n), "text": a.decode()}) for n, a in enumerate(articles())]
    block = ("\n".join(lines) + "\n").encode()
    data = block * max(1, int(megabytes * 1e6 / len(block)))
    path.write_bytes(data)
    return len(data)


def run(command, source):
    with open(source, "rb") as file:
        start = time.perf_counter()
        result = subprocess.run(command, stdin=file, stdout=subprocess.DEVNULL, check=False)
        elapsed = time.perf_counter() - start
    if result.returncode != 0:
        sys.exit("%s: status %d" % (" ".join(command), result.returncode))
    return elapsed


def race(commands, source, runs):
    """The times of each command, in seconds: one run to warm up, then `runs` in turns."""
    times = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            elapsed = run(command, source)
            if turn > 0:
                times[name].append(elapsed)
    return times


def report(title, times, size=None):
    """Prints a table; `size` in bytes adds throughput. Ratios are those of assay to each."""
    ours = times["assay"]
    print("%-28s %10s %10s %8s %8s" % (title, "least", "middle", "ratio", "ratio"))
    for name, values in times.items():
        least, middle = min(values), statistics.median(values)
        line = "  %-26s %7.1f ms %7.1f ms %8.2f %8.2f" % (
            name, least * 1e3, middle * 1e3, min(ours) / least, statistics.median(ours) / middle)
        print(line + ("" if size is None else "  %6.1f MB/s" % (size / least / 1e6)))
    print()


def start_commands(assay):
    python = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
    commands = {"assay": [assay], "python3 -I -c pass": [python, "-I", "-c", "pass"]}
    if shutil.which("jq"):
        commands["jq --version"] = ["jq", "--version"]
    return commands


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("assay")
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--megabytes", type=float, default=4)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    assay = str(pathlib.Path(arguments.assay).resolve())
    with tempfile.TemporaryDirectory() as folder:
        article = pathlib.Path(folder) / "article.txt"
        article.write_bytes(article_of(ARTICLE_BYTES))
        start = race(start_commands(assay), article, arguments.runs)
        report("one article of %d bytes" % article.stat().st_size, start)
        if arguments.check:
            slow = min(start["assay"]) > min(start["python3 -I -c pass"])
            print("slower than an empty Python" if slow else "not slower than an empty Python")
            return 1 if slow else 0
        lines = pathlib.Path(folder) / "articles.jsonl"
        size = write_lines(lines, arguments.megabytes)
        commands = {"assay": [assay, "-i", "jsonl"]}
        if shutil.which("jq"):
            commands["jq -c ."] = ["jq", "-c", "."]
        report("%.1f MB of JSONL" % (size / 1e6), race(commands, lines, 3), size)
    return 0


if __name__ == "__main__":
    sys.exit(main())
