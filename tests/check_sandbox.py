#!/usr/bin/env python3
"""--sandbox: a jailed run reads nothing but its inputs, and what it writes is byte for byte what a free one writes.
tests/unit/test_sandbox.c tries the jail from inside.

    check_sandbox.py ASSAY
"""
import gzip
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ASSAY = str(pathlib.Path(sys.argv[1]).resolve())
SMALL = str(pathlib.Path(__file__).resolve().parent / "rules-small")
SKIPPED = 77
# A leak checker looks at the process from another one, which no jailed process has.
ENVIRONMENT = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")


def run(*arguments, status=0, **more):
    result = subprocess.run(
        [ASSAY, "annotate", "--rules", SMALL, *map(str, arguments)],
        capture_output=True, timeout=120, check=False, env=ENVIRONMENT, **more,
    )  # fmt: skip
    if result.returncode != status:
        raise AssertionError(f"{arguments}: status {result.returncode}, not {status}: {result.stderr.decode()[-500:]}")
    return result.stdout, result.stderr.decode()


def jsonl(count):
    rows = ({"id": f"id{n}", "text": f"Article {n}. Copper and lithium. " * (1 + n % 9)} for n in range(count))
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


class Sandbox(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        os.chdir(folder.name)
        self.addCleanup(os.chdir, "/")
        self.write("many.jsonl", jsonl(600))
        for number in range(40):
            self.write(f"in/{number}.txt", f"Copper {number} and zinc.".encode())
        self.write("packed/a.jsonl.gz", gzip.compress(jsonl(50)))
        self.write("list", b"in/1.txt\nmany.jsonl\nin\nmissing\n")

    def write(self, name, data):
        path = pathlib.Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def test_the_same_bytes(self):
        for status, arguments in (
            (0, ["many.jsonl"]), (0, ["-j", "8", "many.jsonl", "in"]), (0, ["-j", "2", "--no-jit", "many.jsonl"]),
            (0, ["in/3.txt", "packed"]), (1, ["--files-from", "list"]), (0, ["--glob", "1*", "in"]),
            (0, ["--shard", "1/2", "many.jsonl", "in"]), (2, ["missing", "in/3.txt"]), (0, ["-f", "csv", "in"]),
            (0, ["/dev/stdin", "-"]), (0, [f"{os.getcwd()}/in/../in"]),
        ):  # fmt: skip
            wanted, got = (run(*more, *arguments, status=status, input=b"Zinc.")[0] for more in ([], ["--sandbox"]))
            self.assertEqual(got, wanted, arguments)
            self.assertTrue(wanted, arguments)

    def test_files_are_written(self):
        wanted = run("many.jsonl", "in")[0]
        for name in ("out", "out.gz", f"{os.getcwd()}/below/out"):
            os.makedirs("below", exist_ok=True)
            run("--sandbox", "-j", 2, "many.jsonl", "in", "-o", name)
            data = pathlib.Path(name).read_bytes()
            self.assertEqual(gzip.decompress(data) if name.endswith("gz") else data, wanted, name)
        os.symlink("below/out", "link")
        run("--sandbox", "in", "-o", "link")
        self.assertEqual(pathlib.Path("below/out").read_bytes(), run("in")[0])
        self.assertTrue(os.path.islink("link"))
        run("--sandbox", "in", "-o", "/dev/null")
        self.assertEqual(sorted(os.listdir("below")), ["out"])

    def test_a_folder_is_written(self):
        run("many.jsonl", "in", "--out-dir", "wanted")
        run("many.jsonl", "in", "--out-dir", "new/got", "--sandbox")
        found = {path.relative_to("wanted") for path in pathlib.Path("wanted").rglob("*") if path.is_file()}
        self.assertGreater(len(found), 600)
        self.assertEqual(found, {p.relative_to("new/got") for p in pathlib.Path("new/got").rglob("*") if p.is_file()})
        for name in found:
            self.assertEqual(pathlib.Path("new/got", name).read_bytes(), pathlib.Path("wanted", name).read_bytes())

    def test_a_run_goes_on(self):
        self.write("many.jsonl", jsonl(30000))
        wanted = run("many.jsonl")[0]
        for more in (["--sandbox"], []):  # goes on in the jail, whether it began there or not
            process = subprocess.Popen(
                [ASSAY, "--rules", SMALL, "many.jsonl", "-o", "out", *more], stderr=subprocess.PIPE, env=ENVIRONMENT
            )
            while not pathlib.Path("out.part").exists() or pathlib.Path("out.part").stat().st_size == 0:
                time.sleep(0.002)
            process.send_signal(signal.SIGINT)
            self.assertIn(b"--resume goes on", process.communicate()[1])
            self.assertEqual(process.returncode, 128 + signal.SIGINT)
            run("many.jsonl", "-o", "out", "--resume", "--sandbox")
            self.assertEqual(pathlib.Path("out").read_bytes(), wanted)
            os.remove("out")

    def test_links_lead_nowhere_else(self):
        self.write("secret", b"Cobalt.")
        os.symlink("../secret", "in/link.txt")
        self.assertIn(b"Cobalt", run("in/link.txt", "--text")[0], "a link that was named is followed")
        self.assertIn(b"Cobalt", run("in/link.txt", "--text", "--sandbox")[0])
        records = [json.loads(line) for line in run("in", "--sandbox", "--text", status=1)[0].splitlines()]
        refused = [record for record in records if "error" in record]
        self.assertEqual(len(records), 41)
        self.assertEqual([record["source"]["name"] for record in refused], ["in/link.txt"])
        self.assertIn("Permission denied", refused[0]["error"]["message"])

    def test_it_is_jailed_before_it_reads(self):
        with subprocess.Popen(
            [ASSAY, "--sandbox", "--rules", SMALL, "-i", "jsonl"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=ENVIRONMENT,
        ) as process:  # fmt: skip
            status = pathlib.Path(f"/proc/{process.pid}/status")
            begun = time.monotonic()
            while "Seccomp:\t2" not in status.read_text() and time.monotonic() < begun + 60:
                time.sleep(0.005)
            threads = list(pathlib.Path(f"/proc/{process.pid}/task").iterdir())
            for thread in threads:
                self.assertIn("Seccomp:\t2", (thread / "status").read_text())
                self.assertIn("NoNewPrivs:\t1", (thread / "status").read_text())
            process.stdin.write(b'{"text": "Copper."}\n')
            process.stdin.close()
            self.assertIn(b"Copper", process.stdout.read())

    def test_a_list_that_is_read_once_is_refused(self):
        messages = run("--sandbox", "--files-from", "-", status=2, input=b"in\n")[1]
        self.assertIn("--sandbox: all inputs must be known beforehand; keep the list of --files-from in a file", messages)

    def test_a_refused_run_leaves_nothing(self):
        run("--sandbox", "--files-from", "-", "-o", "out", status=2, input=b"in\n")
        self.assertNotIn("out.part", os.listdir())


def main():
    probe = subprocess.run([ASSAY, "--sandbox", "--rules", SMALL], input=b"", capture_output=True, env=ENVIRONMENT)
    if probe.returncode == 2:
        message = probe.stderr.decode()
        print(f"skipped: {message}")
        return SKIPPED if message.startswith("assay: --sandbox: ") else 1
    result = unittest.main(argv=sys.argv[:1], exit=False, verbosity=1).result
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
