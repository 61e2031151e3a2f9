#!/usr/bin/env python3
"""Hostile rule packs: each is refused with its place and a remedy, or works within the limits; none makes the program read outside
the pack's folder, wait, or run for long.

    check_packs.py ASSAY
"""
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import unittest

ASSAY = str(pathlib.Path(sys.argv[1]).resolve())
SMALL = str(pathlib.Path(__file__).resolve().parent / "rules-small")
PACK = "name: hostile\nversion: 1.0.0\nphase: entity\n"
LEXICON = "lexicons:\n  - {file: %s, type: thing, tests: [{hit: a}, {miss: b}]}\n"


def rule(pattern, before=""):
    quoted = pattern.replace("'", "''")
    return f"{before}rules:\n  - id: r\n    note: A note.\n    match: '{quoted}'\n    emit: {{entity: thing}}\n    tests: [{{hit: a}}, {{miss: b}}]\n"


def table(rows):
    return "term\tid\n" + rows


class Packs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        os.chdir(folder.name)
        self.addCleanup(os.chdir, "/")
        os.environ["XDG_CACHE_HOME"] = f"{folder.name}/cache"
        os.mkdir("pack")
        self.write("pack/pack.yaml", PACK)

    def write(self, name, text):
        pathlib.Path(name).write_text(text, encoding="utf-8")

    def run_with(self, status, text="Copper.", *arguments):
        """Standard output and error with the pack; the processor's time of the command is bounded."""
        result = subprocess.run(
            [ASSAY, "--rules", SMALL, "--pack", "pack", *arguments], input=text.encode(), capture_output=True, check=False,
            timeout=300, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (100, 100)),
        )  # fmt: skip
        self.assertEqual(result.returncode, status, result.stderr.decode()[-500:])
        return result.stdout.decode(), result.stderr.decode()

    def refused(self, place, words):
        messages = self.run_with(2)[1]
        self.assertRegex(messages, f"(?m)^pack/{place}: error: .*{words}")
        self.assertLess(len(messages), 20000)

    def test_files_outside_are_not_read(self):
        self.write("secret.tsv", table("copper\tX\n"))
        for name in ("../secret.tsv", f"{os.getcwd()}/secret.tsv", "missing.tsv"):
            self.write("pack/r.yaml", LEXICON % name)
            self.refused(r"r.yaml:2:\d+", "there is no readable file .*secret.tsv|missing.tsv")

    def test_links(self):
        self.write("secret.tsv", table("copper\tX\n"))
        self.write("pack/r.yaml", LEXICON % "t.tsv")
        for target in ("../secret.tsv", f"{os.getcwd()}/secret.tsv", "missing", "/dev/zero"):
            os.symlink(target, "pack/t.tsv")
            self.refused("t.tsv", "link that leads out of the folder; copy the file into it")
            os.remove("pack/t.tsv")
        self.write("pack/real.tsv", table("copper\tX\n"))
        os.symlink("real.tsv", "pack/t.tsv")
        self.assertIn('"type":"thing"', self.run_with(0)[0], "a link within the folder may be")

    def test_a_folder_of_a_pack_may_be_a_link(self):
        os.rename("pack", "elsewhere")
        os.symlink("elsewhere", "pack")
        self.write("pack/r.yaml", rule("abc"))
        self.run_with(0)

    def test_pipes_and_folders(self):
        self.write("pack/r.yaml", rule("abc"))
        os.mkfifo("pack/pipe.yaml")
        self.refused("pipe.yaml", "is no plain file; take it out")
        os.remove("pack/pipe.yaml")
        os.mkdir("pack/folder.tsv")
        self.refused("folder.tsv", "is no plain file; take it out")
        os.rmdir("pack/folder.tsv")
        os.remove("pack/pack.yaml")
        os.mkfifo("pack/pack.yaml")
        self.refused("pack.yaml", "is no plain file; take it out")
        self.write("secret", "name: secret\n")
        os.remove("pack/pack.yaml")
        os.symlink("../secret", "pack/pack.yaml")
        self.refused("pack.yaml", "link that leads out")
        self.assertNotIn("name: secret", self.run_with(2)[1], "nor is its first line shown")

    def test_patterns_that_are_refused(self):
        for pattern, words in (
            (r"a\Cb", "use a dot"), ("(?C1)ab", "callouts are refused"), ("(?C'x')ab", "callouts are refused"),
            ("a(?R)", "recursion is refused"), ("a(?1)(b)", "recursion is refused"), ("(?<x>a)(?&x)", "recursion is refused"),
            (r"(?<x>a)\g<x>", "recursion is refused"), ("(*COMMIT)ab", r"\(\*...\) is refused"), (r"a\Kb", "name the part"),
            ("(?*a(?C1))ab", "non-atomic"), ("(?<*a)b", "non-atomic"),
            (r"\Gab", "leave it out"), ("a{65536}", "repeat fewer times"),
            ("((((((a{60}){60}){60}){60}){60}){60})", "repeat fewer times, or split"),
            ("(?:(?:abc|def){200}){200}", "repeat fewer times, or split"), ("a|" * 30000 + "b", "repeat fewer times, or split"),
            ("(" * 30000 + "a" + ")" * 30000, "parentheses"), ("a" * 70000, "split it"),
        ):  # fmt: skip
            self.write("pack/r.yaml", rule(pattern))
            self.refused(r"r.yaml:4:\d+", words)

    def test_ids_that_would_break_the_names_of_rules(self):
        for id in ("a/b", "a:b", "/", ":"):
            self.write("pack/r.yaml", rule("copper").replace("id: r", f"id: '{id}'"))
            self.refused(r"r.yaml:2:\d+", "use hyphens")

    def test_defines_that_grow(self):
        for last in ("xy", "(?#x)"):
            names = "ABCDEFGHIJKLMN"
            chain = "".join(f"  {a}: '{{{b}}}{{{b}}}{{{b}}}{{{b}}}'\n" for a, b in zip(names, names[1:] + "O"))
            self.write("pack/r.yaml", rule("{A}", f"define:\n{chain}  O: '{last}'\n"))
            self.refused(r"r.yaml:\d+:\d+", "split it")
        self.write("pack/r.yaml", rule("{A}", "define:\n  A: '{B}'\n  B: '{A}'\n"))
        self.refused(r"r.yaml:\d+:\d+", "leads back to itself")

    def test_files_that_are_too_much(self):
        for text, place, words in (
            ("rules: " + "[" * 1000000, r"1:\d+", "nested too deeply"),
            ("rules: " + "{a: " * 1000000, r"1:\d+", "nested too deeply"),
            ("- " * 1000000, r"1:\d+", "nested too deeply"),
            ("define:\n" + "".join(f"  A{n}: x\n" for n in range(11000)), "10002:3", "more than 10000 keys in one map"),
            ("x" * 1000000 + ": 1\n", r"1:\d+", ""),
            ("rules:\n" + "  - 1\n" * 100000, "2:5", "must be a map"),
            ("rules:\n" + "".join(f"- {{id: r{n}, note: n, match: a{n}, emit: {{entity: x}}, tests: [{{hit: a}}, {{miss: b}}]}}\n"
                                for n in range(20001)),
             "20002:3", "more than 20000 rules"),
        ):  # fmt: skip
            self.write("pack/r.yaml", text)
            self.refused(f"r.yaml:{place}", words)
        self.write("pack/r.yaml", "#" * (17 << 20))
        self.refused("r.yaml", "is larger than 16777216 bytes; split it")

    def test_tables_that_are_too_much(self):
        self.write("pack/r.yaml", LEXICON % "t.tsv")
        for text, place, words in (
            (table("x" * 9000 + "\tX\n"), "2:1", "cell 1 has more than 8192 bytes"),
            (table("a\tX\n" * 500001), "500002:1", "more than 500000 rows; split the table"),
            ("\t".join(f"c{n}" for n in range(100000)) + "\n", "1:1", "more than 256 columns"),
        ):
            self.write("pack/t.tsv", text)
            self.refused(f"t.tsv:{place}", words)

    def test_terminals_are_not_spoken_to(self):
        self.write("pack/r.yaml", LEXICON % "t.tsv")
        for control in ("\x1b[", "\x9b"):
            self.write("pack/t.tsv", table(f"{control}31mred\tX\n" * 2))
            messages = self.run_with(2)[1]
            self.assertRegex(messages, r"\| +\[?31mred")
            self.assertNotIn(control[0], messages)
        pathlib.Path("pack/t.tsv").write_bytes(b"term\tid\xff\xc3(\n")
        self.assertIn("  | term id??(\n", self.run_with(2)[1])

    def test_catastrophic_patterns_are_stopped_and_counted(self):
        one = "A" + "a" * 2000 + "! y"
        many = "\n\n".join(f"The mine of place number {n} sold {'a' * 60} in that year!" for n in range(300))
        for pattern in (r"(a+)+(b?)\2y", r"(a|aa)+(b?)\2y"):  # a reference back is beyond the sieves
            self.write("pack/r.yaml", rule(pattern, "").replace("emit", "case: any\n    emit"))
            for text, counts in ((one, {1}), (many, {300})):
                for more in ([], ["--no-jit"], ["--no-triggers"]):
                    output, messages = self.run_with(0, text, "--fields", "diagnostics", *more)
                    found = {each["code"]: each for each in json.loads(output)["diagnostics"]}
                    self.assertEqual(found["regex_limit"]["detail"], "hostile/r", (pattern, more))
                    self.assertIn(found["regex_limit"]["count"], counts, (pattern, more))
                    self.assertEqual(messages, "")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
