#!/usr/bin/env python3
"""Each limit of pipeline/base/limits.h that can be reached at its true size is reached: up to it all is well, one more is told.
The others are in test_small_limits.c; those of files and patterns that do harm, in check_packs.py.

    check_limits.py ASSAY [TEST...]
"""
import json
import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile
import unittest

ASSAY = str(pathlib.Path(sys.argv[1]).resolve())
HERE = pathlib.Path(__file__).resolve().parent
SMALL = str(HERE.parent / "rules-small")
PACK = "name: limits\nversion: 1.0.0\nphase: entity\n"
TESTS = "tests: [{hit: a}, {miss: b}]"


def limits():
    """The plain numbers of limits.h."""
    text = (HERE.parent.parent / "pipeline/base/limits.h").read_text(encoding="utf-8")
    found = re.findall(r"#define (LIMIT_\w+) \(?\(?(?:size_t\))?(\d+)u?(?: << (\d+))?\)?", text)
    return {name: int(number) << int(shift or 0) for name, number, shift in found}


LIMIT = limits()


def rule(pattern, more=""):
    quoted = pattern.replace("'", "''")
    return f"rules:\n  - id: r\n    note: A note.\n    match: '{quoted}'\n{more}    emit: {{entity: thing}}\n    {TESTS}\n"


def claim(pattern):
    """Its scope is the article."""
    return rule(pattern, "    scope: article\n").replace("entity: thing", "flag: f")


class Limits(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        os.chdir(folder.name)
        self.addCleanup(os.chdir, "/")
        os.environ["XDG_CACHE_HOME"] = f"{folder.name}/cache"
        os.makedirs("pack")
        self.write("pack/pack.yaml", PACK)

    def write(self, name, text):
        pathlib.Path(name).parent.mkdir(parents=True, exist_ok=True)
        pathlib.Path(name).write_text(text, encoding="utf-8")

    def run_with(self, status, *arguments, text="Copper.", rules=SMALL):
        result = subprocess.run(
            [ASSAY, "annotate", "--rules", rules, *arguments], input=text.encode(), capture_output=True, check=False,
            timeout=300, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (100, 100)),
        )  # fmt: skip
        self.assertEqual(result.returncode, status, result.stderr.decode()[-800:])
        return result.stdout.decode(), result.stderr.decode()

    def refused(self, place, words):
        messages = self.run_with(2, "--pack", "pack")[1]
        self.assertRegex(messages, f"(?m)^pack/{place}: error: .*{words}")

    def accepted(self):
        self.run_with(0, "--pack", "pack")

    def told(self, text, code, *arguments):
        """The diagnostic of that code in the record of the text, or None."""
        output = self.run_with(0, "--pack", "pack", "--fields", "diagnostics", *arguments, text=text)[0]
        found = [each for each in json.loads(output)["diagnostics"] if each["code"] == code]
        return found[0] if found else None


class Packs(Limits):
    def test_packs(self):
        for number in range(LIMIT["LIMIT_PACKS"]):
            self.write(f"rules/p{number}/pack.yaml", PACK.replace("limits", f"p{number}"))
        self.run_with(0, rules="rules")
        self.write("rules/more/pack.yaml", PACK.replace("limits", "more"))
        self.assertIn(f"more than {LIMIT['LIMIT_PACKS']} packs in all packs", self.run_with(2, rules="rules")[1])

    def test_errors_of_packs(self):
        for count, more in ((LIMIT["LIMIT_PACK_ERRORS"], ""), (LIMIT["LIMIT_PACK_ERRORS"] + 7, "7 more")):
            self.write("pack/r.yaml", "rules:\n" + "  - 1\n" * count)
            messages = self.run_with(2, "--pack", "pack")[1]
            self.assertEqual(messages.count(": error: "), LIMIT["LIMIT_PACK_ERRORS"])
            self.assertIn(more, messages)

    def test_nesting_of_yaml(self):
        # The file's map, the list, the rule, the tests and one of them stand around it.
        deepest = LIMIT["LIMIT_YAML_DEPTH"]
        for depth, words in ((deepest - 1, "must be"), (deepest, "nested too deeply")):
            self.write("pack/r.yaml", "rules: " + "[" * depth + "]" * depth)
            self.refused(r"r.yaml:1:\d+", words)

    def test_define_depth(self):
        depth = LIMIT["LIMIT_DEFINE_DEPTH"]
        for count, good in ((depth, True), (depth + 1, False)):
            names = [f"D{chr(65 + n)}" for n in range(count)]
            chain = "".join(f"  {name}: '{{{after}}}'\n" for name, after in zip(names, names[1:]))
            self.write("pack/r.yaml", f"define:\n{chain}  {names[-1]}: abc\n" + rule(f"{{{names[0]}}}"))
            self.accepted() if good else self.refused(r"r.yaml:\d+:\d+", f"more than {depth} deep")

    def test_pattern_bytes(self):
        size = LIMIT["LIMIT_PATTERN_BYTES"]
        self.write("pack/r.yaml", rule("a" * (size + 1)))
        self.refused(r"r.yaml:4:\d+", f"more than {size} bytes once defines are inserted; split it")

    def test_groups_and_captures(self):
        groups, captures = LIMIT["LIMIT_GROUPS"], LIMIT["LIMIT_CAPTURES"]
        for pattern, words in (
            ("(a)" * groups, None), ("(a)" * (groups + 1), f"more than {groups} groups that capture"),
            ("".join(f"(?<n{n}>a)" for n in range(captures)), None),
            ("".join(f"(?<n{n}>a)" for n in range(captures + 1)), f"more than {captures} named captures; split it in two"),
        ):  # fmt: skip
            self.write("pack/r.yaml", rule(pattern))
            self.refused(r"r.yaml:4:\d+", words) if words else self.accepted()

    def test_mentions_of_a_pattern(self):
        most = LIMIT["LIMIT_PATTERN_MENTIONS"]
        self.write("pack/pack.yaml", PACK + "needs: [small]\n")
        for count in (most, most + 1):
            self.write("pack/r.yaml", rule("|".join("{metal:m%d}" % n for n in range(count))))
            self.refused(r"r.yaml:4:\d+", str(most)) if count > most else self.accepted()

    def test_types(self):
        most = LIMIT["LIMIT_TYPES"]  # of which the small pack has two
        for count in (most - 2, most - 1):
            rules = "".join(
                f"- {{id: r{n}, note: n, match: a, emit: {{entity: t{chr(97 + n // 26)}{chr(97 + n % 26)}}}, {TESTS}}}\n"
                for n in range(count)
            )
            self.write("pack/r.yaml", "rules:\n" + rules)
            messages = self.run_with(2 if count > most - 2 else 0, "--pack", "pack")[1]
            self.assertEqual(f"more than {most} entity types" in messages, count > most - 2)

    def test_near_words(self):
        most = LIMIT["LIMIT_NEAR_WORDS"]
        self.write("pack/r.yaml", rule("abc", f"    near: '{most}: def'\n"))
        self.accepted()
        for words in (most + 1, 100, 9999):
            self.write("pack/r.yaml", rule("abc", f"    near: '{words}: def'\n"))
            self.refused(r"r.yaml:5:\d+", f"{words} words are not near any more; write {most} at most")

    def test_suffix_tables(self):
        most = LIMIT["LIMIT_INFLECTIONS"]
        for name in ("pack.yaml", "metals.yaml", "metals.tsv"):
            self.write(f"rules/small/{name}", (pathlib.Path(SMALL) / "small" / name).read_text(encoding="utf-8"))
        rows = "".join(f"s{n}\t\t{chr(97 + n)}\n" for n in range(most + 1))
        self.write("rules/inflections.tsv", "table\tending\treplacement\n" + rows)
        for count in (most, most + 1):
            names = ", ".join(f"s{n}" for n in range(count))
            self.write("rules/more/pack.yaml", PACK)
            self.write("rules/more/r.yaml", f"lexicons:\n  - {{file: t.tsv, type: thing, inflect: [{names}], {TESTS}}}\n")
            self.write("rules/more/t.tsv", "term\tid\nabc\tX\n")
            messages = self.run_with(2 if count > most else 0, rules="rules")[1]
            self.assertEqual("more than 4 suffix tables; write out the forms" in messages, count > most, messages)

    def test_terms_alike(self):
        most = LIMIT["LIMIT_ALIKE_TERMS"]
        self.write("pack/r.yaml", f"lexicons:\n  - {{file: t.tsv, type: thing, {TESTS}}}\n")
        for count in (most, most + 1, 100000):
            rows = "".join(f"abc\tX{n}\tevidence\n" for n in range(count))
            self.write("pack/t.tsv", "term\tid\twhen\n" + rows)
            if count > most:
                self.refused(f"t.tsv:{most + 2}:1", f"more than {most} terms are written like abc; leave some out")
            else:
                self.accepted()

    def test_images(self):
        self.write("pack/r.yaml", rule("abc"))
        for number in range(LIMIT["LIMIT_IMAGES"] + 2):
            self.write("pack/pack.yaml", PACK + f"description: Number {number}.\n")
            self.accepted()
            images = list(pathlib.Path("cache/assay").glob("*.image"))
            self.assertEqual(len(images), min(number + 1, LIMIT["LIMIT_IMAGES"]))


class Articles(Limits):
    def test_article_bytes(self):
        size = LIMIT["LIMIT_ARTICLE_BYTES"]
        output = self.run_with(1, "-i", "text", text="\n" * (size + 1))[0]
        self.assertEqual(json.loads(output)["error"]["code"], "too_large")
        self.assertIn("1073741824", self.run_with(2, "--max-article", str(LIMIT["LIMIT_ARTICLE_MAXIMUM"] + 1))[1])
        self.run_with(0, "--max-article", str(LIMIT["LIMIT_ARTICLE_MAXIMUM"]))

    def test_a_line(self):
        size = 16 * 1000 + LIMIT["LIMIT_LINE_REST"]
        for more, good in ((0, True), (1, False)):
            line = '{"text": "Copper.", "rest": "%s"}'
            line %= "x" * (size + more - len(line) + 2)
            self.assertEqual(len(line), size + more)
            output = self.run_with(0 if good else 1, "-i", "jsonl", "--max-article", "1000", text=line + "\n" + '{"text": "Tin."}\n')[0]
            first, second = map(json.loads, output.splitlines())
            self.assertEqual(first.get("error", {}).get("code"), None if good else "too_large")
            self.assertNotIn("error", second)

    def test_a_sentence(self):
        self.write("pack/r.yaml", rule("abc"))
        size = LIMIT["LIMIT_SENTENCE_BYTES"]
        self.assertIsNone(self.told("x" * (size - 1) + ".", "sentence_capped"))
        self.assertEqual(self.told("x" * size + ".", "sentence_capped")["count"], 1)

    def test_a_run_of_marks(self):
        self.write("pack/r.yaml", rule("abc"))
        most = LIMIT["LIMIT_MARK_RUN"]
        self.assertIsNone(self.told("a" + "\u0316\u0301" * (most // 2), "mark_run"))
        self.assertEqual(self.told("a" + "\u0316\u0301" * (most // 2) + "\u0301", "mark_run")["count"], 1)

    def test_nesting_of_json(self):
        most = LIMIT["LIMIT_JSON_DEPTH"]
        for depth, status in ((most - 1, 0), (most, 1)):  # the line's own braces are one
            line = '{"text": "Copper.", "deep": %s%s}' % ("[" * depth, "]" * depth)
            output = self.run_with(status, "-i", "jsonl", text=line)[0]
            self.assertEqual(json.loads(output).get("error", {}).get("code"), "invalid_json" if status else None)

    def test_a_scope(self):
        self.write("pack/pack.yaml", PACK.replace("entity", "claim"))
        self.write("pack/r.yaml", claim("abc"))
        size = LIMIT["LIMIT_SCOPE_BYTES"]
        words = "Word abc. "
        self.assertIsNone(self.told(words * (size // len(words)), "scope_capped"))
        self.assertIsNotNone(self.told(words * (size // len(words) + 1), "scope_capped"))

    def test_matches_of_a_sentence(self):
        self.write("pack/r.yaml", rule(r"\bno\b"))
        most = LIMIT["LIMIT_MATCHES_PER_SENTENCE"]
        self.assertIsNone(self.told("no " * most, "match_limit"))
        self.assertEqual(self.told("no " * (most + 1), "match_limit")["detail"], "limits/r")

    def test_wordings(self):
        most = LIMIT["LIMIT_WORDINGS"]
        self.write("pack/r.yaml", rule(r"\bno\b", "    elsewhere: 'mr \\d+'\n"))
        for count in (most, most + 1):
            found = self.told("no. " + "".join(f"See mr {n}. " for n in range(count)), "match_limit")
            self.assertEqual(found is not None, count > most)


class Patterns(Limits):
    """What one pattern may take on one text. Each text reaches one of PCRE2's limits and no other."""

    def stopped(self, pattern, text, *arguments, make=rule):
        self.write("pack/pack.yaml", PACK if make is rule else PACK.replace("entity", "claim"))
        self.write("pack/r.yaml", make(pattern))
        found = self.told(text, "regex_limit", *arguments)
        return 0 if found is None else found["count"]

    def test_steps(self):
        pattern = r"(a+)+(b?)\2y"  # a reference back is beyond the sieves
        for more in ([], ["--no-jit"]):
            self.assertEqual(self.stopped(pattern, "a" * 12 + "! y", *more), 0)
            self.assertEqual(self.stopped(pattern, "a" * 60 + "! y", *more), 1)

    def test_depth(self):
        # Each letter is a level, and steps are few: one beginning alone.
        pattern = r"(?<![ab])(?:(a)|b)*(c?)\2y"
        for more in ([], ["--no-jit"]):
            self.assertEqual(self.stopped(pattern, "a" * 2000 + " y", *more, make=claim), 0)
            self.assertEqual(self.stopped(pattern, "a" * 100000 + " y", *more, make=claim), 1)

    def test_heap(self):
        # With so many groups a level takes two kilobytes.
        pattern = "(?<![ab])(?>(?:(a)|b)*)(c?)" + "(z)?" * 100 + r"\2y"
        self.assertEqual(self.stopped(pattern, "a" * 2000 + " y", "--no-jit", make=claim), 0)
        self.assertEqual(self.stopped(pattern, "a" * 15000 + " y", "--no-jit", make=claim), 1)

    def test_stops(self):
        """Sentences behind the twentieth are not tried any more, and counted nevertheless."""
        most = LIMIT["LIMIT_REGEX_STOPS"]
        text = "".join(f"\n\nPlace {n} sold {'a' * 60} in that year!" for n in range(most + 30))
        self.assertEqual(self.stopped(r"(a+)+(b?)\2y", text), most + 30)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
