#!/usr/bin/env python3
"""Many articles: threads, order, memory, folders, lists, shards, and runs that are killed and go on.

    check_batch.py ASSAY [TEST...]
"""
import array
import concurrent.futures
import fcntl
import gzip
import hashlib
import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import unittest

ASSAY = str(pathlib.Path(sys.argv[1]).resolve())
SMALL = str(pathlib.Path(__file__).resolve().parent / "rules-small")
KILLS = 54
HAS_ZSTD = shutil.which("zstd") is not None


def command(*arguments):
    return [ASSAY, "annotate", "--rules", SMALL, *map(str, arguments)]


def run(*arguments, status=0, **more):
    """Standard output and error of a run that must end with that status (None: any)."""
    result = subprocess.run(command(*arguments), capture_output=True, timeout=120, check=False, **more)
    if status is not None and result.returncode != status:
        raise AssertionError(f"{arguments}: status {result.returncode}, not {status}: {result.stderr.decode()[-500:]}")
    return result.stdout, result.stderr.decode()


def ids(records):
    return [json.loads(line)["id"] for line in records.splitlines()]


def article(number):
    return {"id": f"id{number}", "text": f"Article {number}. Copper and lithium. " * (1 + number % 9), "n": number}


def jsonl(count, first=0):
    return "".join(json.dumps(article(number)) + "\n" for number in range(first, first + count)).encode()


def unpacked(path):
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    if path.suffix == ".zst":
        return subprocess.run(["zstd", "-dcq", path], capture_output=True, check=True).stdout
    return path.read_bytes()


def part_sum(data):
    """What the state says of the bytes of a part (batch/sum.h)."""
    value, rest = 0, len(data) % 8
    whole = array.array("Q", data[: len(data) - rest])
    if sys.byteorder == "big":
        whole.byteswap()
    last = int.from_bytes(data[len(data) - rest :], "little")
    for word in (*whole, last, rest):
        value = (value ^ word) * 0x9E3779B97F4A7C15 & 0xFFFFFFFFFFFFFFFF
        value ^= value >> 29
    return value


class Folder(unittest.TestCase):
    """A test with an empty folder, in which it stands."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.before = os.getcwd()
        os.chdir(self.folder)

    def tearDown(self):
        os.chdir(self.before)
        shutil.rmtree(self.folder)

    def write(self, name, data):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def names(self, records):
        return [json.loads(line)["source"]["name"] for line in records.splitlines()]


class Threads(Folder):
    def test_the_number_of_threads_makes_no_difference(self):
        self.write("a.jsonl", jsonl(3000) + b"{bad\n" + jsonl(500, 3000))
        self.write("b.txt", "Copper.\n")
        self.write("c.txt", "Lithium. " * 40000)
        wanted = run("-j", 1, "a.jsonl", "b.txt", "c.txt", status=1)[0]
        for jobs in (2, 3, 8):
            self.assertEqual(run("-j", jobs, "a.jsonl", "b.txt", "c.txt", status=1)[0], wanted)
        self.assertEqual(wanted.count(b"\n"), 3503)

    def test_order_holds_where_articles_differ_in_size(self):
        lines = [json.dumps({"id": str(n), "text": "Copper. " * (20000 if n % 7 == 0 else 1)}) for n in range(60)]
        self.write("a.jsonl", "\n".join(lines))
        self.assertEqual(ids(run("-j", 4, "a.jsonl")[0]), [str(n) for n in range(60)])

    def test_fail_fast_ends_with_the_first_failure(self):
        self.write("a.jsonl", jsonl(700) + b'{"text": 1}\n' + jsonl(3000))
        wanted = run("-j", 1, "--fail-fast", "a.jsonl", status=1)[0]
        self.assertEqual(wanted.count(b"\n"), 701)
        self.assertEqual(run("-j", 4, "--fail-fast", "a.jsonl", status=1)[0], wanted)

    def test_a_slow_reader_holds_the_run_back(self):
        """The pipe is full and stays so: then reading stops, and memory is bounded."""
        source = self.write("a.jsonl", jsonl(60000))
        with open(source, "rb") as file, subprocess.Popen(
            command("-j", 2, "-i", "jsonl", "-"), stdin=file, stdout=subprocess.PIPE
        ) as process:
            time.sleep(1)
            place = pathlib.Path(f"/proc/{process.pid}/fdinfo/0")
            if place.exists():
                offset = int(place.read_text().split("pos:")[1].split()[0])
                self.assertLess(offset, source.stat().st_size / 2)
            count = sum(1 for _ in process.stdout)
        self.assertEqual(count, 60000)

    def test_memory_does_not_grow_with_the_corpus(self):
        peaks = []
        for count in (4000, 40000):
            self.write("a.jsonl", jsonl(count))
            with subprocess.Popen(command("-j", 2, "a.jsonl"), stdout=subprocess.DEVNULL) as process:
                _, status, usage = os.wait4(process.pid, 0)
                process.returncode = status
            peaks.append(usage.ru_maxrss)
        self.assertLess(peaks[1], 1.3 * peaks[0], peaks)

    def test_a_record_leaves_when_its_article_is_done(self):
        """A pipe that pauses gets each record before it sends the next article."""
        for options in ([], ["-j", "1"], ["-j", "4"]):
            with subprocess.Popen(
                command(*options, "-i", "jsonl"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
            ) as process:
                late = threading.Timer(20, process.kill)
                late.start()
                for burst in (1, 1, 300, 1, 2000, 1):  # the large ones start threads
                    writer = threading.Thread(target=self.send, args=(process.stdin, jsonl(burst)))
                    writer.start()
                    got = [process.stdout.readline() for _ in range(burst)]
                    writer.join()
                    self.assertEqual(len([line for line in got if line.endswith(b"\n")]), burst)
                process.stdin.close()
                self.assertEqual(process.wait(), 0)
                late.cancel()

    @staticmethod
    def send(pipe, data):
        pipe.write(data)
        pipe.flush()

    def test_short_reads_make_no_difference(self):
        data = jsonl(40)
        wanted = run("-i", "jsonl", input=data)[0]
        with subprocess.Popen(command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as process:
            reader = concurrent.futures.ThreadPoolExecutor().submit(process.stdout.read)
            at = 0
            while at < len(data):
                size = random.choice((1, 2, 3, 7, 500))
                process.stdin.write(data[at : at + size])
                at += size
            process.stdin.close()
            self.assertEqual(reader.result(), wanted)


class Inputs(Folder):
    def tree(self):
        for name in ("b.txt", "a/z.txt", "a/y.md", "a-b/x.txt", "a.txt", ".git/config.txt", "drafts/w.txt"):
            self.write("in/" + name, "Copper.")

    def test_folders_are_read_in_the_order_of_bytes(self):
        self.tree()
        wanted = ["in/a-b/x.txt", "in/a.txt", "in/a/y.md", "in/a/z.txt", "in/b.txt", "in/drafts/w.txt"]
        self.assertEqual(wanted, sorted(wanted))
        self.assertEqual(self.names(run("in")[0]), wanted)
        self.assertEqual(self.names(run("in/", "-j", 1)[0]), wanted)

    def test_globs(self):
        self.tree()
        for globs, wanted in (
            (["*.md"], ["a/y.md"]),
            (["*.txt", "!drafts"], ["a-b/x.txt", "a.txt", "a/z.txt", "b.txt"]),
            (["!a/**"], ["a-b/x.txt", "a.txt", "b.txt", "drafts/w.txt"]),
            (["a/*"], ["a/y.md", "a/z.txt"]),
            (["**/[xyz].{txt,md}"], ["a-b/x.txt", "a/y.md", "a/z.txt"]),
            (["/*.txt"], ["a.txt", "b.txt"]),
            (["*.txt", "!*.txt", "b.*"], ["b.txt"]),
            (["**/.git/*"], [".git/config.txt"]),
            (["?.txt"], ["a-b/x.txt", "a.txt", "a/z.txt", "b.txt", "drafts/w.txt"]),
        ):
            options = [part for glob in globs for part in ("--glob", glob)]
            self.assertEqual(self.names(run(*options, "in")[0]), ["in/" + name for name in wanted], globs)
        self.assertIn("without its ]", run("--glob", "[a", "in", status=2)[1])
        self.assertIn("without its }", run("--glob", "*.{txt,md", "in", status=2)[1])
        self.assertIn("holds no file", run("--glob", "*.pdf", "in", status=1)[1])

    def test_lists_of_files(self):
        self.tree()
        wanted = ["in/b.txt", "in/a/y.md", "in/a/z.txt"]
        self.write("list", "in/b.txt\n\nin/a\n")
        self.assertEqual(self.names(run("--files-from", "list")[0]), wanted)
        self.assertEqual(self.names(run("--files-from", "-", input=b"in/b.txt\nin/a")[0]), wanted)
        self.write("in/line\nbreak.txt", "Zinc.")
        got = run("--files-from", "-", "-0", input=b"in/line\nbreak.txt\0in/b.txt\0")[0]
        self.assertEqual(self.names(got), ["in/line\nbreak.txt", "in/b.txt"])
        self.assertRegex(run("--files-from", "-", input=b"in/a.txt\0in/b.txt\0", status=2)[1], "standard input: .* -0")

    def test_a_list_that_comes_slowly(self):
        self.tree()
        with subprocess.Popen(
            command("--files-from", "-"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        ) as process:
            for name in (b"in/a.txt\n", b"in/b.txt\n"):
                process.stdin.write(name)
                self.assertEqual(self.names(process.stdout.readline()), [name.decode().strip()])
            process.stdin.close()

    def test_a_list_that_was_written_on_windows(self):
        self.tree()
        got = run("--files-from", "-", input=b"\xef\xbb\xbfin/a.txt\r\n\r\nin/b.txt\r\nin/a/y.md\r")[0]
        self.assertEqual(self.names(got), ["in/a.txt", "in/b.txt", "in/a/y.md"])
        self.write("in/odd\r", "Zinc.")
        self.assertEqual(self.names(run("--files-from", "-", "-0", input=b"in/odd\r\0")[0]), ["in/odd\r"])
        utf16 = "in/a.txt\r\n".encode("utf-16")
        self.assertIn("UTF-16", run("--files-from", "-", input=utf16, status=2)[1])

    def test_a_list_that_is_a_pipe_is_read_once(self):
        """A shell's <(find ...): also where the output is a file or progress is shown, for which inputs are looked at first."""
        self.tree()
        os.mkfifo("list")
        for options in ([], ["-o", "out"], ["--progress"], ["--out-dir", "folder"]):
            writer = threading.Thread(target=pathlib.Path("list").write_text, args=("in/a.txt\nin/b.txt\n",))
            writer.start()
            output = run("--files-from", "list", *options)[0]
            writer.join()
            if options[:1] == ["-o"]:
                output = pathlib.Path("out").read_bytes()
            if options[:1] != ["--out-dir"]:
                self.assertEqual(self.names(output), ["in/a.txt", "in/b.txt"], options)
        self.assertEqual(sorted(p.name for p in pathlib.Path("folder/in").iterdir()), ["a.txt.json", "b.txt.json"])
        self.assertIn("keep it in a file", run("--files-from", "list", "-o", "out", "--resume", status=2)[1])

    def test_what_cannot_be_read_has_a_record_in_its_place(self):
        self.tree()
        (self.folder / "in/a/gone.txt").symlink_to("nowhere")
        (self.folder / "in/a/loop").symlink_to("..")
        os.mkfifo(self.folder / "in/a/pipe")
        output, messages = run("in", status=1)
        records = [json.loads(line) for line in output.splitlines()]
        failed = [record["source"]["name"] for record in records if "error" in record]
        self.assertEqual(failed, ["in/a/gone.txt", "in/a/loop/", "in/a/pipe"])
        self.assertEqual(len(records), 9)
        self.assertEqual({record["error"]["code"] for record in records if "error" in record}, {"io"})
        self.assertIn("in/a/gone.txt: No such file", messages)
        self.assertEqual(len(run("in", "nowhere.txt", status=2)[0].splitlines()), 10)

    def test_bad_lines_are_records(self):
        lines = [b'{"text": "Copper."}', b"{bad", b'{"title": "no text"}', b'{"text": 7}', b"", b'{"text": "Zinc."}']
        lines.append(json.dumps({"text": "x" * 300000}).encode())
        self.write("a.jsonl", b"\n".join(lines))
        for jobs in (1, 4):
            output = run("-j", jobs, "--max-article", 1000, "a.jsonl", status=1)[0]
            records = [json.loads(line) for line in output.splitlines()]
            codes = [(record["source"]["line"], record.get("error", {}).get("code")) for record in records]
            wanted = [(1, None), (2, "invalid_json"), (3, "no_text"), (4, "text_not_string"), (6, None), (7, "too_large")]
            self.assertEqual(codes, wanted)

    def lines(self, output):
        records = [json.loads(line) for line in output.splitlines()]
        return [(record["source"]["line"], record.get("error", {}).get("code")) for record in records]

    def test_a_first_line_that_is_bad_is_no_text(self):
        """What is named .jsonl is read by lines, whatever the first one is."""
        for name in ("a.jsonl", "a.ndjson", "a.JSONL.gz"):
            for first in (b"{bad\n", b"\n\r\n{bad\n", b"7\n", b"\xef\xbb\xbf{bad\n"):
                data = first + jsonl(2)
                self.write(name, gzip.compress(data) if name.endswith("gz") else data)
                at = first.count(b"\n")
                wanted = [(at, "no_text" if first == b"7\n" else "invalid_json"), (at + 1, None), (at + 2, None)]
                self.assertEqual(self.lines(run(name, status=1)[0]), wanted, (name, first))
        self.write("empty.jsonl", "")
        self.assertEqual(run("empty.jsonl")[0], b"")
        self.assertIn("--out-dir", run("-f", "brat", "a.jsonl", status=2)[1])

    def test_the_first_line_is_the_first_that_is_not_blank(self):
        for blank in (b"\n", b"\r\n \t\n", b"\n" * 50000, b"\xef\xbb\xbf\n"):
            at = blank.count(b"\n")
            self.assertEqual(self.lines(run(input=blank + jsonl(2))[0]), [(at + 1, None), (at + 2, None)])
        for text in (b"", b"\n\n", b"\n{Copper}\n", b"\n\nCopper {\n", b"\n[1]\n", b"\xef\xbb\xbf\n"):
            self.assertEqual(self.lines(run(input=text)[0]), [(None, None)], text)

    def test_a_first_line_that_is_too_large_is_one_article(self):
        first = json.dumps({"text": "x" * 3000000}).encode() + b"\n"
        wanted = [(1, "too_large"), (2, None), (3, None)]
        self.assertEqual(self.lines(run("--max-article", 1000, input=first + jsonl(2), status=1)[0]), wanted)
        first = json.dumps({"x": "x" * 700000, "text": "Tin."}).encode() + b"\n"
        wanted = [(1, None), (2, None), (3, None)]
        self.assertEqual(self.lines(run("--max-article", 1000, input=first + jsonl(2))[0]), wanted)
        text = b"{ Copper" + b" and zinc" * 300000
        self.assertEqual(self.lines(run("--max-article", 1000, input=text, status=1)[0]), [(None, "too_large")])

    def test_json_of_another_form_is_told(self):
        """A list, an object over many lines, another encoding: each is one text, which nobody will have meant."""
        objects = [article(1), article(2)]
        for data, words in (
            (json.dumps(objects), "jq -c '.[]'"),
            (json.dumps(objects, indent=2), "jq -c '.[]'"),
            (json.dumps(objects[0], indent=2), "jq -c ."),
            (json.dumps(objects[0])[:-1], "jq -c ."),
            (jsonl(2).decode().encode("utf-16"), "iconv"),
        ):
            self.write("a.json", data)
            output, messages = run("a.json")
            self.assertEqual(self.lines(output), [(None, None)])
            self.assertIn("a.json: looks like JSON", messages)
            self.assertIn(words, messages)
            self.assertEqual(run("a.json", "-i", "text"), (output, ""))
        for text in ("[Seoul] Copper.", "{Copper}", "[1] Copper.", "\u201cTin\u201d", "[", "{"):
            self.write("a.json", text)
            self.assertEqual(run("a.json")[1], "")

    def test_fields_and_meta(self):
        line = {"id": 7, "body": "Copper.", "title": "T", "date": "2026-01-02", "byline": "B", "source": "S", "x": 1.50}
        record = json.loads(run("--text-field", "body", "-i", "jsonl", input=json.dumps(line).encode())[0])
        self.assertEqual((record["id"], record["title"], record["date"]), ("7", "T", "2026-01-02"))
        self.assertEqual(record["meta"], {"source": "S", "x": 1.5})

    def test_fields_are_those_of_the_whole_record(self):
        """What no field shows is not worked out, and changes nothing in what is shown."""
        root = pathlib.Path(__file__).resolve().parent.parent
        path = root / "corpus" / "articles" / "wire-indonesia-nickel.txt"
        for more in (("--rules", root / "rules"), ("--rules", root / "rules", "--explain")):
            whole = json.loads(run(path, *more)[0])
            self.assertTrue(whole["entities"] and whole["relations"] and whole["claims"] and whole["framing"])
            for fields in ("entities", "relations", "entities,relations", "zones,title", "claims", "framing,counts", "diagnostics"):
                part = json.loads(run(path, "--fields", fields, *more)[0])
                self.assertEqual(set(part) - {"assay", "id", "source"}, set(fields.split(",")))
                for field in part:
                    self.assertEqual(part[field], whole[field], field)

    def packed(self, data, kind):
        if kind == "gz":
            return gzip.compress(data)
        return subprocess.run(["zstd", "-cq"], input=data, capture_output=True, check=True).stdout

    def test_compressed_inputs(self):
        for kind in ["gz"] + (["zst"] if HAS_ZSTD else []):
            name = "a." + kind  # known by its first bytes, not its name
            data = self.packed(jsonl(300), kind) + self.packed(jsonl(300, 300), kind)
            self.write("plain", jsonl(600))
            wanted = run("plain")[0].replace(b'"plain"', b'"packed"')
            self.write("packed", data)
            self.assertEqual(run("packed")[0], wanted)
            self.assertEqual(run(input=data)[0], wanted.replace(b'"packed"', b"null"))
            self.write("packed", self.packed(b"Copper and lithium.", kind))
            self.assertIn(b'"copper":1', run("packed")[0])
            self.truncated(data, name)

    def test_a_compressed_file_that_was_cut_to_nothing(self):
        """As a disk that ran full leaves it: no empty article, no empty dump."""
        for name, data in (
            ("a.txt.gz", b""), ("a.jsonl.gz", b""), ("a.gz", b"\x1f"), ("a.zst", b""), ("a.jsonl.zst", b"\x28\xb5\x2f")
        ):  # fmt: skip
            self.write(name, data)
            output, messages = run(name, status=2)
            self.assertIn(f"data ends too soon, after {len(data)} bytes", messages)
            self.assertEqual([code for _, code in self.lines(output)], ["io"], name)
        self.write("plain.gz", "Copper.")  # unpacked by whoever fetched it, under the old name
        self.assertEqual(self.lines(run("plain.gz")[0]), [(None, None)])
        self.assertEqual(self.lines(run(input=b"")[0]), [(None, None)])

    @unittest.skipUnless(HAS_ZSTD, "without zstd")
    def test_a_window_of_zstd_that_is_too_large(self):
        """zstd --long=31 itself says so of it, and what to do."""
        for window, status in ((27, 0), (31, 2)):
            packed = subprocess.run(
                ["zstd", "-cq", f"--long={window}"], input=jsonl(3), capture_output=True, check=True
            ).stdout
            self.write("a.jsonl.zst", packed)
            output, messages = run("a.jsonl.zst", status=status)
            self.assertEqual(len(output.splitlines()), 3 if status == 0 else 1)
            if status:
                self.assertIn("zstd -dc --long=31", messages)
                self.assertNotIn("damaged", messages)

    def truncated(self, data, name):
        self.write(name, data[:-30])
        output, messages = run(name, status=2)
        records = [json.loads(line) for line in output.splitlines()]
        self.assertIn("ends too soon, after", messages)
        self.assertEqual([record["error"]["code"] for record in records if "error" in record], ["io"])
        self.assertIn("error", records[-1])
        self.assertEqual(records[-1]["source"]["line"], len(records))
        self.assertEqual(records[:-1], [json.loads(l) for l in run(name, status=2)[0].splitlines()][:-1])
        broken = bytearray(data)
        broken[len(data) // 3] ^= 0xFF
        self.write(name, bytes(broken))
        self.assertIn("damaged", run(name, status=2)[1])

    def test_a_compressed_pipe_that_pauses(self):
        import zlib

        packer = zlib.compressobj(6, zlib.DEFLATED, 31)
        with subprocess.Popen(
            command("-i", "jsonl"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        ) as process:
            for number in range(3):
                process.stdin.write(packer.compress(jsonl(1, number)) + packer.flush(zlib.Z_SYNC_FLUSH))
                self.assertEqual(ids(process.stdout.readline()), [f"id{number}"])
            process.stdin.write(packer.flush())
            process.stdin.close()


class Usage(Folder):
    def test_options_that_make_no_sense_are_told(self):
        self.write("a.txt", "Copper.")
        for words, arguments in (
            ("two places", ["-o", "x", "--out-dir", "y", "a.txt"]),
            ("only once", ["-", "-"]),
            ("only once", ["-", "--files-from", "-"]),
            ("--files-from, which is missing", ["-0", "a.txt"]),
            ("name one", ["--glob", "*.txt"]),
            ("from 1 to 1024", ["-j", "0", "a.txt"]),
            ("from 1 to 1024", ["-j", "2x", "a.txt"]),
            ("such as 1/4", ["--shard", "5/4", "a.txt"]),
            ("such as 1/4", ["--shard", "0/4", "a.txt"]),
            ("such as 1/4", ["--shard", "1", "a.txt"]),
            ("--out-dir", ["-o", ".", "a.txt"]),
            ("-o is empty", ["-o", "", "a.txt"]),
            ("only .gz and .zst", ["-o", "x.jsonl.xz", "a.txt"]),
            ("only .gz and .zst", ["-o", "x.BZ2", "a.txt"]),
            ("leaves out --text-field body", ["--text-field", "body", "--join", "title,bodies,ody", "a.txt"]),
            ("--out-dir is empty", ["--out-dir", "", "a.txt"]),
            ("--files-from is empty", ["--files-from", ""]),
            ("--text-field is empty", ["--text-field", "", "a.txt"]),
            ("--join is empty", ["--join", "", "a.txt"]),
            ("nowhere: No such file", ["--files-from", "nowhere"]),
            (f"{self.folder}: Is a directory", ["--files-from", self.folder]),
            (f"{self.folder}: Is a directory", ["--files-from", self.folder, "--progress"]),
        ):
            output, messages = run(*arguments, status=2)
            self.assertIn(words, messages)
            self.assertEqual(output, b"")
        self.assertEqual(os.listdir(), ["a.txt"])


    def test_a_pipe_that_is_named_is_not_looked_into(self):
        """A format of one article must know that there is one; what it read of a pipe to find out would be lost."""
        text = "Copper is here. " * 1000
        wanted = run("-f", "brat", "-i", "text", input=text.encode())[0]
        os.mkfifo("pipe")
        for options, status in ((["-i", "text"], 0), ([], 2)):
            writer = threading.Thread(target=pathlib.Path("pipe").write_text, args=(text,))
            writer.start()
            output, messages = run("-f", "brat", *options, "pipe", status=status)
            if status == 2:
                self.assertIn("-i text", messages)
                pathlib.Path("pipe").read_text()  # the writer is still there
            else:
                self.assertEqual(output, wanted)
            writer.join()


class Shards(Folder):
    def test_shards_together_are_all(self):
        self.write("in/a.jsonl", jsonl(500))
        for number in range(40):
            self.write(f"in/{number}.txt", f"Copper {number}.")
        (self.folder / "in/gone").symlink_to("nowhere")
        everything = run("in", status=1)[0].splitlines()
        shards = [
            subprocess.run(command("in", "--shard", f"{n}/5"), capture_output=True, check=False).stdout.splitlines()
            for n in range(1, 6)
        ]
        self.assertEqual(sorted(line for shard in shards for line in shard), sorted(everything))
        for shard in shards:
            self.assertTrue(60 < len(shard) < 160, len(shard))
            self.assertEqual(shard, [line for line in everything if line in set(shard)])  # in order

    def test_where_the_corpus_stands_makes_no_difference(self):
        self.write("in/a.jsonl", jsonl(100))
        self.write("there/in/a.jsonl", jsonl(100))
        self.assertEqual(ids(run("in", "--shard", "2/3")[0]), ids(run("there/in/a.jsonl", "--shard", "2/3")[0]))


class Outputs(Folder):
    def test_a_file_for_each_article(self):
        self.write("in/a.txt", "Copper.")
        self.write("in/deep/a.txt", "Zinc.")
        self.write("in/b.jsonl", '{"id": "../x/y", "text": "Copper."}\n{"id": "../x/y", "text": "Zinc."}\n{bad\n')
        self.write("c.txt", "Copper.")
        os.mkdir("sub")
        run("--out-dir", "out", "in", "sub/../c.txt", status=1)
        found = sorted(str(path.relative_to("out")) for path in pathlib.Path("out").rglob("*") if path.is_file())
        lines = ["in/b.jsonl/00000001-.._x_y.json", "in/b.jsonl/00000002-.._x_y.json", "in/b.jsonl/00000003.json"]
        self.assertEqual(found, sorted(["in/a.txt.json", "in/deep/a.txt.json", "sub/%2E%2E/c.txt.json"] + lines))
        whole = run("in", "sub/../c.txt", status=1)[0]
        self.assertEqual(sorted(whole.splitlines()), sorted((self.folder / "out" / n).read_bytes()[:-1] for n in found))
        for resume in ([], ["--resume"]):  # nor does going on lead past it
            arguments = ["--out-dir", "out2", "in/b.jsonl", self.folder / "c.txt", *resume]
            self.assertIn("absolute", run(*arguments, status=2)[1])

    def test_no_two_articles_have_one_name(self):
        """Whatever the inputs are called: what is longer escaped than a file system takes, a text beside a.json, stdin."""
        names = ["%" * 190, "\u00e9" * 110, "\u00e9" * 109 + "e", "%" * 250, "%" * 249 + "x", "a", "b.txt", "%2E%2E", "stdin"]
        for name in names:
            self.write("in/" + name, name)
        self.write("in/a.json", '{"id": "x", "text": "Tin."}\n{"id": "X", "text": "Tin."}\n')
        self.write("in/b.txt.json", '{"sidecar": 1}\n')
        self.write("in/deep.json/c.json", "Tin.")
        self.write("stdin", "Zinc.")
        run("--out-dir", "out", "in", "-", "stdin", status=1, input=b"Copper.")
        found = [path for path in pathlib.Path("out").rglob("*") if path.is_file()]
        self.assertEqual(len(found), len(names) + 2 + 1 + 1 + 2)
        texts = {json.loads(path.read_bytes())["source"]["name"] for path in found}
        self.assertEqual(len(texts), len(names) + 1 + 1 + 1 + 2)
        self.assertTrue(all(len(os.fsencode(part)) <= 255 for path in found for part in path.parts))
        for path in found:
            os.fsencode(path.name).decode()
        self.assertTrue(pathlib.Path("out/stdin.json").is_file())

    def test_outputs_are_not_read(self):
        self.write("a.txt", "Copper.")
        for _ in range(2):
            run(".", "-o", "all.jsonl")
            self.assertEqual(len(pathlib.Path("all.jsonl").read_text().splitlines()), 1)
        os.remove("all.jsonl")
        for _ in range(2):
            run(".", "--out-dir", "out")
            self.assertEqual([str(p) for p in pathlib.Path("out").rglob("*") if p.is_file()], ["out/a.txt.json"])

    def redirected(self, place, mode, *arguments, status=0):
        """A run whose standard output is a file, which it may not fill without end."""

        def limit():
            resource.setrlimit(resource.RLIMIT_FSIZE, (20 << 20, -1))

        with open(place, mode) as file:
            result = subprocess.run(
                command(*arguments), stdout=file, stderr=subprocess.PIPE, check=False, timeout=60, preexec_fn=limit
            )
        self.assertEqual(result.returncode, status, result.stderr)
        return result.stderr.decode()

    def test_standard_output_in_the_folder_that_is_read(self):
        """Else each record written would be a line to be read."""
        self.write("in/a.jsonl", jsonl(600))
        for mode in ("wb", "ab"):
            for name in ("in/0.jsonl", "in/z.jsonl"):
                for jobs in (1, 4):
                    self.redirected(name, mode, "in", "-i", "jsonl", "-j", jobs)
                    self.assertEqual(len(pathlib.Path(name).read_bytes().splitlines()), 600)
                    os.remove(name)

    def test_an_output_that_a_link_leads_to_is_not_read(self):
        self.write("in/a.jsonl", jsonl(2000))
        self.write("in/z.jsonl", "")
        os.symlink("in/z.jsonl", "link")
        os.symlink("z.jsonl", "in/zz.jsonl")
        for _ in range(2):
            run("in", "-o", "link")
            self.assertEqual(len(pathlib.Path("in/z.jsonl").read_bytes().splitlines()), 2000)

    def test_an_output_that_is_an_input_is_refused(self):
        data = jsonl(3000)
        self.write("a.jsonl", data)
        self.write("list", "a.jsonl\n")
        os.symlink("a.jsonl", "link")
        for arguments in (["a.jsonl"], ["./link"], ["--files-from", "list"]):
            for output in ("a.jsonl", "link"):
                self.assertIn("is the output too", run(*arguments, "-o", output, status=2)[1])
        self.assertIn("is the output too", run("--files-from", "-", "-o", "a.jsonl", status=2, input=b"a.jsonl\n")[1])
        os.remove("a.jsonl.part")
        self.assertIn("a.jsonl: is the output too", self.redirected("a.jsonl", "ab", "a.jsonl", status=2))
        with open("a.jsonl", "rb") as file, open("a.jsonl", "ab") as output:
            result = subprocess.run(command("-i", "jsonl"), stdin=file, stdout=output, check=False, stderr=subprocess.DEVNULL)
        self.assertEqual(result.returncode, 2)
        self.assertEqual(pathlib.Path("a.jsonl").read_bytes(), data)
        self.assertEqual(sorted(os.listdir()), ["a.jsonl", "link", "list"])

    def test_a_file_has_its_name_when_it_is_complete(self):
        self.write("a.jsonl", jsonl(20))
        self.write("out", "old")
        self.write("real", "old")
        os.symlink("real", "link")
        run("a.jsonl", "-o", "link")
        self.assertTrue(os.path.islink("link"))
        self.assertEqual(len(pathlib.Path("real").read_text().splitlines()), 20)
        self.write("bad.jsonl", jsonl(5) + b"{bad\n" + jsonl(5))
        message = run("bad.jsonl", "-o", "out", "--fail-fast", status=1)[1]
        self.assertIn("--resume", message)
        self.assertEqual(pathlib.Path("out").read_text(), "old")
        self.assertEqual(len(pathlib.Path("out.part").read_text().splitlines()), 6)
        run("bad.jsonl", "-o", "out", "--fail-fast", "--resume", status=1)
        self.assertEqual(pathlib.Path("out").read_bytes(), run("bad.jsonl", status=1)[0])
        self.assertEqual(sorted(os.listdir()), ["a.jsonl", "bad.jsonl", "link", "out", "real"])

    def test_nothing_else_is_written_where_standard_descriptors_were_closed(self):
        """The next file that is opened would get the number of the closed one, and with it what is meant for that."""
        self.write("a.jsonl", jsonl(3000))
        wanted = run("nowhere.txt", "a.jsonl", status=2)[0]
        for closed in ("2>&-", "<&- 2>&-", "<&- >&- 2>&-", "<&- >&-"):
            shell = f'"$@" {closed}'
            words = ["sh", "-c", shell, "sh", *command("nowhere.txt", "a.jsonl", "--stats", "-o", "out")]
            self.assertEqual(subprocess.run(words, check=False, timeout=60, stderr=subprocess.DEVNULL).returncode, 2)
            self.assertEqual(pathlib.Path("out").read_bytes(), wanted, closed)
        for closed in (">&-", "<&- >&-"):
            words = ["sh", "-c", f'"$@" {closed}', "sh", *command("a.jsonl")]
            result = subprocess.run(words, check=False, timeout=20, stderr=subprocess.PIPE)
            self.assertEqual(result.returncode, 2)
            self.assertIn(b"standard output: Bad file descriptor", result.stderr)
        words = ["sh", "-c", '"$@" <&-', "sh", *command()]
        result = subprocess.run(words, check=False, timeout=20, capture_output=True)
        self.assertEqual(result.returncode, 2)
        self.assertIn(b"standard input: Bad file descriptor", result.stderr)

    def test_two_runs_do_not_write_one_file(self):
        self.write("out.part", "")
        with open("out.part", "r+b") as file:
            fcntl.lockf(file, fcntl.LOCK_EX)
            self.write("a.txt", "Copper.")
            for options in ([], ["--resume"]):
                self.assertIn("another run", run("a.txt", "-o", "out", *options, status=2)[1])
        self.assertTrue(os.path.exists("out.part"))  # it is the other's, though nothing is written yet

    def test_two_runs_do_not_write_to_one_folder(self):
        """Both would write their next article to one file."""
        self.write("b.txt", "Zinc.")
        with subprocess.Popen(command("-i", "jsonl", "--out-dir", "out"), stdin=subprocess.PIPE, bufsize=0) as process:
            process.stdin.write(jsonl(1))
            while not list(pathlib.Path("out").rglob("*.json")):
                time.sleep(0.01)
            for options in ([], ["--resume"]):
                self.assertIn("another run", run("b.txt", "--out-dir", "out", *options, status=2)[1])
            run("b.txt", "--out-dir", "out", "--shard", "1/1")
            process.stdin.write(jsonl(1, 1))
            process.stdin.close()
            self.assertEqual(process.wait(), 0)
        run("b.txt", "--out-dir", "out")
        names = sorted(str(path.relative_to("out")) for path in pathlib.Path("out").rglob("*") if path.is_file())
        self.assertEqual(names, ["b.txt.json", "stdin/00000001-id0.json", "stdin/00000002-id1.json"])

    def test_compressed_outputs(self):
        self.write("a.jsonl", jsonl(9000))
        wanted = run("a.jsonl")[0]
        for ending in [".gz"] + ([".zst"] if HAS_ZSTD else []):
            path = self.folder / ("out" + ending)
            run("a.jsonl", "-o", path)
            self.assertEqual(unpacked(path), wanted)
            first = path.read_bytes()
            run("a.jsonl", "-o", path, "-j", 1)
            self.assertEqual(path.read_bytes(), first)
            self.write("empty.jsonl", "")
            run("empty.jsonl", "-i", "jsonl", "-o", path)
            self.assertEqual(unpacked(path), b"")

    def test_stats_and_progress(self):
        self.write("a.jsonl", jsonl(50) + b"{bad\n")
        messages = run("a.jsonl", "--stats", "--progress", status=1)[1]
        self.assertIn("51 articles, 1 failed", messages)
        self.assertIn("assay: diagnostics:", messages)
        self.assertEqual(run("a.jsonl", status=1)[1], "")


class Terminal(Folder):
    """Standard error is a terminal."""

    def watched(self, *arguments, feed=(), columns=0, **more):
        """What stands on the terminal at the end; each piece of `feed` comes after the progress of the one before."""
        more.setdefault("env", {**os.environ, "TERM": "xterm"})
        master, slave = os.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        with subprocess.Popen(
            command(*arguments), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=slave, bufsize=0, **more
        ) as process:
            os.close(slave)
            for piece in feed:
                process.stdin.write(piece)
                time.sleep(0.5)
            process.stdin.close()
            shown = b""
            while True:
                try:
                    shown += os.read(master, 65536)
                except OSError:
                    break
        os.close(master)
        return shown.decode()

    @staticmethod
    def lines(shown):
        """The lines as a terminal shows them."""
        lines = []
        for line in shown.split("\r\n"):
            screen = ""
            for part in line.split("\r"):
                text, *erased = part.split("\033[K")
                screen = text if erased else text + screen[len(text) :]
                screen += "".join(erased)
            lines.append(screen)
        return lines

    def test_progress_and_messages_have_lines_of_their_own(self):
        self.write("a.txt", "Copper.")
        gone = b"nowhere.txt\n"
        shown = self.watched("--files-from", "-", feed=(b"a.txt\n", b"a.txt\na.txt\n", gone, b"a.txt\n", gone))
        lines = self.lines(shown)
        self.assertEqual(lines[:2], ["assay: nowhere.txt: No such file or directory"] * 2, shown)
        self.assertRegex(lines[2], r"^6 articles, 0\.0 MB, 0\.0 MB/s, 2 failed$")
        self.assertGreater(shown.count("\033[K"), 3)

    def test_the_time_that_is_left_is_shown_where_the_size_is_known(self):
        self.write("a.jsonl", jsonl(300000))
        self.assertRegex(self.watched("-j", 1, "a.jsonl"), r"\r[0-9,]+ articles, [0-9.]+ MB, [0-9.]+ MB/s, 0 failed, ETA 0:0\d\033")
        self.assertNotIn("ETA", self.watched("-j", 1, "a.jsonl", "-"))
        self.write("a.jsonl", jsonl(3000))
        self.assertEqual(self.watched("a.jsonl", "--no-progress"), "")

    def test_a_terminal_that_only_prints_on(self):
        self.write("a.jsonl", jsonl(100000))
        shown = self.watched("a.jsonl", env={**os.environ, "TERM": "dumb"})
        self.assertRegex(shown, r"^(assay: [^\r\n\033]*\r\n)+$")

    def test_a_line_that_is_written_over_fits(self):
        """One that went on in the next line of the terminal would stay."""
        self.write("a.jsonl", jsonl(100000))
        for columns in (30, 80):
            for sandbox in ([], ["--sandbox"]):
                shown = self.watched("a.jsonl", *sandbox, columns=columns)
                lines = re.findall(r"\r([^\r\n]*)\033\[K(?!\r\n)", shown)
                self.assertGreater(len(lines), 1, shown)
                self.assertLess(max(map(len, lines)), columns)


class Resume(Folder):
    def killed(self, longest, *arguments):
        """A run that goes on, killed at a random moment. Whether it ended by itself before."""
        process = subprocess.Popen(command(*arguments, "--resume"), stderr=subprocess.DEVNULL)
        time.sleep(random.uniform(0, longest))
        process.kill()
        return process.wait() == 0

    def test_killed_runs_go_on(self):
        """Each goes on where the last was killed, until one ends by itself; and so again until there were KILLS."""
        self.write("a.jsonl", jsonl(6000))
        self.write("b.jsonl.gz", gzip.compress(jsonl(3000, 6000)))
        outputs = ["out", "out.gz"] + (["out.zst"] if HAS_ZSTD else [])
        for output in outputs:
            path = self.folder / output
            begun = time.monotonic()
            run("a.jsonl", "b.jsonl.gz", "-o", output)
            taken = time.monotonic() - begun
            wanted = path.read_bytes()
            self.assertEqual(unpacked(path), run("a.jsonl", "b.jsonl.gz")[0])
            middle, kills = 0, 0
            path.unlink()
            whole = False
            while kills < KILLS / len(outputs) or not whole:
                whole = self.killed(0.6 * taken, "a.jsonl", "b.jsonl.gz", "-o", output)
                if whole:
                    self.assertEqual(path.read_bytes(), wanted)
                    self.assertEqual(sorted(found.name for found in self.folder.glob("out*")), [output])
                    path.unlink()
                    continue
                kills += 1
                state = pathlib.Path(f"{output}.part.state")
                middle += state.exists() and "\noutput 0\n" not in state.read_text()
            self.assertGreater(middle, 3, output)

    def test_killed_runs_go_on_in_a_folder(self):
        self.write("a.jsonl", jsonl(1500))
        for number in range(300):
            self.write(f"in/{number}.txt", "Copper and zinc.")
        begun = time.monotonic()
        run("a.jsonl", "in", "--out-dir", "wanted")
        taken = time.monotonic() - begun
        while not self.killed(0.6 * taken, "a.jsonl", "in", "--out-dir", "out"):
            pass
        for path in pathlib.Path("wanted").rglob("*.json"):
            self.assertEqual(path.read_bytes(), pathlib.Path("out", path.relative_to("wanted")).read_bytes())
        left = [p.name for p in pathlib.Path("out").rglob(".*") if p.name != ".assay.part"]
        self.assertEqual(left, [])

    def interrupted(self, number=signal.SIGINT, **more):
        """A run that was interrupted in the middle: its messages."""
        process = subprocess.Popen(command("a.jsonl", "-o", "out", "-j", 2), stderr=subprocess.PIPE, **more)
        while not pathlib.Path("out.part").exists() or pathlib.Path("out.part").stat().st_size == 0:
            time.sleep(0.002)
        process.send_signal(number)
        messages = process.communicate()[1].decode()
        self.assertEqual(process.returncode, 128 + number)
        return messages

    def test_an_interrupted_run_says_how_to_go_on(self):
        self.write("a.jsonl", jsonl(40000))
        wanted = run("a.jsonl")[0]
        for number in (signal.SIGINT, signal.SIGTERM):
            messages = self.interrupted(number)
            self.assertIn("--resume goes on", messages)
            part = pathlib.Path("out.part").read_bytes()
            self.assertEqual(part, wanted[: len(part)])
            self.assertTrue(part.endswith(b"}\n"))
            run("a.jsonl", "-o", "out", "--resume")
            self.assertEqual(pathlib.Path("out").read_bytes(), wanted)
            os.remove("out")

    def test_an_interrupted_pipe_is_flushed(self):
        with subprocess.Popen(
            command("-i", "jsonl"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
        ) as process:
            process.stdin.write(jsonl(3) + b'{"text": "half')
            for _ in range(3):
                process.stdout.readline()
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(timeout=20), 130)
            self.assertEqual(process.stdout.read(), b"")
            self.assertIn(b"interrupted after 3 articles", process.stderr.read())

    def test_a_signal_while_nothing_has_come_ends_at_once(self):
        with subprocess.Popen(command("-"), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0) as process:
            process.stdin.write(b"Copper")
            self.assertIsNone(process.poll())
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
            self.assertEqual(process.wait(timeout=20), -signal.SIGINT)
            self.assertEqual(process.stdout.read(), b"")

    @unittest.skipUnless(sys.platform == "linux", "elsewhere a named pipe is opened when a writer is there")
    def test_a_signal_while_a_named_pipe_has_no_writer(self):
        os.mkfifo("pipe")
        self.write("a.txt", "Copper.")
        for options in (["-o", "out"], ["--out-dir", "folder"], ["--progress"]):
            with subprocess.Popen(
                command("a.txt", "pipe", *options), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            ) as process:
                time.sleep(0.3)
                process.send_signal(signal.SIGTERM)
                self.assertEqual(process.wait(timeout=20), 128 + signal.SIGTERM)
                self.assertIn(b"interrupted after 1 articles", process.stderr.read())

    def test_a_named_pipe_whose_writer_comes_late(self):
        os.mkfifo("pipe")
        data = jsonl(3000)
        with subprocess.Popen(command("pipe", "-o", "out", "-j", 2)) as process:
            time.sleep(0.2)
            with open("pipe", "wb") as pipe:
                time.sleep(0.2)
                pipe.write(data[:100])
                pipe.flush()
                time.sleep(0.2)
                pipe.write(data[100:])
            self.assertEqual(process.wait(), 0)
        self.assertEqual(ids(pathlib.Path("out").read_bytes()), [f"id{number}" for number in range(3000)])

    def test_what_has_changed_is_refused(self):
        self.write("a.jsonl", jsonl(40000))
        self.interrupted()
        shutil.copytree(SMALL, "rules")
        with open(next(iter(pathlib.Path("rules").rglob("pack.yaml"))), "a", encoding="utf-8") as file:
            file.write("# changed\n")
        for words, arguments in (
            ("the options have changed", ["a.jsonl", "--text"]),
            ("the options have changed", ["a.jsonl", "--shard", "1/2"]),
            ("the rules have changed", ["a.jsonl", "--rules", "rules"]),
            ("the inputs have changed", ["a.jsonl", "rules"]),
        ):
            self.assertIn(words, run("-o", "out", "--resume", *arguments, status=2)[1])
        os.utime("a.jsonl")
        self.assertIn("the inputs have changed", run("-o", "out", "--resume", "a.jsonl", status=2)[1])
        self.assertIn("read twice", run("-o", "new", "--resume", input=b"Copper.", status=2)[1])
        self.assertIn("needs -o", run("--resume", "a.jsonl", status=2)[1])
        self.assertEqual(sorted(os.listdir()), ["a.jsonl", "out.part", "out.part.state", "rules"])
        run("a.jsonl", "-o", "out")
        self.assertEqual(sorted(os.listdir()), ["a.jsonl", "out", "rules"])

    def test_a_folder_without_files_is_told_again(self):
        os.mkdir("empty")
        self.write("a.jsonl", jsonl(3) + b"{bad\n")
        self.write("b.jsonl", jsonl(3))
        for inputs in (["empty", "b.jsonl", "a.jsonl", "b.jsonl"], ["b.jsonl", "a.jsonl", "empty"]):
            output, messages = run(*inputs, status=1)
            run(*inputs, "-o", "out", "--fail-fast", status=1)
            messages = run(*inputs, "-o", "out", "--fail-fast", "--resume", status=1)[1]
            self.assertIn("holds no file", messages)
            self.assertEqual(pathlib.Path("out").read_bytes(), output)

    def test_compressed_output_goes_on_from_its_last_frame(self):
        """So the messages say where that is, and how to get past an article that fails behind it."""
        self.write("a.jsonl", jsonl(3000) + b"{bad\n" + jsonl(3000))
        run("a.jsonl", "-o", "wanted.gz", status=1)
        for _ in range(2):
            message = run("a.jsonl", "-o", "out.gz", "--fail-fast", "--resume", status=1)[1]
            kept = re.search(r"\narticles (\d+)\n", pathlib.Path("out.gz.part.state").read_text()).group(1)
            self.assertLess(1000, int(kept))
            self.assertIn("after 3,001 articles", message)
            self.assertIn(f"with --resume and without --fail-fast goes on after {int(kept):,}", message)
        run("a.jsonl", "-o", "out.gz", "--resume", status=1)
        self.assertEqual(pathlib.Path("out.gz").read_bytes(), pathlib.Path("wanted.gz").read_bytes())

    def test_a_part_that_was_cut_is_refused(self):
        self.write("a.jsonl", jsonl(40000))
        self.interrupted()
        os.truncate("out.part", 10)
        self.assertIn("shorter", run("-o", "out", "--resume", "a.jsonl", status=2)[1])
        self.assertEqual(pathlib.Path("out.part").stat().st_size, 10)
        self.write("out.part.state", "rubbish")
        message = run("-o", "out", "--resume", "a.jsonl", status=2)[1]
        self.assertIn("no state", message)
        self.assertIn("without --resume", message)

    def test_a_part_that_was_edited_is_refused(self):
        """Also where it is as long as before; and also the frames of compressed output."""
        self.write("a.jsonl", jsonl(40000))
        for output in ("out", "out.gz"):
            part = pathlib.Path(f"{output}.part")
            process = subprocess.Popen(command("a.jsonl", "-o", output), stderr=subprocess.DEVNULL)
            state = pathlib.Path(f"{output}.part.state")
            while not state.exists() or "\noutput 0\n" in state.read_text():
                time.sleep(0.002)
            process.send_signal(signal.SIGKILL)
            process.wait()
            saved = part.read_bytes()
            end = int(re.search(r"\noutput (\d+)", state.read_text())[1])
            for place in (0, 7, end // 2, end - 1):
                edited = bytearray(saved)
                edited[place] ^= 1
                part.write_bytes(edited)
                message = run("a.jsonl", "-o", output, "--resume", status=2)[1]
                self.assertIn(f"{output}: its part has changed since it was written; without --resume", message)
                self.assertEqual(part.read_bytes(), bytes(edited))
            part.write_bytes(saved + b"what was written behind the state does not matter")
            run("a.jsonl", "-o", output, "--resume")
        self.assertEqual(unpacked(pathlib.Path("out.gz")), pathlib.Path("out").read_bytes())

    def test_a_run_that_was_killed_at_its_end(self):
        """Complete, but killed before, or after, it had its name."""
        self.write("a.jsonl", jsonl(9000))
        with open("a.jsonl", encoding="utf-8") as file:
            lines = len(file.readlines())
        self.interrupted()
        state = pathlib.Path("out.part.state").read_text()
        run("a.jsonl", "-o", "out", "--resume")
        wanted = pathlib.Path("out").read_bytes()
        state = re.sub(r"\nposition .*\narticles .*", f"\nposition 1 0 0\narticles {lines}", state)
        state = re.sub(r"\noutput .*\nsum .*", f"\noutput {len(wanted)}\nsum {part_sum(wanted):x}", state)
        state = state.replace("complete 0", "complete 1")
        state = re.sub(r"check .*\n", "", state)
        state += f"check {hashlib.sha256(state.encode()).hexdigest()}\n"
        for name in ("out", "out.part"):
            os.rename("out", "saved")
            os.rename("saved", name)
            self.write("out.part.state", state)
            run("a.jsonl", "-o", "out", "--resume")
            self.assertEqual(pathlib.Path("out").read_bytes(), wanted)
            self.assertEqual(sorted(os.listdir()), ["a.jsonl", "out"])
        self.write("out.part.state", state)
        os.remove("out")
        self.assertIn("shorter", run("a.jsonl", "-o", "out", "--resume", status=2)[1])

    def test_a_full_disk_leaves_a_run_that_goes_on(self):
        self.write("a.jsonl", jsonl(9000))

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (3 << 20, -1))

        for preparation in (limit, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3 << 20, -1))):
            self.assertIn("--resume", run("a.jsonl", "-o", "out", status=2, preexec_fn=preparation)[1])
        run("a.jsonl", "-o", "out", "--resume")
        self.assertEqual(pathlib.Path("out").read_bytes(), run("a.jsonl")[0])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
