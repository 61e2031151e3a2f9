#!/usr/bin/env python3
"""The formats of annotate: what is read back from each is what stands in the record.

    check_formats.py ASSAY
"""

import csv
import io
import json
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import unittest

import records

ASSAY = pathlib.Path(sys.argv[1]).resolve()
COLUMNS = (
    "article source line date title kind n label id name sentence start end start_byte end_byte text confidence score "
    "stance strength source_class source_id source_text pack rule arguments attributes"
).split()
NUMBERS = {"line", "n", "sentence", "start", "end", "start_byte", "end_byte", "confidence", "score"}
JSON_COLUMNS = {"arguments", "attributes"}

SENTENCE = "The nickel ban of Indonesia hurts South Korea\u2019s smelters, \u201cofficials\u201d said."
HOSTILE = [
    {"id": "=cmd|' /C calc'!A0", "title": "=HYPERLINK(\"http://x\")", "date": "2025-01-02", "text": SENTENCE},
    {"id": "+1", "title": "-2", "text": "@SUM(A1) " + SENTENCE},
    {"id": "\ttab", "title": "\rreturn", "text": "\tA\r\nB\rC\u2028D\u2029E\x85F\x0bG\x0cH " + SENTENCE},
    {"id": "<script>alert(1)</script>", "text": "<script>alert('x')</script> " + SENTENCE},
    {"id": 'quotes " and , and \\', "text": 'He said, "Chile, "" Peru" \\ ' + SENTENCE},
    {"id": "\u202ertl", "text": "\u202e\u05d0\u05d1\u05d2 \u0627\u0644\u0635\u064a\u0646 \u202c " + SENTENCE},
    {"id": "emoji", "text": "\U0001f4a9\U0001f468\u200d\U0001f680 \U0001f1f0\U0001f1f7 e\u0301\u0302 " + SENTENCE},
    {"id": "control", "text": "\x00\x01\x02\x1b[31m\x7f\x9b " + SENTENCE},
    {"id": "wrapped", "text": "Exports of copper\ncathodes from South\nKorea fell, the ministry\nsaid.\n" + SENTENCE},
    {"id": "x" * 3000, "text": SENTENCE},
    {"id": "empty", "text": ""},
    {"id": "\u65e5\u672c", "text": "\uff23\uff48\uff49\uff4c\uff45 \ufb01nds copper cathodes. " + SENTENCE},
    {"id": "no text"},
]


def inputs():
    """The corpus and the hostile texts as JSONL."""
    articles = []
    for path in sorted((records.ROOT / "corpus/articles").glob("*.txt")):
        articles.append({"id": path.stem, "text": path.read_text(encoding="utf-8", errors="replace")})
    assert len(articles) > 5
    return "".join(json.dumps(article) + "\n" for article in articles + HOSTILE)


class Formats(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.input = inputs().encode()
        cls.records = [json.loads(line) for line in cls.run_format("record", "--text").split(b"\n") if line]
        cls.good = [record for record in cls.records if "error" not in record]
        cls.rows = [json.loads(line) for line in cls.run_format("rows").split(b"\n") if line]

    @classmethod
    def run_format(cls, name, *arguments, data=None):
        command = [ASSAY, "annotate", "--rules", records.RULES, "-f", name, "-i", "jsonl", *arguments]
        result = subprocess.run(command, input=data or cls.input, capture_output=True, timeout=300, check=False)
        assert result.returncode == (0 if data else 1), result.stderr.decode()
        return result.stdout

    @classmethod
    def lines(cls, name):
        """JSON objects of a format that has one for each article that did not fail."""
        found = [json.loads(line) for line in cls.run_format(name).decode().split("\n") if line]
        assert len(found) == len(cls.good)
        return list(zip(cls.good, found))

    def test_the_number_of_threads_makes_no_difference(self):
        for name in ("record", "rows", "bulk", "csv", "w3c", "label-studio", "doccano", "conll"):
            self.assertEqual(self.run_format(name, "-j", "1"), self.run_format(name, "-j", "2"), name)

    # ---- rows, bulk, csv ----

    def test_rows_have_all_marks_of_the_record(self):
        texts = {record["id"]: record["text"] for record in self.good}
        for row in self.rows:
            self.assertEqual(list(row), COLUMNS)
            if row["start"] is not None:
                text = texts[row["article"]]
                self.assertEqual(text[row["start"] : row["end"]], row["text"])
                self.assertEqual(text.encode()[row["start_byte"] : row["end_byte"]].decode(), row["text"])
        for record in self.good:
            mine = [row for row in self.rows if row["article"] == record["id"]]
            self.same_marks(record, mine)
        errors = [row for row in self.rows if row["kind"] == "error"]
        self.assertEqual([row["label"] for row in errors], ["no_text"])

    def same_marks(self, record, rows):
        def of(kind):
            return [row for row in rows if row["kind"] == kind]

        def keys(items, *names):
            return [tuple(item[name] for name in names) for item in items]

        entities, relations = record["entities"], record["relations"]
        names = ("n", "id", "name", "sentence", "text", "confidence", "rule", "attributes")
        self.assertEqual(keys(of("entity"), "label", *names), keys(entities, "type", *names))
        self.assertEqual(keys(of("relation"), "label", "sentence", "rule"), keys(relations, "type", "sentence", "rule"))
        for row, relation in zip(of("relation"), relations):
            self.assertEqual(list(row["arguments"]), list(relation["arguments"]))
            for role, argument in relation["arguments"].items():
                entity = entities[argument["entity"]] if "entity" in argument else {"id": None, "name": None}
                wanted = {"id": entity["id"], "name": entity["name"], "text": argument["text"]}
                self.assertEqual(row["arguments"][role], wanted)
        flags = [(flag, claim) for claim in record["claims"] for flag in claim["flags"]]
        self.assertEqual(keys(of("claim"), "label", "rule", "text"), keys([f for f, _ in flags], "flag", "rule", "text"))
        for row, (flag, claim) in zip(of("claim"), flags):
            source = flag.get("source") or {"text": None, "class": None}
            self.assertEqual((row["source_text"], row["source_class"]), (source["text"], source["class"]))
            self.assertEqual((row["sentence"], row["score"]), (claim["sentence"], claim["check_worthy"]["score"]))
        frames = record["framing"]
        self.assertEqual(keys(of("frame"), "label", "score", "stance"), keys(frames, "frame", "score", "stance"))
        evidence = [item for frame in frames for item in frame["evidence"]]
        names = ("sentence", "text", "rule", "strength", "stance")
        self.assertEqual(keys(of("evidence"), *names), keys(evidence, *names))

    def test_rows_load_into_sqlite(self):
        connection = sqlite3.connect(":memory:")
        connection.execute(f"create table rows ({', '.join(f'[{name}]' for name in COLUMNS)})")
        lines = [line for line in self.run_format("rows").decode().split("\n") if line]
        chosen = ", ".join(f"json_extract(value, '$.{name}')" for name in COLUMNS)
        connection.execute(f"insert into rows select {chosen} from json_each(?)", ["[" + ",".join(lines) + "]"])
        self.assertEqual(connection.execute("select count(*) from rows").fetchone()[0], len(self.rows))
        nations = connection.execute(
            "select id, count(*) from rows where kind = 'entity' and label = 'nation' group by id order by id"
        ).fetchall()
        wanted = {}
        for record in self.good:
            for name, count in record["counts"]["entities"]["nation"].items():
                wanted[name] = wanted.get(name, 0) + count
        self.assertEqual([row for row in nations if row[0] is not None], sorted(wanted.items()))

    def test_rows_fit_the_schema_that_the_guide_has_for_bigquery(self):
        guide = (records.ROOT / "GUIDE.md").read_text(encoding="utf-8")
        schema = dict(field.split(":") for field in guide.split("rows.jsonl article:")[1].split("\n")[0].join(["article:", ""]).split(","))
        self.assertEqual(list(schema), COLUMNS)
        kinds = {"STRING": str, "INTEGER": int, "FLOAT": (int, float), "JSON": dict}
        for row in self.rows:
            for name, value in row.items():
                self.assertIsInstance(value, (kinds[schema[name]], type(None)), name)

    def test_bulk_is_rows_with_ids_of_their_own(self):
        data = self.run_format("bulk").decode()
        self.assertTrue(data.endswith("\n"))
        lines = [json.loads(line) for line in data[:-1].split("\n")]
        self.assertEqual([list(line) for line in lines[::2]], [["index"]] * len(self.rows))
        self.assertEqual(lines[1::2], self.rows)
        ids = [line["index"]["_id"] for line in lines[::2]]
        self.assertEqual(len(set(ids)), len(ids))
        self.assertLessEqual(max(len(name.encode()) for name in ids), 512)
        self.assertIn("wire-indonesia-nickel-entity-0", ids)

    def test_csv_has_the_same_cells(self):
        data = self.run_format("csv")
        self.assertNotIn(b"\0", data)
        table = list(csv.reader(io.StringIO(data.decode(), newline=""), strict=True))
        self.assertEqual(table[0], COLUMNS)
        self.assertEqual(data[:-2].count(b"\r\n") >= len(self.rows), True)
        self.assertTrue(data.endswith(b"\r\n"))
        self.assertEqual(len(table), len(self.rows) + 1)
        for cells, row in zip(table[1:], self.rows):
            self.assertEqual(len(cells), len(COLUMNS))
            for name, cell in zip(COLUMNS, cells):
                self.same_cell(name, cell, row[name])

    def same_cell(self, name, cell, value):
        if value is None:
            self.assertEqual(cell, "")
        elif name in NUMBERS:
            self.assertEqual(float(cell), value)
        elif name in JSON_COLUMNS:
            self.assertEqual(json.loads(cell.replace("\ufffd", "\\u0000")), value)
        else:
            self.assertNotIn(cell[0], "=+-@\t\r")
            text = value.replace("\0", "\ufffd")
            self.assertEqual(cell, "'" + text if text[0] in "=+-@\t\r" else text)

    # ---- tools for annotating ----

    @staticmethod
    def places(record):
        """Label and place of every mark that has one."""
        found = [(entity["type"], *entity["span"]["char"]) for entity in record["entities"]]
        found += [(relation["type"], *relation["span"]["char"]) for relation in record["relations"]]
        found += [(flag["flag"], *flag["span"]["char"]) for claim in record["claims"] for flag in claim["flags"]]
        return found + [(f["frame"], *item["span"]["char"]) for f in record["framing"] for item in f["evidence"]]

    @staticmethod
    def arrows(record):
        """What points where: role, place of the relation or flag, place of the argument or source."""
        for relation in record["relations"]:
            for role, argument in relation["arguments"].items():
                yield role, tuple(relation["span"]["char"]), tuple(argument["span"]["char"])
        for claim in record["claims"]:
            for flag in claim["flags"]:
                if "source" in flag:
                    yield "source", tuple(flag["span"]["char"]), tuple(flag["source"]["span"]["char"])

    def same_graph(self, record, nodes, edges, trim=lambda place: place):
        places = [(label, *trim(place)) for label, *place in self.places(record)]
        self.assertEqual(nodes[: len(places)], places)
        found = [(role, nodes[start][1:], nodes[end][1:]) for role, start, end in edges]
        wanted = [(role, tuple(trim(start)), tuple(trim(end))) for role, start, end in self.arrows(record)]
        self.assertEqual(sorted(found), sorted(wanted))

    def test_doccano(self):
        for record, task in self.lines("doccano"):
            self.assertEqual(task["text"], record["text"])
            nodes = [(item["label"], item["start_offset"], item["end_offset"]) for item in task["entities"]]
            self.assertEqual([(name, start, end) for start, end, name in task["label"]], nodes)
            edges = [(item["type"], item["from_id"], item["to_id"]) for item in task["relations"]]
            self.same_graph(record, nodes, edges)

    def test_label_studio(self):
        for record, task in self.lines("label-studio"):
            text = task["data"]["text"]
            self.assertEqual(text, record["text"])
            result = task["predictions"][0]["result"]
            regions = [item for item in result if item["type"] == "labels"]
            for region in regions:
                value = region["value"]
                self.assertEqual(text[value["start"] : value["end"]], value["text"])
            nodes = [(r["value"]["labels"][0], r["value"]["start"], r["value"]["end"]) for r in regions]
            number = {region["id"]: place for place, region in enumerate(regions)}
            edges = [
                (item["labels"][0], number[item["from_id"]], number[item["to_id"]])
                for item in result
                if item["type"] == "relation"
            ]
            self.same_graph(record, nodes, edges)

    def test_w3c(self):
        rows = {}
        for row in self.rows:
            rows.setdefault(row["article"], []).append(row)
        for record, page in self.lines("w3c"):
            self.assertEqual(page["type"], "AnnotationPage")
            text = record["text"]
            self.assertEqual([item["body"][1]["assay:row"] for item in page["items"]], rows.get(record["id"], []))
            for item in page["items"]:
                self.assertEqual(item["target"]["source"], page["id"])
                if "selector" in item["target"]:
                    place, quote = item["target"]["selector"]
                    start, end = place["start"], place["end"]
                    self.assertEqual(text[start:end], quote["exact"])
                    self.assertTrue(text[:start].endswith(quote["prefix"]))
                    self.assertTrue(text[end:].startswith(quote["suffix"]))

    def test_brat(self):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder, "in.jsonl")
            source.write_bytes(self.input)
            for name in ("brat", "text"):
                result = subprocess.run(
                    [ASSAY, "-r", records.RULES, "-f", name, "--out-dir", "out", source.name],
                    cwd=folder,
                    capture_output=True,
                    check=False,
                )
                self.assertEqual(result.returncode, 1, result.stderr)
            found = sorted(pathlib.Path(folder, "out").rglob("*.ann"))
            for line, record in enumerate(self.records):
                if "error" not in record:
                    self.assertEqual(int(found[line].name[:8]), line + 1)
                    data = found[line].with_suffix(".txt").read_bytes()
                    self.assertEqual(data.decode(), record["text"])
                    self.same_brat(record, found[line].read_bytes().decode())

    def same_brat(self, record, standoff):
        nodes, edges, triggers = [], [], {}
        for line in standoff.split("\n")[:-1]:
            name, rest, *text = line.split("\t", 2)
            if name[0] == "T":
                label, pieces = rest.split(" ", 1)
                pieces = [tuple(map(int, piece.split())) for piece in pieces.split(";")]
                self.assertEqual(len(line.splitlines()), 1)
                cut = [record["text"][start:end] for start, end in pieces]
                self.assertEqual(" ".join(cut), text[0])
                self.assertEqual(int(name[1:]), len(nodes) + 1)
                nodes.append((label, pieces[0][0], pieces[-1][1]))
            elif name[0] == "E":
                trigger, *roles = rest.split(" ")
                triggers[name] = int(trigger.split(":T")[1]) - 1
                edges += [(role.split(":T")[0], triggers[name], int(role.split(":T")[1]) - 1) for role in roles]
            elif name[0] == "R":
                role, start, end = rest.split(" ")
                edges.append((role, int(start.split(":T")[1]) - 1, int(end.split(":T")[1]) - 1))

        def trim(place):
            """Line breaks at the edge of a mark have no place in brat."""
            breaks = [len(piece.splitlines()) == 1 and not piece.splitlines()[0] for piece in record["text"]]
            start, end = place
            while end > start + 1 and breaks[end - 1]:
                end -= 1
            while start < end - 1 and breaks[start]:
                start += 1
            return start, end

        self.same_graph(record, nodes, edges, trim)

    def test_brat_needs_a_place_for_each_article(self):
        command = [ASSAY, "-r", records.RULES, "-f", "brat", "-i", "jsonl"]
        result = subprocess.run(command, input=self.input, capture_output=True, check=False)
        self.assertEqual(result.returncode, 2)
        self.assertIn(b"--out-dir", result.stderr)

    def test_one_text_file_is_one_article(self):
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder, "a.txt")
            for text, status in (("Copper from Chile.", 0), ('{"text": "Copper."}', 2)):
                source.write_text(text, encoding="utf-8")
                command = [ASSAY, "-r", records.RULES, "-f", "text", str(source)]
                result = subprocess.run(command, capture_output=True, check=False)
                self.assertEqual(result.returncode, status, result.stderr)
                self.assertEqual(result.stdout.decode(), text if status == 0 else "")

    def test_conll(self):
        blocks = self.run_format("conll").decode().split("# newdoc id = ")[1:]
        self.assertEqual(len(blocks), len(self.good))
        for record, block in zip(self.good, blocks):
            at, spans = 0, []
            starts = iter(sentence["span"]["char"][0] for sentence in record["sentences"])
            between = True
            for line in block.split("\n")[1:]:
                if not line:
                    between = True
                    continue
                token, _, _, tag = line.split(" ")
                if between:  # what is no sentence is left out, and may hold the same words
                    at, between = next(starts), False
                at = record["text"].index(token, at)
                if tag.startswith("B-"):
                    spans.append([tag[2:], at, at + len(token)])
                elif tag.startswith("I-"):
                    self.assertEqual(tag[2:], spans[-1][0])
                    spans[-1][2] = at + len(token)
                at += len(token)
            entities = [entity for entity in record["entities"] if entity["sentence"] is not None]
            self.assertEqual([tuple(span) for span in spans], self.without_overlap(entities))

    @staticmethod
    def without_overlap(entities):
        taken, found = set(), []
        for entity in sorted(entities, key=lambda entity: entity["span"]["byte"][0] - entity["span"]["byte"][1]):
            span = set(range(*entity["span"]["char"]))
            if not span & taken:
                taken |= span
                found.append((entity["type"], *entity["span"]["char"]))
        return sorted(found, key=lambda item: item[1])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
