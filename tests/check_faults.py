#!/usr/bin/env python3
"""Faults of the system in the middle of a run: after each, what is left is whole, and going on gives the bytes of a run
that nothing disturbed.

    check_faults.py ASSAY SHIM [--all] [TEST...]

SHIM is tests/faults/shim.c as a shared object, preloaded into the program. Calls are counted first; then one run meets the
fault at the first such call, one at the last, and some between (--all: one at each).
"""
import gzip
import json
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

ASSAY = str(pathlib.Path(sys.argv[1]).resolve())
SHIM = str(pathlib.Path(sys.argv[2]).resolve())
ALL = "--all" in sys.argv
SMALL = str(pathlib.Path(__file__).resolve().parent / "rules-small")
HAS_ZSTD = shutil.which("zstd") is not None
PLACES = 4
injected = {}  # faults by kind


def environment(*faults, count=None, cache="/dev/null"):
    more = {**os.environ, "LD_PRELOAD": SHIM, "ASSAY_FAULTS": ",".join(faults), "XDG_CACHE_HOME": str(cache)}
    options = more.get("ASAN_OPTIONS", "")
    more["ASAN_OPTIONS"] = f"{options}:verify_asan_link_order=0"  # the shim comes first, and calls what comes behind it
    if count is not None:
        more["ASSAY_FAULTS_COUNT"] = str(count)
    return more


def run(arguments, *faults, **more):
    """A run that meets these faults."""
    for fault in faults:
        call, _, what = fault.split(":")[:3]
        injected[f"{call} {what}"] = injected.get(f"{call} {what}", 0) + 1
    options = {key: more.pop(key) for key in ("count", "cache") if key in more}
    command = [ASSAY, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, timeout=120, check=False, env=environment(*faults, **options), **more)


def annotate(*arguments):
    return ["annotate", "--rules", SMALL, "-j", "1", *arguments]


def places(total):
    """The numbers of the calls that meet the fault, of so many."""
    if ALL or total <= PLACES:
        return range(1, total + 1)
    return sorted({1 + (total - 1) * place // (PLACES - 1) for place in range(PLACES)})


def article(number):
    return json.dumps({"id": f"id{number}", "text": f"Article {number}. Copper and lithium. " * (1 + number % 9)}) + "\n"


class Faults(unittest.TestCase):
    """Each test stands in an empty folder."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.before = os.getcwd()
        os.chdir(self.folder)

    def tearDown(self):
        os.chdir(self.before)
        shutil.rmtree(self.folder)

    def write_lines(self, name, first, count):
        pathlib.Path(name).write_text("".join(article(number) for number in range(first, first + count)), encoding="utf-8")

    def count(self, arguments, fault, **more):
        """How many calls would meet the fault."""
        result = run(arguments, fault.replace("*", "999999999", 1), count=self.folder / "count", **more)
        self.assertIn(result.returncode, (0, 1), result.stderr)
        total = int(pathlib.Path("count").read_text(encoding="ascii"))
        self.assertGreater(total, 0, fault)
        return total

    def clean(self, result, *words):
        """The run said what was wrong and ended by itself."""
        message = result.stderr.decode()
        self.assertIn(result.returncode, (1, 2), message)
        for word in ("assay: ", *words):
            self.assertIn(word, message)
        self.assertNotIn("Sanitizer", message)
        return message


class Outputs(Faults):
    def setUp(self):
        super().setUp()
        self.write_lines("a.jsonl", 0, 400)
        pathlib.Path("b.txt").write_text("Copper and zinc.", encoding="utf-8")
        self.write_lines("c.jsonl", 400, 300)

    inputs = ("a.jsonl", "b.txt", "c.jsonl")

    def forms(self):
        return ["out", "out.gz"] + (["out.zst"] if HAS_ZSTD else [])

    def remove(self):
        for path in self.folder.glob("out*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def goes_on(self, arguments, output, wanted, fault, *words):
        """A run that met the fault; then one that goes on."""
        self.remove()
        result = run(annotate(*arguments), fault)
        if ":kill:" in fault:
            self.assertEqual(result.returncode, -signal.SIGKILL, fault)
        elif result.returncode == 0:  # only where it did no harm
            self.assertEqual(pathlib.Path(output).read_bytes(), wanted, fault)
            return
        else:
            self.clean(result, *words)
        if pathlib.Path(output).exists():
            self.assertEqual(pathlib.Path(output).read_bytes(), wanted, fault)
        result = run(annotate(*arguments, "--resume"))
        self.assertEqual((result.returncode, result.stderr), (0, b""), fault)
        self.assertEqual(pathlib.Path(output).read_bytes(), wanted, fault)
        self.assertEqual([path.name for path in self.folder.glob("out*")], [output], fault)

    def test_nothing_torn_is_gone_on_with(self):
        for output in self.forms():
            arguments = [*self.inputs, "-o", output]
            self.remove()
            run(annotate(*arguments))
            wanted = pathlib.Path(output).read_bytes()
            for fault, words in (
                ("write:{}+:ENOSPC:out", ["No space left", "--resume goes on"]),
                ("write:{}:EIO:out", ["Input/output error"]),
                ("write:{}:kill:out", []),
                ("open:{}:EACCES:out", ["Permission denied"]),
                ("open:{}:EMFILE:out", ["Too many open files"]),
                ("rename:{}:ENOSPC:out", ["No space left"]),
                ("rename:{}:kill:out", []),
                ("close:{}:EIO:state", ["Input/output error"]),
                ("truncate:{}:EIO:out", ["Input/output error"]),
                ("truncate:{}:kill:out", []),
                ("unlink:{}:kill:out", []),
            ):
                for place in places(self.count(annotate(*arguments), fault.replace("{}+", "*").replace("{}", "*"))):
                    with self.subTest(output=output, fault=fault.format(place)):
                        self.goes_on(arguments, output, wanted, fault.format(place), *words)

    def test_a_second_fault_while_going_on(self):
        arguments = [*self.inputs, "-o", "out"]
        run(annotate(*arguments))
        wanted = pathlib.Path("out").read_bytes()
        self.remove()
        run(annotate(*arguments), "write:9:kill:out")
        for fault in ("write:2:kill:out", "write:1+:ENOSPC:out", "rename:1:kill:state", "truncate:1:kill:out", "read:3:EIO:state"):
            run(annotate(*arguments, "--resume"), fault)
        result = run(annotate(*arguments, "--resume"))
        self.assertEqual((result.returncode, pathlib.Path("out").read_bytes() == wanted), (0, True), result.stderr)

    def test_small_pieces_and_interruptions_change_nothing(self):
        for output in [*self.forms(), None]:
            arguments = [*self.inputs] + ([] if output is None else ["-o", output])
            self.remove()
            plain = run(annotate(*arguments))
            wanted = plain.stdout if output is None else pathlib.Path(output).read_bytes()
            for faults in (
                ["read:*:short", "write:*:short"],
                ["read:*:eintr", "write:*:eintr", "open:*:eintr:a.jsonl"],
                ["read:*:eintr", "read:*:short", "write:*:eintr"],
            ):
                self.remove()
                result = run(annotate(*arguments), *[fault if fault.count(":") == 3 else fault + ":" for fault in faults])
                self.assertEqual((result.returncode, result.stderr), (0, b""), faults)
                got = result.stdout if output is None else pathlib.Path(output).read_bytes()
                self.assertEqual(got == wanted, True, (output, faults))

    def test_a_folder_holds_whole_files_only(self):
        self.write_lines("a.jsonl", 0, 60)
        arguments = ["a.jsonl", "b.txt", "--out-dir", "out"]
        run(annotate(*arguments))
        shutil.move("out", "wanted")
        for fault in (
            "write:{}+:ENOSPC:out", "write:{}:kill:out", "open:{}:EMFILE:.part", "rename:{}:EIO:json",
            "rename:{}:kill:json", "mkdir:{}:EACCES:", "close:{}:EIO:.part",
        ):  # fmt: skip
            for place in places(self.count(annotate(*arguments), fault.replace("{}+", "*").replace("{}", "*"))):
                with self.subTest(fault=fault.format(place)):
                    self.remove()
                    result = run(annotate(*arguments), fault.format(place))
                    if ":kill:" not in fault and result.returncode != 0:
                        self.clean(result)
                    self.compare(False)
                    result = run(annotate(*arguments, "--resume"))
                    self.assertEqual((result.returncode, result.stderr), (0, b""))
                    self.compare(True)

    def compare(self, whole):
        """Each file has its bytes; `whole`: all are there."""
        for path in pathlib.Path("wanted").rglob("*.json"):
            other = pathlib.Path("out", path.relative_to("wanted"))
            if whole or other.exists():
                self.assertEqual(other.read_bytes(), path.read_bytes())

    def test_standard_output(self):
        wanted = run(annotate(*self.inputs)).stdout
        for place in places(self.count(annotate(*self.inputs), "write:*:EIO:pipe")):
            result = run(annotate(*self.inputs), f"write:{place}:EIO:pipe")
            self.clean(result, "standard output: Input/output error")
            self.assertEqual(result.stdout, wanted[: len(result.stdout)])
            result = run(annotate(*self.inputs), f"write:{place}:EPIPE:pipe")
            self.assertEqual((result.returncode, result.stderr), (0, b""))
        with open("/dev/full", "wb") as full:
            command = [ASSAY, *annotate("b.txt")]
            result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, timeout=60)
        self.clean(result, "standard output: No space left")

    def test_closed_pipes_end_it_quietly(self):
        for jobs in ("1", "4"):
            command = [ASSAY, *annotate(*self.inputs), "-j", jobs]
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                process.stdout.readline()
                process.stdout.close()
                self.assertEqual(process.stderr.read(), b"")
            self.assertEqual(process.returncode, 0)


class Inputs(Faults):
    def records(self, output):
        return [json.loads(line) for line in output.splitlines()]

    def test_what_cannot_be_read_to_its_end_is_told_in_its_place(self):
        self.write_lines("a.jsonl", 0, 1500)
        pathlib.Path("b.txt").write_text("Copper and zinc.", encoding="utf-8")
        wanted = run(annotate("a.jsonl", "b.txt")).stdout.splitlines()
        for place in places(self.count(annotate("a.jsonl", "b.txt"), "read:*:EIO:a.jsonl")):
            result = run(annotate("a.jsonl", "b.txt"), f"read:{place}:EIO:a.jsonl")
            self.clean(result, "a.jsonl: Input/output error")
            lines = result.stdout.splitlines()
            self.assertEqual(lines[:-2], wanted[: len(lines) - 2])
            self.assertEqual(lines[-1], wanted[-1])
            failed = json.loads(lines[-2])
            self.assertEqual((failed["error"]["code"], failed["source"]["line"]), ("io", len(lines) - 1))
            self.assertEqual(result.returncode, 2)

    def test_a_folder_goes_on_behind_what_cannot_be_read(self):
        for number in range(9):
            path = pathlib.Path(f"incoming/{number}.txt")
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"Copper {number}.", encoding="utf-8")
        wanted = run(annotate("incoming")).stdout.splitlines()
        for fault in ("open:1:EACCES:incoming/4.txt", "read:1:EIO:incoming/4.txt", "open:1:EMFILE:incoming/4.txt"):
            result = run(annotate("incoming"), fault)
            self.clean(result, "incoming/4.txt: ")
            lines = result.stdout.splitlines()
            self.assertEqual(lines[:4] + lines[5:], wanted[:4] + wanted[5:], fault)
            failed = json.loads(lines[4])
            self.assertEqual((failed["error"]["code"], failed["source"]["name"]), ("io", "incoming/4.txt"))
        result = run(annotate("incoming"), "list:4:EIO:incoming")
        self.clean(result, "incoming")

    def test_a_file_that_changes_while_it_is_read(self):
        for what in ("grow", "shrink"):
            for place in (1, 2, 4):
                self.write_lines("a.jsonl", 0, 1000)
                wanted = run(annotate("a.jsonl")).stdout
                result = run(annotate("a.jsonl"), f"read:{place}:{what}:a.jsonl")
                lines = result.stdout.splitlines()
                whole = [line for line in lines if b'"error"' not in line]
                self.assertLessEqual(len(lines) - len(whole), 1)  # the line that was cut
                self.assertEqual(result.returncode, len(lines) - len(whole))
                self.assertEqual(whole[:1000], wanted.splitlines()[: len(whole[:1000])])
                self.assertGreater(len(whole), 100)

    def test_going_on_is_refused_where_an_input_has_changed(self):
        for what in ("grow", "shrink"):
            self.write_lines("a.jsonl", 0, 1000)
            result = run(annotate("a.jsonl", "-o", "out"), f"read:1:{what}:a.jsonl", "write:10+:ENOSPC:out")
            self.clean(result)
            result = run(annotate("a.jsonl", "-o", "out", "--resume"))
            self.assertIn("the inputs have changed", self.clean(result))
            result = run(annotate("a.jsonl", "-o", "out"))
            self.assertIn(result.returncode, (0, 1))
            self.assertEqual(pathlib.Path("out").read_bytes(), run(annotate("a.jsonl")).stdout)
            pathlib.Path("out").unlink()

    def test_compressed_input(self):
        self.write_lines("plain", 0, 800)
        pathlib.Path("a.jsonl.gz").write_bytes(gzip.compress(pathlib.Path("plain").read_bytes()))
        wanted = run(annotate("a.jsonl.gz")).stdout
        self.assertEqual(run(annotate("a.jsonl.gz"), "read:*:short:a.jsonl").stdout, wanted)
        for place in places(self.count(annotate("a.jsonl.gz"), "read:*:EIO:a.jsonl")):
            result = run(annotate("a.jsonl.gz"), f"read:{place}:EIO:a.jsonl")
            self.clean(result, "a.jsonl.gz: ")
            lines = result.stdout.splitlines()
            self.assertEqual(lines[:-1], wanted.splitlines()[: len(lines) - 1])
            self.assertEqual(json.loads(lines[-1])["error"]["code"], "io")


class Rules(Faults):
    """The packs, and the image that is kept of them."""

    def setUp(self):
        super().setUp()
        pathlib.Path("a.txt").write_text("Copper and zinc.", encoding="utf-8")
        self.wanted = run(annotate("a.txt")).stdout

    def test_packs_that_cannot_be_read(self):
        for fault in ("open:{}:EACCES:rules-small", "read:{}:EIO:rules-small", "list:{}:EIO:rules-small"):
            for place in places(self.count(annotate("a.txt"), fault.replace("{}", "*"))):
                result = run(annotate("a.txt"), fault.format(place))
                if result.returncode == 0:  # the file was only looked at
                    self.assertEqual(result.stdout, self.wanted)
                else:
                    self.clean_rules(result)

    def clean_rules(self, result):
        message = result.stderr.decode()
        self.assertEqual((result.returncode, result.stdout), (2, b""), message)
        self.assertIn("error: ", message)
        self.assertNotIn("Sanitizer", message)

    def test_an_image_that_could_not_be_written_is_not_believed(self):
        cache = self.folder / "cache"
        for fault in (
            "write:{}:ENOSPC:.image", "write:{}:EIO:.image", "write:{}:kill:.image", "rename:{}:EIO:.image",
            "rename:{}:kill:.image", "close:{}:EIO:.image", "open:{}:EACCES:.image",
        ):  # fmt: skip
            for place in places(self.count(annotate("a.txt"), fault.replace("{}", "*"), cache=cache)):
                shutil.rmtree(cache, ignore_errors=True)
                for round in (1, 2, 3):
                    result = run(annotate("a.txt"), *([fault.format(place)] if round == 1 else []), cache=cache)
                    if result.returncode != -signal.SIGKILL:
                        self.assertEqual((result.returncode, result.stdout), (0, self.wanted), (fault, place, round))
            shutil.rmtree(cache, ignore_errors=True)

    def test_small_pieces_of_packs(self):
        for cache in ("/dev/null", self.folder / "cache"):
            for _ in range(2):
                result = run(annotate("a.txt"), "read:*:short:", "write:*:short:", cache=cache)
                self.assertEqual((result.returncode, result.stdout), (0, self.wanted), result.stderr)


class Interruptions(Faults):
    def test_a_signal_while_a_file_is_opened(self):
        """As on a network file system, in a program whose handlers do not restart calls: each file of each command."""
        pathlib.Path("in").mkdir()
        self.write_lines("in/a.jsonl", 0, 3)
        cache = self.folder / "cache"
        run(annotate("--text", "in/a.jsonl", "-o", "r.jsonl"))
        for command, output in (
            (annotate("in"), None), (annotate("in", "-o", "out"), "out"), (annotate("in", "--out-dir", "folder"), None),
            (["summary", "r.jsonl"], None), (["verify", "r.jsonl"], None), (["diff", "r.jsonl", "r.jsonl"], None),
            (["normalize", "--rules", SMALL, "in/a.jsonl"], None), (["rules", "check", "--rules", SMALL], None),
            (["rules", "why", "--rules", SMALL, "small/metals", "in/a.jsonl"], None),
        ):  # fmt: skip
            wanted = None
            for faults in ([], ["open:*:eintr:"], ["open:*:eintr:"]):  # the second time rules come from their image
                result = run(command, *faults, cache=cache if faults else "/dev/null")
                written = pathlib.Path(output).read_bytes() if output else None
                got = (result.returncode, result.stdout, result.stderr, written)
                wanted = wanted or got
                self.assertEqual(got, wanted, (command, faults))
            self.assertIn(wanted[0], (0, 1))


class Memory(Faults):
    """Each allocation of the whole command fails once, in the libraries too."""

    def commands(self):
        self.write_lines("a.jsonl", 0, 3)
        pathlib.Path("b.txt").write_text("Copper at 2.5%, caf\u00e9 and lithium.", encoding="utf-8")
        pathlib.Path("c.gz").write_bytes(gzip.compress(b"Copper and zinc."))
        pathlib.Path("r.jsonl").write_bytes(run(annotate("--text", "a.jsonl", "b.txt")).stdout)
        yield annotate("a.jsonl", "b.txt", "c.gz", "-j", "2")
        yield annotate("a.jsonl", "b.txt", "-o", "out.gz")
        yield annotate("a.jsonl", "b.txt", "--out-dir", "out")
        yield ["summary", "r.jsonl"]
        yield ["report", "r.jsonl", "-o", "out.html"]
        yield ["verify", "r.jsonl"]
        yield ["diff", "r.jsonl", "r.jsonl"]
        yield ["normalize", "--rules", SMALL, "b.txt"]
        yield ["rules", "check", "--rules", SMALL]
        yield ["rules", "test", "--rules", SMALL]
        yield ["rules", "list", "--rules", SMALL]

    def test_each_allocation_of_the_command_may_fail(self):
        run(["schema"], "alloc:999999999:ENOMEM:", count=self.folder / "count")
        if pathlib.Path("count").read_text(encoding="ascii") == "0\n":
            self.skipTest("the shim was built without faults of memory: a sanitizer has an allocator of its own")
        for command in self.commands():
            plain = run(command)
            self.assertEqual(plain.returncode, 0, (command, plain.stderr))
            total = self.count(command, "alloc:*:ENOMEM:")
            step = 1 if ALL else max(1, total // 40)
            for place in range(1, total + 1, step):
                result = run(command, f"alloc:{place}:ENOMEM:")
                message = result.stderr.decode(errors="replace")
                self.assertIn(result.returncode, (0, 1, 2), (command, place, message))
                if result.returncode == 0:  # it did without
                    self.assertEqual(result.stdout, plain.stdout, (command, place, message))
                elif result.returncode == 2 or not {"-o", "--out-dir"} & set(command):  # else a record there says so
                    self.assertRegex(message + result.stdout.decode(), "memory|Cannot allocate", (command, place))


if __name__ == "__main__":
    if not os.path.exists("/proc/self/fd"):
        print("skipped: the shim finds the paths of files in /proc")
        sys.exit(77)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    arguments = [argument for argument in sys.argv[3:] if argument != "--all"]
    program = unittest.main(argv=[sys.argv[0], *arguments], exit=False)
    print("injected:", ", ".join(f"{kind} {count}" for kind, count in sorted(injected.items())))
    sys.exit(not program.result.wasSuccessful())
