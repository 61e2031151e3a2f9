#!/usr/bin/env python3
"""Batches of what nobody meant: names that a terminal would obey, names of outputs that mislead.

    check_batch_odd.py ASSAY [TEST...]
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import unittest

from check_batch import Folder, command, jsonl, run


def errors(output):
    """Of each record its name, line and the code of its error."""
    records = [json.loads(line) for line in output.splitlines()]
    return [(r["source"]["name"], r["source"]["line"], r.get("error", {}).get("code")) for r in records]


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
