#!/usr/bin/env python3
"""Measures assay beside other programs in one run on one machine, and prints ratios.

    bench.py ASSAY [--runs N] [--megabytes N] [--large N] [--quick]

Runs take turns, so that a busy moment meets all of them; medians are compared. The corpus is that of corpus.py. Peers that are not
installed are left out and named; spaCy goes into a virtual environment in a temporary folder, which needs the network. The corpus has 100 MB,
or as much as assay reads in 20 seconds. --quick leaves the large articles, spaCy and the measurement of memory out. instructions.py counts instructions instead.
"""

import argparse
import csv
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import corpus

HERE = pathlib.Path(__file__).resolve().parent
IMAGE_SETTLES = 5  # seconds: a younger image of the rules is read with its checksum
PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable


def timed(command, source=None):
    """Seconds of one run."""
    with open(source or os.devnull, "rb") as file:
        start = time.perf_counter()
        status = subprocess.run(command, stdin=file, stdout=subprocess.DEVNULL, check=False).returncode
        elapsed = time.perf_counter() - start
    if status not in (0, 1):
        sys.exit(f"{' '.join(map(str, command))}: status {status}")
    return elapsed


PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def peak_memory(command):
    """In MB. Asked of a process that is small itself: what is started counts as no smaller than what started it."""
    result = subprocess.run([PYTHON, "-I", "-S", "-c", PEAK, *command], capture_output=True, text=True, check=True)
    return int(result.stdout) / 1024


def race(commands, runs, source=None):
    """The median seconds of each command: one run to warm up, then `runs` in turns."""
    times = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            elapsed = timed(command, source)
            if turn > 0 or runs == 0:
                times[name].append(elapsed)
    return {name: statistics.median(values) for name, values in times.items()}


def affordable(assay, folder):
    """Megabytes of corpus that assay reads in some 20 seconds, but at most 100: six runs of each of three inputs are still to come."""
    path = folder / "probe.jsonl"
    size = corpus.write_jsonl(path, 2)
    command = [assay, "-j", "1", "-i", "jsonl", path]
    timed(command)  # leaves an image of the rules behind
    return min(100, max(2, round(20 * size / 1e6 / timed(command))))


def line(figure, value, bar="", note=""):
    print(f"  {figure:58} {value:>14}  {bar:14} {note}")


def rate(size, seconds):
    return f"{size / seconds / 1e6:.2f} MB/s"


def start_up(assay, folder, runs):
    article = folder / "article.txt"
    text = "\n\n".join(corpus.dense())
    article.write_text(text[: text.index(". ", 5000) + 1] + "\n")
    commands = {"assay": [assay, article], "python": [PYTHON, "-I", "-c", "pass"]}
    if shutil.which("jq"):
        commands["jq"] = ["jq", "--version"]
    race({"assay": commands["assay"]}, 1)
    time.sleep(IMAGE_SETTLES)
    times = race(commands, max(runs * 4, 20))
    line("one 5 KB article, start to exit", f"{times['assay'] * 1e3:.1f} ms")
    ratio = times["assay"] / times["python"]
    line("  against python3 -I -c pass", f"{ratio:.2f} times", "at most 0.5", f"python {times['python'] * 1e3:.1f} ms")
    if "jq" in times:
        line("  against jq --version", f"{times['assay'] / times['jq']:.2f} times")


def against_jq(assay, path, size, runs, name, bar):
    commands = {"assay": [assay, "-j", "1", "-i", "jsonl", path]}
    if shutil.which("jq"):
        commands["jq"] = ["jq", "-c", ".", path]
    times = race(commands, runs)
    line(name, rate(size, times["assay"]))
    if "jq" in times:
        line("  against jq -c .", f"{times['jq'] / times['assay']:.3f} times", bar, rate(size, times["jq"]))
    return times["assay"]


def threads(assay, path, size, one, runs):
    two = race({"two": [assay, "-j", "2", "-i", "jsonl", path]}, runs)["two"]
    line("-j 2, JSONL", rate(size, two))
    line("  against -j 1", f"{one / two:.2f} times", "at least 1.8")


def plain(assay, folder, runs):
    texts = folder / "texts"
    texts.mkdir()
    size = 0
    for number, text in enumerate(corpus.articles(2)):
        (texts / f"{number:05}.txt").write_text(text)
        size += len(text.encode())
    times = race({"assay": [assay, "-j", "1", texts]}, runs)
    line("-j 1, a folder of text files", rate(size, times["assay"]))


def memory(assay, folder, small, large):
    peaks = []
    for megabytes in (small, large):
        path = folder / f"memory-{megabytes}.jsonl"
        corpus.write_jsonl(path, megabytes)
        peaks.append(peak_memory([assay, "-j", "1", "-i", "jsonl", path]))
        path.unlink()
    line(f"peak memory at {small} MB and at {large} MB of corpus, -j 1", f"{peaks[0]:.0f}, {peaks[1]:.0f} MB", "under 64")
    line("  the larger against the smaller", f"{peaks[1] / peaks[0]:.2f} times", "at most 1.1")


def linear(assay, folder, largest):
    text = "\n\n".join(corpus.articles(largest / 1000))
    costs = {}
    kilobytes = 1
    while kilobytes <= largest:
        path = folder / "linear.jsonl"
        count = max(1, 2000 // kilobytes)
        with open(path, "w", encoding="utf-8") as file:
            for number in range(count):
                start = number * kilobytes * 1000 % max(1, len(text) - kilobytes * 1000)
                file.write(json.dumps({"id": str(number), "text": text[start : start + kilobytes * 1000]}) + "\n")
        size = path.stat().st_size
        costs[kilobytes] = min(timed([assay, "-j", "1", "-i", "jsonl", path]) for _ in range(2)) / size
        kilobytes *= 10
    base = costs[10]
    shown = ", ".join(f"{k} KB {cost / base:.2f}" for k, cost in costs.items())
    line("cost of a byte by size of article, 10 KB = 1", "", "within 0.25", shown)


def terms():
    """Every term of every lexicon, with its pack."""
    found = []
    for path in sorted((corpus.ROOT / "rules").glob("*/*.tsv")):
        with open(path, encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row.get("term") and row.get("id"):
                    found.append((row["term"], path.parent.name, row["id"]))
    return found


def tenfold(assay, folder, path, size, one, runs):
    pack = folder / "many"
    pack.mkdir()
    known = terms()
    (pack / "pack.yaml").write_text("name: many\nversion: 1.0.0\nphase: entity\ndescription: Many terms.\n")
    (pack / "many.yaml").write_text(
        "lexicons:\n  - file: many.tsv\n    note: Many terms.\n    type: many\n    tests: [{hit: Qoph1 zz}, {miss: nothing}]\n"
    )
    random = corpus.Random(7)
    letters = "bcdfghklmnprstvz"
    with open(pack / "many.tsv", "w", encoding="utf-8") as file:
        file.write("term\tid\nqoph1 zz\tq\n")
        for number in range(9 * len(known)):
            word = "".join(random.of(letters) + random.of("aeiou") for _ in range(3 + random.below(3)))
            file.write(f"{word} {number}\tm{number}\n")
    times = race({"many": [assay, "-j", "1", "--pack", pack, "-i", "jsonl", path]}, max(1, runs // 2))
    line(f"with ten times the terms ({10 * len(known)})", rate(size, times["many"]))
    line("  against the shipped terms", f"{one / times['many']:.2f} times", "at least 0.67")


def without_triggers(assay, folder):
    path = folder / "slice.jsonl"
    size = corpus.write_jsonl(path, 0.2)
    times = race({"with": [assay, "-j", "1", "-i", "jsonl", path], "all": [assay, "--no-triggers", "-j", "1", "-i", "jsonl", path]}, 1)
    line("the same rules without triggers, a PCRE2-JIT loop (0.2 MB)", rate(size, times["all"]))
    line("  with triggers against without", f"{times['all'] / times['with']:.1f} times")


def ripgrep(folder, path, size, runs):
    if not shutil.which("rg"):
        print("  ripgrep is not installed: left out")
        return
    words = folder / "terms.txt"
    words.write_text("".join(sorted({term + "\n" for term, _, _ in terms()})))
    times = race({"rg": ["rg", "-F", "-i", "-c", "-f", words, path]}, runs)
    line("ripgrep -F -i over the same terms, counting lines", rate(size, times["rg"]))


SPACY = """
import json, sys, time, spacy
nlp = spacy.blank("en"); nlp.add_pipe("sentencizer"); ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "LOWER"})
ruler.add_patterns([{"label": p, "pattern": t, "id": i} for t, p, i in json.load(open(sys.argv[1]))])
texts = [json.loads(l)["text"] for l in open(sys.argv[2])]
start = time.perf_counter(); n = sum(len(d.ents) for d in nlp.pipe(texts)); print(time.perf_counter() - start, n)
"""


def spacy(assay, folder):
    try:
        subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
        subprocess.run([folder / "venv/bin/pip", "install", "-q", "spacy"], check=True)
    except subprocess.CalledProcessError:
        print("  spaCy cannot be installed: left out")
        return
    path = folder / "spacy.jsonl"
    size = corpus.write_jsonl(path, 1)
    (folder / "spacy.json").write_text(json.dumps(terms()))
    result = subprocess.run(
        [folder / "venv/bin/python", "-c", SPACY, folder / "spacy.json", path], check=True, capture_output=True, text=True
    )
    seconds = float(result.stdout.split()[0])
    ours = race({"assay": [assay, "-j", "1", "-i", "jsonl", path]}, 1)["assay"]
    line("spaCy blank English, sentencizer, EntityRuler (1 MB, loaded)", rate(size, seconds))
    line("  assay, loading and all other packs included, against it", f"{seconds / ours:.2f} times")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assay")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--megabytes", type=float)
    parser.add_argument("--large", type=int, default=100)
    parser.add_argument("--quick", action="store_true")
    arguments = parser.parse_args()
    assay = str(pathlib.Path(arguments.assay).resolve())
    version = subprocess.run([assay, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    print(f"{version}, {os.cpu_count()} processors, {platform.machine()}, {platform.system()} {platform.release()}")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        megabytes = arguments.megabytes or affordable(assay, folder)
        print(f"medians of {arguments.runs}; corpus of {megabytes:g} MB, nine tenths general news\n")
        start_up(assay, folder, arguments.runs)
        path = folder / "news.jsonl"
        size = corpus.write_jsonl(path, megabytes)
        one = against_jq(assay, path, size, arguments.runs, "-j 1, all packs, JSONL to records", "at least 1.5")
        threads(assay, path, size, one, arguments.runs)
        only_dense = folder / "dense.jsonl"
        dense_size = corpus.write_jsonl(only_dense, min(10, megabytes / 4), 0)
        against_jq(assay, only_dense, dense_size, arguments.runs, "dense domain text alone", "at least 0.5")
        plain(assay, folder, arguments.runs)
        ripgrep(folder, path, size, arguments.runs)
        without_triggers(assay, folder)
        linear(assay, folder, 1000 if arguments.quick else 10000)
        tenfold(assay, folder, path, size, one, arguments.runs)
        if not arguments.quick:
            spacy(assay, folder)
            memory(assay, folder, 10, arguments.large)
    return 0


if __name__ == "__main__":
    sys.exit(main())
