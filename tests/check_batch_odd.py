#!/usr/bin/env python3
"""Batches of what nobody meant: files that are no text, names that a terminal would obey, names of outputs that mislead.

    check_batch_odd.py ASSAY [TEST...]
"""
import bz2
import gzip
import io
import json
import lzma
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tarfile
import threading
import time
import unittest
import zipfile

from check_batch import ASSAY, SMALL, Folder, command, jsonl, run


def errors(output):
    """Of each record its name, line and the code of its error."""
    records = [json.loads(line) for line in output.splitlines()]
    return [(r["source"]["name"], r["source"]["line"], r.get("error", {}).get("code")) for r in records]


def zipped(data):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a.txt", data)
    return held.getvalue()


def tarred(data):
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        member = tarfile.TarInfo("a.txt")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return held.getvalue()


class Foreign(Folder):
    """Data that is no text is said to be that, and not read as letters."""

    DATA = jsonl(200)
    FORMS = {
        "a.bz2": (bz2.compress(DATA), "bzip2 -dc"),
        "fast.jsonl.bz2": (bz2.compress(DATA, 1), "bzip2 -dc"),
        "a.xz": (lzma.compress(DATA), "xz -dc"),
        "a.lz4": (b"\x04\x22\x4d\x18" + DATA, "lz4 -dc"),
        "a.zip": (zipped(DATA), "zip archive"),
        "a.docx": (zipped(b"<xml/>"), ".docx"),
        "a.tar": (tarred(DATA), "tar archive"),
        "a.tar.gz": (gzip.compress(tarred(DATA)), "tar archive"),
        "twice.txt.gz": (gzip.compress(gzip.compress(DATA)), "compressed twice"),
        "pages.pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "pdftotext"),
        "a.rtf": (b"{\\rtf1\\ansi Copper.}", "RTF"),
        "old.doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "Office"),
        "a.jpg": (b"\xff\xd8\xff\xe0\0\x10JFIF", "picture"),
        "a.png": (b"\x89PNG\r\n\x1a\n\0\0", "picture"),
        "a.webp": (b"RIFF\x10\0\0\0WEBPVP8 ", "picture"),
        "a.mp4": (b"\0\0\0\x18ftypmp42\0\0", "video"),
        "a.mp3": (b"ID3\x04\0\0", "sound"),
        "a.parquet": (b"PAR1\x15\x04", "Parquet"),
        "a.db": (b"SQLite format 3\0\x10", "SQLite"),
        "wide.txt": ("Copper.".encode("utf-32"), "iconv -f UTF-32"),
    }

    def test_each_is_an_error_that_says_what_to_do(self):
        for name, (data, words) in self.FORMS.items():
            self.write(f"in/{name}", data)
            for form in ("auto", "text", "jsonl"):
                output, messages = run("-i", form, f"in/{name}", status=2)
                self.assertEqual(errors(output), [(f"in/{name}", 1 if form == "jsonl" else None, "io")])
                self.assertIn(words, messages)
                self.assertIn(f"in/{name}: is ", messages)
        self.write("in/z.txt", "Copper.")
        found = errors(run("in", status=1)[0])
        self.assertEqual(len(found), len(self.FORMS) + 1)
        self.assertEqual([name for name, _, code in found if code is None], ["in/z.txt"])
        self.assertEqual(errors(run("in", "--glob", "*.txt", status=1)[0])[-1], ("in/z.txt", None, None))

    def test_what_begins_like_it_is_text(self):
        for text in ("BZh", "BZh9", "BZh9 Copper", "PK", "P", "%PDF", "{", "{\\", "{\\r Copper", "7z", "Rar!", "GIF", "PAR1"):
            self.assertEqual(errors(run(input=text.encode())[0]), [(None, None, None)], text)

    def test_pieces_of_a_pipe(self):
        data, words = self.FORMS["a.xz"]
        with subprocess.Popen(
            command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
        ) as process:
            for byte in data[:6]:
                process.stdin.write(bytes([byte]))
                time.sleep(0.01)
            output, messages = process.communicate()
        self.assertEqual(errors(output), [(None, None, "io")])
        self.assertIn(words, messages.decode())

    def test_lines_in_two_bytes_a_character(self):
        """One error that says so, and not one for each line, be it named .jsonl or said to be."""
        text = self.DATA.decode()
        for data in (text.encode("utf-16"), b"\xfe\xff" + text.encode("utf-16-be"), text.encode("utf-16-le")):
            self.write("a.jsonl", data)
            self.write("b.jsonl.gz", gzip.compress(data))
            for name in ("a.jsonl", "b.jsonl.gz"):
                output, messages = run(name, status=2)
                self.assertEqual(errors(output), [(name, 1, "io")])
                self.assertIn(f"{name}: is UTF-16, but JSONL is read as UTF-8", messages)
                self.assertIn("iconv", messages)
            parts = [run("a.jsonl", "--shard", f"{part}/3", status=None) for part in (1, 2, 3)]
            self.assertEqual(sum(len(output.splitlines()) for output, _ in parts), 1)
        self.assertEqual(errors(run(input="Copper.".encode("utf-16"))[0]), [(None, None, None)])


class OtherForms(Folder):
    """Text, but no article as it stands: it is read, and the first of a run is told."""

    def test_html_is_told_of_once(self):
        for number in range(3):
            self.write(f"in/{number}.html", "\n <!DOCTYPE HTML>\n<title>Copper</title>")
        self.write("in/3.html", "<html><body>Copper")
        output, messages = run("in")
        self.assertEqual(len(output.splitlines()), 4)
        self.assertRegex(messages, r"^assay: in/0.html: looks like HTML [^\n]*\n$")
        self.assertEqual(run("in", "-i", "text"), (output, ""))
        self.assertEqual(run(input=b"<htm")[1], "")

    def test_xml_and_tables(self):
        self.write("feed", "\ufeff<?xml version='1.0'?><rss/>")
        self.assertRegex(run("feed")[1], r"^assay: feed: looks like XML [^\n]*\n$")
        self.write("a.CSV", "id,text\n1,Copper\n")
        self.assertRegex(run("a.CSV")[1], r"^assay: a.CSV: looks like a table [^\n]*\n$")
        self.write("b.csv", jsonl(2))
        self.assertEqual(run("b.csv")[1], "")


class Names(Folder):
    """Names of files are the choice of others."""

    def test_messages_are_lines_that_a_terminal_does_not_obey(self):
        names = ["a\nb.txt", "c\x1b[2Jd.txt", "e\x7f\t.txt", "f\u202eg.txt", "h\x9bi.txt", "caf\u00e9.txt"]
        for name in names:
            os.symlink("nowhere", name)
        os.symlink("nowhere", b"j\xff.txt")
        messages = run(*names, b"j\xff.txt".decode(errors="surrogateescape"), status=2)[1]
        shown = ["a\\nb", "c\\x1b[2Jd", "e\\x7f\\t", "f\\xe2\\x80\\xaeg", "h\\xc2\\x9bi", "caf\u00e9", "j\\xff"]
        self.assertEqual(messages, "".join(f"assay: {name}.txt: No such file or directory\n" for name in shown))
        self.write("k\x1bl.jsonl", "{bad\n")
        self.assertIn("assay: k\\x1bl.jsonl:1: not", run("-f", "text", "--out-dir", "out", "k\x1bl.jsonl", status=1)[1])
        self.assertIn("assay: m\\n: No such", run("--files-from", "m\n", status=2)[1])
        self.assertIn("assay: n\\x1b/o: No such", run("k\x1bl.jsonl", "-o", "n\x1b/o", status=2)[1])

    def test_what_cannot_be_read_is_told_once(self):
        os.symlink("nowhere", "gone.txt")
        for form in ("record", "csv", "brat", "w3c"):
            messages = run("-f", form, "--out-dir", form, "gone.txt", status=2)[1]
            self.assertEqual(messages, "assay: gone.txt: No such file or directory\n")


class Outputs(Folder):
    def test_a_name_in_capitals_is_compressed_too(self):
        self.write("a.txt", "Copper.")
        run("a.txt", "-o", "A.JSONL.GZ")
        self.assertEqual(gzip.decompress(pathlib.Path("A.JSONL.GZ").read_bytes()), run("a.txt")[0])

    def test_a_joined_text_field(self):
        run("--text-field", "body", "--join", "title,body", "-i", "jsonl", input=b'{"body": "Copper."}')

    def test_records_beside_the_articles_are_not_read(self):
        """With --out-dir . they stand there: the next run is about the same articles, and so goes on."""
        for number in range(400):
            self.write(f"news/{number}.txt", "Copper. " * 500)
            self.write(f"news/deep/{number}.txt", "Zinc.")
        self.write("news/other.json", "Tin.")
        for _ in range(2):
            run("news", "--out-dir", ".")
            self.assertEqual(len(list(pathlib.Path("news").rglob("*.json"))), 802)
            self.assertFalse(list(pathlib.Path("news").rglob("*.json.json"))[1:])
        process = subprocess.Popen(command("news", "--out-dir", "."), stderr=subprocess.DEVNULL)
        while not os.path.exists(".assay.state") and process.poll() is None:
            time.sleep(0.002)
        process.kill()
        process.wait()
        self.assertTrue(os.path.exists(".assay.state"))
        run("news", "--out-dir", ".", "--resume")
        self.assertFalse(os.path.exists(".assay.state"))

    def test_a_name_that_is_taken_is_told(self):
        self.write("a.jsonl", jsonl(2))
        self.assertIn("name another --out-dir", run("a.jsonl", "--out-dir", ".", status=2)[1])
        self.write("b.txt", "Copper.")
        self.write("out/b.txt.json/x", "")
        self.assertIn("name another --out-dir", run("b.txt", "--out-dir", "out", status=2)[1])

    def test_a_file_that_is_replaced_keeps_who_may_read_it(self):
        self.write("a.txt", "Copper.")
        self.write("out", "").chmod(0o600)
        run("a.txt", "-o", "out")
        self.assertEqual(pathlib.Path("out").stat().st_mode & 0o777, 0o600)
        os.chmod("out", 0o444)  # such a part could not be gone on with
        run("a.txt", "-o", "out")
        self.assertEqual(pathlib.Path("out").stat().st_mode & 0o777, 0o644)

    def test_a_link_to_an_output_that_is_still_to_be_made(self):
        self.write("in/a.txt", "Copper.")
        os.symlink("link", "outer")
        os.symlink("in/out.jsonl", "link")
        for _ in range(2):
            run("in", "-o", "outer")
            self.assertEqual(len(pathlib.Path("in/out.jsonl").read_bytes().splitlines()), 1)
            self.assertTrue(os.path.islink("outer") and os.path.islink("link"))
        os.symlink("loop", "loop")
        run("in/a.txt", "-o", "loop")
        self.assertEqual(sorted(os.listdir("in")), ["a.txt", "out.jsonl"])

    def test_a_part_that_is_no_file_is_named(self):
        self.write("a.txt", "Copper.")
        os.mkdir("out.part")
        self.assertIn("assay: out.part: Is a directory", run("a.txt", "-o", "out", status=2)[1])


class Pipes(Folder):
    def test_a_pipe_that_does_not_wait(self):
        """As other programs leave one that they share with us: when it is full, so is a write."""
        self.write("a.jsonl", jsonl(3000))
        wanted = run("a.jsonl")[0]
        run("a.jsonl", "-o", "records")
        for arguments in (command("a.jsonl", "-j", 1), command("a.jsonl", "-j", 3), [ASSAY, "normalize", "a.jsonl", "--rules", SMALL]):
            reader, writer = os.pipe()
            os.set_blocking(writer, False)
            with subprocess.Popen(arguments, stdout=writer) as process, open(reader, "rb") as file:
                os.close(writer)
                time.sleep(0.3)
                found = file.read()
            self.assertEqual(process.returncode, 0)
            self.assertTrue(found == wanted or arguments[1] == "normalize" and len(found) > 100000)

    def test_a_reader_that_has_gone_ends_a_run_that_waits(self):
        """A record is written when its article is done; that nobody takes it is seen then, not at the next."""
        for burst, jobs in ((1, 1), (5000, 2)):
            with subprocess.Popen(
                command("-i", "jsonl", "-j", jobs), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            ) as process:
                feeder = threading.Thread(target=lambda: (process.stdin.write(jsonl(burst)), process.stdin.flush()))
                feeder.start()
                for _ in range(burst):
                    process.stdout.readline()
                feeder.join()
                process.stdout.close()
                process.stdin.write(jsonl(1))
                process.stdin.flush()
                self.assertEqual(process.wait(timeout=60), 0)
                self.assertEqual(process.stderr.read(), b"")


class Lines(Folder):
    def test_normalize_says_where_an_article_failed(self):
        self.write("a.jsonl", '{"text": "Copper."}\n{bad\n')
        self.write("b.pdf", "%PDF-1.7")
        result = subprocess.run([ASSAY, "normalize", "--rules", SMALL, "a.jsonl", "b.pdf"], capture_output=True, check=False)
        self.assertEqual(result.returncode, 2)
        messages = "\n".join(sorted(result.stderr.decode().splitlines()))
        self.assertRegex(messages, r"^assay: a.jsonl:2: not valid.*\nassay: b.pdf: is a PDF.*$")

    def test_a_text_that_is_null(self):
        record = json.loads(run("-i", "jsonl", input=b'{"text": "Copper.", "text": null}', status=1)[0])
        self.assertEqual(record["error"], {"code": "no_text", "message": 'the field "text" is null'})


class Full(Folder):
    def test_a_state_that_cannot_be_kept_leaves_the_one_before(self):
        """What is said then is how far that one is."""
        self.write("a.jsonl", jsonl(40000))
        process = subprocess.Popen(command("a.jsonl", "-o", "out", "-j", 1), stderr=subprocess.DEVNULL)
        state = pathlib.Path("out.part.state")
        while not state.exists() or "\noutput 0\n" in state.read_text():
            time.sleep(0.002)
        process.kill()
        process.wait()
        kept = int(re.search(r"\narticles (\d+)", state.read_text())[1])
        os.mkdir("out.part.state.new")  # stands in the way of the next state, as a full disk would
        message = run("a.jsonl", "-o", "out", "--resume", status=2)[1]
        self.assertRegex(message, rf"--resume goes on (from there|after {kept:,})\n")
        self.assertIn(f"\narticles {kept}\n", state.read_text())
        os.rmdir("out.part.state.new")
        run("a.jsonl", "-o", "out", "--resume")
        self.assertEqual(pathlib.Path("out").read_bytes(), run("a.jsonl")[0])


class Threads(Folder):
    @unittest.skipIf(b"__asan_init" in pathlib.Path(ASSAY).read_bytes(), "sanitizers take all addresses")
    def test_fewer_threads_than_wanted(self):
        """Where a system gives few, as in a container, a run makes do with them. Here few stacks have room."""

        def limit():
            resource.setrlimit(resource.RLIMIT_STACK, (512 << 20, -1))
            resource.setrlimit(resource.RLIMIT_AS, (5 << 29, -1))

        self.write("a.jsonl", jsonl(3000))
        self.assertEqual(run("a.jsonl", "-j", 16, preexec_fn=limit)[0], run("a.jsonl", "-j", 1)[0])


class Sizes(Folder):
    def test_a_huge_file_is_not_read_to_its_end(self):
        """Its size is told all the same. 2 TB of nothing take no place on a disk that has holes."""
        size = 2 << 40
        self.write("a.txt", "Copper.")
        self.write("huge.txt", "Copper. ")
        try:
            os.truncate("huge.txt", size)
        except OSError:
            self.skipTest("no files of that size here")
        records = [json.loads(line) for line in run("huge.txt", "a.txt", status=1)[0].splitlines()]
        self.assertEqual(records[0]["error"]["code"], "too_large")
        self.assertEqual([record["source"]["bytes"] for record in records], [size, 7])
        with open("huge.txt", "rb") as file:
            file.seek(size - (80 << 20))
            record = json.loads(run("-i", "text", "-", stdin=file, status=1)[0])
        self.assertEqual(record["source"]["bytes"], 80 << 20)

    def test_a_folder_in_which_a_glob_takes_nothing(self):
        self.write("in/a.txt", "Copper.")
        self.assertEqual(run("in", "--glob", "*.md", status=1)[1], "assay: in/: holds no file that --glob takes\n")


class Status(Folder):
    def test_a_run_that_goes_on_has_the_status_of_one(self):
        """An input that was missed before the run was ended is missed in the end."""
        self.write("a.jsonl", jsonl(9000))
        for output in ("out", "out.gz"):
            process = subprocess.Popen(command("gone.txt", "a.jsonl", "-o", output), stderr=subprocess.DEVNULL)
            state = pathlib.Path(f"{output}.part.state")
            while not state.exists() or "\noutput 0\n" in state.read_text():
                time.sleep(0.002)
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.assertTrue(state.exists())
            run("gone.txt", "a.jsonl", "-o", output, "--resume", status=2)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
