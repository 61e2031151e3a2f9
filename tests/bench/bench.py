#!/usr/bin/env python3
"""Measures assay beside other programs in one run on one machine, and prints ratios.

    bench.py ASSAY [--runs N] [--megabytes N] [--large N] [--spacy] [--quick] [--instructions]

Runs take turns, so that a busy moment meets all of them; medians are compared. The corpus is that of corpus.py. Peers that are not
installed are left out and named. --spacy makes a virtual environment in a temporary folder and needs the network. --quick leaves the
large corpus and the slow peers out. --instructions only counts instructions and compares them with instructions.json.
"""

import argparse
import csv
import json
import os
import pathlib
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import corpus

HERE = pathlib.Path(__file__).resolve().parent
PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable


def timed(command, source=None):
    """Seconds and peak memory in MB of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(source or os.devnull, "rb") as file:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdin=file, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        elapsed = time.perf_counter() - start
    del before
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{' '.join(map(str, command))}: status {os.waitstatus_to_exitcode(status)}")
    return elapsed, usage.ru_maxrss / 1024


def race(commands, runs, source=None):
    """The median seconds of each command: one run to warm up, then `runs` in turns."""
    times = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            elapsed, _ = timed(command, source)
            if turn > 0 or runs == 0:
                times[name].append(elapsed)
    return {name: statistics.median(values) for name, values in times.items()}


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
        peaks.append(timed([assay, "-j", "1", "-i", "jsonl", path])[1])
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
        costs[kilobytes] = min(timed([assay, "-j", "1", "-i", "jsonl", path])[0] for _ in range(2)) / size
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


def instructions(assay):
    """Instructions for the corpus's articles, interpreted, so that they are the same each time."""
    recorded = json.loads((HERE / "instructions.json").read_text())
    if not shutil.which("valgrind"):
        print("valgrind is not installed: nothing counted")
        return 0
    compiler = subprocess.run(["cc", "-dumpfullversion"], capture_output=True, text=True, check=False).stdout.strip()
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "articles.jsonl"
        size = sum(len(text.encode()) for text in corpus.dense())
        path.write_text("".join(json.dumps({"text": text}) + "\n" for text in corpus.dense()))
        command = [assay, "-j", "1", "--no-jit", "-i", "jsonl", path]
        timed(command)  # leaves an image of the rules behind, so that loading does not count
        result = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", *command],
            capture_output=True, text=True, check=True,
        )
    count = int(next(l for l in result.stderr.splitlines() if "Collected" in l).split(":")[1])
    per_megabyte = count / size * 1e6
    print(f"{per_megabyte / 1e9:.2f} thousand million instructions a MB; recorded {recorded['instructions_per_mb'] / 1e9:.2f}")
    if recorded["compiler"] != compiler or recorded["machine"] != platform.machine():
        print(f"recorded with {recorded['compiler']} on {recorded['machine']}: not compared")
        return 0
    return int(per_megabyte > 1.1 * recorded["instructions_per_mb"])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assay")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--megabytes", type=float, default=10)
    parser.add_argument("--large", type=int, default=100)
    parser.add_argument("--spacy", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--instructions", action="store_true")
    arguments = parser.parse_args()
    assay = str(pathlib.Path(arguments.assay).resolve())
    if arguments.instructions:
        return instructions(assay)
    version = subprocess.run([assay, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    print(f"{version}, {os.cpu_count()} processors, {platform.machine()}, {platform.system()} {platform.release()}")
    print(f"medians of {arguments.runs}; corpus of {arguments.megabytes:g} MB, nine tenths general news\n")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        start_up(assay, folder, arguments.runs)
        path = folder / "news.jsonl"
        size = corpus.write_jsonl(path, arguments.megabytes)
        one = against_jq(assay, path, size, arguments.runs, "-j 1, all packs, JSONL to records", "at least 1.5")
        threads(assay, path, size, one, arguments.runs)
        only_dense = folder / "dense.jsonl"
        dense_size = corpus.write_jsonl(only_dense, min(2, arguments.megabytes), 0)
        against_jq(assay, only_dense, dense_size, arguments.runs, "dense domain text alone", "at least 0.5")
        plain(assay, folder, arguments.runs)
        ripgrep(folder, path, size, arguments.runs)
        without_triggers(assay, folder)
        linear(assay, folder, 1000 if arguments.quick else 10000)
        tenfold(assay, folder, path, size, one, arguments.runs)
        if arguments.spacy:
            spacy(assay, folder)
        if not arguments.quick:
            memory(assay, folder, 10, arguments.large)
    return 0


if __name__ == "__main__":
    sys.exit(main())
