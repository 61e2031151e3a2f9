#!/usr/bin/env python3
"""assay summary: its counts are those that a few lines of Python make of the same records.

    check_summary.py ASSAY
"""

import collections
import datetime
import gzip
import json
import pathlib
import subprocess
import sys
import unittest

import jsonschema

import records

ASSAY = pathlib.Path(sys.argv[1]).resolve()
FLOWS = {"assistance": ("donor", "recipient"), "trade_control": ("actor", "target"), "dependence": ("dependent", "on")}


def corpus():
    """The records of the corpus."""
    command = [ASSAY, "annotate", "--rules", records.RULES, records.ROOT / "corpus/articles"]
    result = subprocess.run(command, capture_output=True, timeout=300, check=True)
    return [json.loads(line) for line in result.stdout.decode().split("\n") if line]


def lines(items):
    return "".join(json.dumps(item) + "\n" for item in items).encode()


def summary(data, *arguments, status=0):
    result = subprocess.run([ASSAY, "summary", *arguments], input=data, capture_output=True, timeout=300, check=False)
    assert result.returncode == status, result.stderr.decode()
    return json.loads(result.stdout) if result.stdout else result.stderr.decode()


def day_of(record):
    return datetime.date.fromisoformat(record["date"]) if len(record["date"] or "") == 10 else None


def period_of(day, by):
    if by == "week":
        year, week, _ = day.isocalendar()
        return f"{year:04}-W{week:02}"
    return day.isoformat()[: 7 if by == "month" else 10]


class Count:
    """Of one thing: how often, in how many articles, and by period."""

    def __init__(self):
        self.count, self.articles, self.series = 0, set(), {}

    def add(self, article, period):
        self.count += 1
        self.articles.add(article)
        if period is not None:
            counts = self.series.setdefault(period, [0, set()])
            counts[0] += 1
            counts[1].add(article)


def count(items, by):
    """The same counts, made plainly: of (kind, part, ...)."""
    counts = collections.defaultdict(Count)
    for number, record in enumerate(items):
        day = day_of(record)
        period = period_of(day, by) if day else None

        def add(*key, number=number, period=period):
            counts[key].add(number, period)

        sentences = collections.defaultdict(lambda: collections.defaultdict(set))
        for entity in record["entities"]:
            if entity["id"]:
                add("entity", entity["type"], entity["id"])
                sentences[entity["sentence"]][entity["type"]].add(entity["id"])
        for sentence, found in sentences.items():
            for nation in found["nation"] if sentence is not None else ():
                for mineral in found["mineral"]:
                    for stage in found["refining"] or {None}:
                        add("together", nation, mineral, stage)
        for relation in record["relations"]:
            if relation["type"] in FLOWS:
                ends = [relation["arguments"].get(role, {}).get("entity") for role in FLOWS[relation["type"]]]
                ends = [None if end is None else record["entities"][end]["id"] for end in ends]
                if any(ends):
                    add("flow", relation["type"], *ends)
        for claim in record["claims"]:
            add("claims")
            for flag in {flag["flag"] for flag in claim["flags"]}:
                add("flag", flag)
            for flag in claim["flags"]:
                if "source" in flag:
                    add("source", flag["source"]["class"])
        for frame in record["framing"]:
            add("frame", frame["frame"])
    return counts


def by_hand(day, *entities, relations=(), claims=()):
    """An article: entities are "nation CHN 0", type, id and sentence."""
    parts = [entity.split() for entity in entities]
    return {
        "assay": "1.0",
        "id": f"of {day}",
        "date": day,
        "entities": [{"type": kind, "id": name, "name": name, "sentence": int(sentence)} for kind, name, sentence in parts],
        "relations": list(relations),
        "claims": [{"flags": list(flags)} for flags in claims],
    }


OFFICIAL = {"flag": "attributed", "source": {"class": "official"}}
SMELTED = ("nation CHN 0", "mineral tin 0", "refining smelting 0")
HAND = [
    by_hand("2024-12-30", "nation CHN 0", "nation CHN 1", claims=[[OFFICIAL], []]),  # a Monday, of the first week of 2025
    by_hand("2025-01-05", "nation CHN 0"),
    by_hand("2026-12-31", "nation KOR 0", relations=[{"type": "assistance", "arguments": {"donor": {"entity": 0}}}]),  # a year of 53 weeks
    by_hand("2027-01-03T23:59:00+14:00", "nation CHN 2", claims=[[{"flag": "attributed", "source": {"class": None}}, {"flag": "hedged"}, {"flag": "hedged"}]]),
    by_hand("2027-01-04", *SMELTED, claims=[[OFFICIAL]]),
    by_hand("2027-01-04", *SMELTED, claims=[[]]),  # one record twice is two articles
    by_hand(None, "nation CHN 0", "mineral tin 0", "nation CHN 1"),
    by_hand("2027-01", "nation CHN 0", relations=[{"type": "trade_control", "arguments": {"actor": {"entity": 0}, "target": {"text": "x"}}}]),
    {"assay": "1.0", "id": "failed", "date": "2027-01-04", "error": {"code": "no_text", "message": "x"}},
]


class Summary(unittest.TestCase):
    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        cls.records = corpus()
        cls.data = lines(cls.records)
        result = subprocess.run([ASSAY, "schema", "summary"], capture_output=True, check=True)
        cls.validator = jsonschema.Draft202012Validator(json.loads(result.stdout))
        cls.validator.check_schema(cls.validator.schema)

    def of_kind(self, counts, kind):
        return {key[1:]: one for key, one in counts.items() if key[0] == kind}

    def same_list(self, counts, found, name_of, what):
        """Every count, and the order: the most frequent first."""
        self.assertEqual({name_of(item) for item in found}, set(counts))
        self.assertEqual(len(found), len(counts))
        order = []
        for item in found:
            wanted = counts[name_of(item)]
            self.assertEqual(item["articles"], len(wanted.articles))
            if what:
                self.assertEqual(item[what], wanted.count, item)
            if "series" in item:
                series = {one["period"]: [one[what] if what else one["articles"], one["articles"]] for one in item["series"]}
                self.assertEqual(series, {key: [of[0], len(of[1])] for key, of in wanted.series.items()})
                self.assertEqual(list(series), sorted(series))
            order.append(-wanted.count)
        self.assertEqual(order, sorted(order))

    def test_all_counts_are_true(self):
        for by in ("day", "week", "month"):
            found = summary(self.data, "--by", by, "--top", "0")
            self.validator.validate(found)
            counts = count(self.records, by)
            self.assertEqual(found["articles"], len(self.records))
            self.assertEqual(found["undated"], sum(day_of(record) is None for record in self.records))
            self.assertEqual(found["claims"], counts["claims",].count)
            entities = [dict(item, type=name) for name, items in found["entities"].items() for item in items]
            for name, items in found["entities"].items():
                mine = {key: one for key, one in self.of_kind(counts, "entity").items() if key[0] == name}
                self.same_list(mine, items, lambda item, name=name: (name, item["id"]), "mentions")
            self.assertEqual(len(entities), len(self.of_kind(counts, "entity")))
            self.same_list(self.of_kind(counts, "frame"), found["frames"], lambda item: (item["frame"],), None)
            self.same_list(self.of_kind(counts, "flag"), found["flags"], lambda item: (item["flag"],), "sentences")
            self.same_list(self.of_kind(counts, "source"), found["sources"], lambda item: (item["class"],), "claims")

            def end(item, name):
                return item[name] and item[name]["id"]

            self.same_list(
                self.of_kind(counts, "together"),
                found["together"],
                lambda item: (end(item, "nation"), end(item, "mineral"), end(item, "stage")),
                "sentences",
            )
            self.same_list(
                self.of_kind(counts, "flow"),
                found["flows"],
                lambda item: (item["type"], end(item, "from"), end(item, "to")),
                "relations",
            )
            self.same_periods(counts, found)

    def same_periods(self, counts, found):
        claims = counts["claims",].series
        for period in found["periods"]:
            of_it = claims.get(period["period"], [0])[0]
            self.assertEqual(period["claims"], of_it)
            flags = {
                key[1]: one.series[period["period"]][0]
                for key, one in counts.items()
                if key[0] == "flag" and period["period"] in one.series
            }
            self.assertEqual({name: flag["sentences"] for name, flag in period["flags"].items()}, flags)
            for flag in period["flags"].values():
                self.assertAlmostEqual(flag["share"], flag["sentences"] / of_it, delta=0.0051)
        names = [period["period"] for period in found["periods"]]
        self.assertEqual(names, sorted(names))

    def test_a_set_counted_by_hand(self):
        found = summary(lines(HAND), "--by", "week")
        self.validator.validate(found)
        self.assertEqual([found[name] for name in ("articles", "failed", "undated", "outside", "claims")], [8, 1, 2, 0, 5])
        self.assertEqual(
            [(one["period"], one["articles"], one["claims"]) for one in found["periods"]],
            [("2025-W01", 2, 2), ("2026-W53", 2, 1), ("2027-W01", 2, 2)],
        )
        china, korea = found["entities"]["nation"]
        self.assertEqual((china["id"], china["mentions"], china["articles"]), ("CHN", 9, 7))
        self.assertEqual([list(one.values()) for one in china["series"]], [["2025-W01", 3, 2], ["2026-W53", 1, 1], ["2027-W01", 2, 2]])
        self.assertEqual((korea["id"], korea["mentions"], korea["articles"], korea["series"]), ("KOR", 1, 1, [{"period": "2026-W53", "mentions": 1, "articles": 1}]))
        together = [(one["nation"]["id"], one["mineral"]["id"], one["stage"] and one["stage"]["id"], one["sentences"]) for one in found["together"]]
        self.assertEqual(together, [("CHN", "tin", "smelting", 2), ("CHN", "tin", None, 1)])
        self.assertEqual([(one["type"], one["from"] and one["from"]["id"], one["to"] and one["to"]["id"], one["relations"]) for one in found["flows"]],
                         [("assistance", "KOR", None, 1), ("trade_control", "CHN", None, 1)])
        self.assertEqual([(one["class"], one["claims"]) for one in found["sources"]], [("official", 2), (None, 1)])
        self.assertEqual([(one["flag"], one["sentences"]) for one in found["flags"]], [("attributed", 3), ("hedged", 1)])
        first = found["periods"][0]["flags"]["attributed"]
        self.assertEqual((first["sentences"], first["share"]), (1, 0.5))
        moved = [(one["id"], one["now"], one["before"], one["change"]) for one in found["movers"]["entities"]]
        self.assertEqual(moved, [("tin", 2, 0, 2), ("smelting", 2, 0, 2), ("CHN", 2, 1, 1), ("KOR", 0, 1, -1)])
        self.assertEqual([one["period"] for one in summary(lines(HAND))["periods"]], ["2024-12", "2025-01", "2026-12", "2027-01"])
        bounded = summary(lines(HAND), "--by", "day", "--from", "2025-01-05", "--to", "2027-01-03", "--top", "1")
        self.assertEqual([bounded[name] for name in ("articles", "outside", "undated")], [3, 3, 2])
        self.assertEqual([one["period"] for one in bounded["periods"]], ["2025-01-05", "2026-12-31", "2027-01-03"])
        self.assertEqual([(one["id"], one["mentions"]) for one in bounded["entities"]["nation"]], [("CHN", 2)])

    def test_bounds(self):
        days = sorted(day for day in map(day_of, self.records) if day)
        start, end = days[len(days) // 3], days[2 * len(days) // 3]
        found = summary(self.data, "--from", start.isoformat(), "--to", end.isoformat())
        self.validator.validate(found)
        inside = [record for record in self.records if day_of(record) and start <= day_of(record) <= end]
        same = summary(lines(inside))
        for name in ("periods", "entities", "frames", "flags", "sources", "together", "flows", "movers", "claims"):
            self.assertEqual(found[name], same[name], name)
        self.assertEqual(found["articles"], len(inside))
        self.assertEqual(found["articles"] + found["outside"] + found["undated"], len(self.records))

    def test_top(self):
        everything = summary(self.data, "--top", "0")
        few = summary(self.data, "--top", "3")
        for name in ("frames", "flags", "sources", "together", "flows"):
            self.assertEqual(few[name], everything[name][:3])
        for name, items in few["entities"].items():
            self.assertEqual(items, everything["entities"][name][:3])
        self.assertEqual(len(few["movers"]["entities"]), 3)

    def test_movers(self):
        def article(day, *nations):
            entities = [{"type": "nation", "id": nation, "name": nation, "sentence": 0} for nation in nations]
            return {"assay": "1.0", "id": day, "date": day, "entities": entities}

        items = [article("2024-12-31", "CHN", "CHN", "KOR"), article("2025-01-01", "CHN", "MNG", "MNG", "MNG", "KOR")]
        found = summary(lines(items))["movers"]
        self.assertEqual((found["now"]["period"], found["before"]["period"]), ("2025-01", "2024-12"))
        moved = [(mover["id"], mover["now"], mover["before"], mover["change"]) for mover in found["entities"]]
        self.assertEqual(moved, [("MNG", 3, 0, 3), ("CHN", 1, 2, -1)])
        week = summary(lines(items), "--by", "week")
        self.assertEqual([period["period"] for period in week["periods"]], ["2025-W01"])

    def test_odd_records(self):
        items = [
            {"assay": "1.0", "id": None, "error": {"code": "io", "message": "x"}},
            {"assay": "1.0", "id": "no sections", "date": "2025-02-30"},
            {"assay": "1.0", "id": "long ago", "date": "0001-01-01T00:00:00Z"},
            {"assay": "1.0", "id": "odd", "date": "9999-12-31", "entities": [{}, 1, None, {"id": "\x1f\0<script>", "type": "nation"}]},
            {"assay": "1.0", "id": "\u202e", "date": 7, "relations": [{"type": "assistance", "arguments": {"donor": {"entity": -1}}}]},
            {"assay": "1.0", "claims": [{}, {"flags": [{}, {"flag": "hedged"}, {"flag": "hedged", "source": {"class": None}}]}]},
        ]
        found = summary(lines(items))
        self.validator.validate(found)
        self.assertEqual((found["articles"], found["failed"], found["undated"]), (5, 1, 3))
        self.assertEqual(found["flags"], [{"flag": "hedged", "sentences": 1, "articles": 1, "series": []}])
        self.assertEqual([item["class"] for item in found["sources"]], [None])
        self.assertEqual([period["period"] for period in found["periods"]], ["0001-01", "9999-12"])
        self.assertEqual(summary(b"")["movers"]["now"], None)
        self.validator.validate(summary(b""))
        self.assertEqual(summary(b"{bad\n" + lines(items), status=1)["articles"], 5)

    def test_records_may_be_compressed(self):
        plain = summary(self.data)
        zstd = subprocess.run(["zstd", "-q"], input=self.data, capture_output=True, check=True).stdout
        self.assertEqual(summary(gzip.compress(self.data[:1000]) + gzip.compress(self.data[1000:])), plain)
        self.assertEqual(summary(zstd, "-"), plain)

    def test_what_is_no_record_is_told_with_place_and_remedy(self):
        good, pretty = lines(self.records[:1]), json.dumps(self.records[0], indent=2).encode()
        row = b'{"article": "a", "kind": "entity"}\n'
        for data, status, told in (
            (good + good[:500], 1, "standard input:2:500: the record breaks off\n  records stand one a line"),
            (gzip.compress(good)[:-20], 2, "the gzip data ends too soon"),
            (pretty, 1, "standard input:1:0: the record breaks off"),
            (row * 9, 1, "standard input: 9 lines in all hold no record"),
            (b"\x1b]0;title\x07\n", 1, "standard input:1:1: '[' or '{' expected near '?'"),
            (b"article,source\r\n", 1, "standard input:1:7: '[' or '{' expected near 'article'"),
        ):
            result = subprocess.run([ASSAY, "summary"], input=data, capture_output=True, check=False)
            self.assertEqual((result.returncode, told in result.stderr.decode()), (status, True), result.stderr)
            self.assertLess(result.stderr.count(b"\n"), 10)

    def test_wrong_options(self):
        for arguments in (["--by", "year"], ["--from", "2025-02-30"], ["--to", "soon"], ["--top", "-1"]):
            self.assertIn(arguments[0], summary(b"", *arguments, status=2))
        self.assertIn("later", summary(b"", "--from", "2025-02-02", "--to", "2025-02-01", status=2))

    def test_memory_does_not_grow_with_the_articles(self):
        peaks = []
        with subprocess.Popen([ASSAY, "summary"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            for _ in range(3):
                for _ in range(40):
                    process.stdin.write(self.data)
                process.stdin.flush()
                status = pathlib.Path(f"/proc/{process.pid}/status")
                if status.exists():
                    held = [line for line in status.read_text(encoding="utf-8").split("\n") if line.startswith("VmHWM")]
                    peaks.append(int(held[0].split()[1]))
            process.stdin.close()
            found = json.loads(process.stdout.read())
        self.assertEqual(found["articles"], 120 * len(self.records))
        self.assertLess(max(peaks, default=0), 1.2 * min(peaks, default=1))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
