#!/usr/bin/env python3
"""Each export is read by the tool that it is for, with that tool's own code, and holds what stands in the record. run.py runs this.

    check_tools.py ASSAY [TEST...]

The texts are some of the corpus and those that upset offsets: emoji, right to left, marks, CRLF, separators of lines, controls."""

import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import types
import unittest
import unittest.mock

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))
sys.argv[1] = str(pathlib.Path(sys.argv[1]).resolve())

import check_formats  # noqa: E402

ASSAY = sys.argv[1]
RULES = str(ROOT / "rules")
ODD = [
    {"id": "crlf", "text": "Chile and Peru\r\nmine copper,\r\nJapan said.\r\n\r\nSouth\r\nKorea buys \U0001f4a9 nickel ore.\r\n"},
    {"id": "marks", "text": "Cote d\u2019Ivoire: e\u0301\u0302\u0323 co\u0301balt, \u0627\u0644\u0635\u064a\u0646 \u202eChina\u202c \U0001f1e8\U0001f1f1 Chile sells lithium."},
]


def run(*arguments, data=b"", cwd=None, status=0):
    result = subprocess.run([ASSAY, *arguments], input=data, capture_output=True, timeout=300, check=False, cwd=cwd)
    assert result.returncode == status, result.stderr.decode()
    return result.stdout


def lines(data):
    return [json.loads(line) for line in data.decode().split("\n") if line]


class Tools(unittest.TestCase):
    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        articles = lines(check_formats.inputs().encode())
        hostile = check_formats.HOSTILE + ODD
        cls.articles = articles[: -len(check_formats.HOSTILE) : 3] + [article for article in hostile if article.get("text")]
        cls.input = "".join(json.dumps(article) + "\n" for article in cls.articles).encode()
        cls.records = lines(cls.format("record", "--text"))

    @classmethod
    def format(cls, name, *arguments):
        return run("annotate", "-r", RULES, "-f", name, "-i", "jsonl", *arguments, data=cls.input)

    places = staticmethod(check_formats.Formats.places)
    arrows = staticmethod(check_formats.Formats.arrows)

    # ---- Label Studio ----

    def test_label_studio_takes_tasks_and_predictions(self):
        from label_studio_sdk.label_interface import LabelInterface

        tasks = lines(self.format("label-studio"))
        results = [item for task in tasks for item in task["predictions"][0]["result"]]
        labels = sorted({item["value"]["labels"][0] for item in results if item["type"] == "labels"})
        roles = sorted({item["labels"][0] for item in results if item["type"] == "relation"})
        interface = LabelInterface(self.interface(labels, roles))
        interface.validate()
        for task, record in zip(tasks, self.records, strict=True):
            self.assertTrue(interface.validate_task({"data": task["data"]}), record["id"])
            self.assertEqual(interface.validate_prediction(task["predictions"][0], return_errors=True), [])
            spans = [
                (item["value"]["labels"][0], item["value"]["start"], item["value"]["end"])
                for item in task["predictions"][0]["result"]
                if item["type"] == "labels"
            ]
            self.assertEqual(spans[: len(self.places(record))], self.places(record))

    @staticmethod
    def interface(labels, roles):
        """The one that GUIDE.md shows, with all labels."""
        guide = (ROOT / "GUIDE.md").read_text(encoding="utf-8")
        shown = guide.split("```xml\n")[1].split("```")[0]
        shown = shown.replace('    <Label value="nation"/>\n', "".join(f'<Label value="{label}"/>\n' for label in labels))
        return shown.replace('    <Relation value="donor"/>\n', "".join(f'<Relation value="{role}"/>\n' for role in roles))

    def test_label_studio_converts_to_conll(self):
        from label_studio_sdk.converter import Converter

        tasks = lines(self.format("label-studio"))
        for task in tasks:  # an annotator accepts the minerals, and exports
            result = [item for item in task["predictions"][0]["result"] if item["type"] == "labels" and item["value"]["labels"] == ["mineral"]]
            task["id"] = 1
            task["annotations"] = [{"id": 1, "completed_by": 1, "result": result}]
        with tempfile.TemporaryDirectory() as folder:
            source = pathlib.Path(folder, "tasks.json")
            source.write_text(json.dumps(tasks), encoding="utf-8")
            converter = Converter(self.interface(["mineral"], ["donor"]), str(folder))
            converter.convert_to_conll2003(str(source), folder, is_dir=False)
            written = pathlib.Path(folder, "result.conll").read_text(encoding="utf-8")
        begun = written.count(" B-mineral\n")
        self.assertEqual(begun, sum(entity["type"] == "mineral" for record in self.records for entity in record["entities"]))

    # ---- doccano ----

    def doccano(self):
        """The importer's modules, with nothing where its database would be."""
        absent = ("examples.models", "label_types.models", "labels.models", "projects.models", "pyexcel", "pyexcel.exceptions", "chardet",
                  "seqeval", "seqeval.scheme")
        folder = pathlib.Path(importlib.util.find_spec("backend").submodule_search_locations[0], "data_import", "pipeline")
        package = types.ModuleType("pipeline")
        package.__path__ = [str(folder)]
        import pandas  # noqa: F401 (it would miss some of the absent)

        absent = {name: unittest.mock.MagicMock() for name in absent if name not in sys.modules}
        sys.modules.update(absent, pipeline=package)
        names = ("readers", "parsers", "label", "makers", "data")
        found = types.SimpleNamespace(**{name: importlib.import_module(f"pipeline.{name}") for name in names})
        for name in absent:
            del sys.modules[name]
        return found

    def test_doccano_imports_the_lines(self):
        doccano = self.doccano()
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "in.jsonl")
            path.write_bytes(self.format("doccano"))
            reader = doccano.readers.Reader([doccano.readers.FileName(str(path), "in", "in")], doccano.parsers.JSONLParser(encoding="utf-8"))
            (frame,) = reader.batch(10**6)
        self.assertEqual(reader.errors, [])
        self.assertEqual(list(frame["text"]), [record["text"] for record in self.records])
        for text in frame["text"]:
            doccano.data.TextData.parse(example_uuid=frame["example_uuid"][0], filename="in", upload_name="in", text=text)
        spans = self.by_example(frame, doccano.makers.LabelMaker("label", doccano.label.SpanLabel))
        entities = self.by_example(frame, doccano.makers.LabelMaker("entities", doccano.label.SpanLabel))
        relations = self.by_example(frame, doccano.makers.LabelMaker("relations", doccano.label.RelationLabel))
        for record, key in zip(self.records, frame["example_uuid"], strict=True):
            places = [(one.label, one.start_offset, one.end_offset) for one in spans.get(key, [])]
            self.assertEqual(places, [(one.label, one.start_offset, one.end_offset) for one in entities.get(key, [])])
            self.assertEqual(places[: len(self.places(record))], self.places(record))
            ids = {one.id: (one.start_offset, one.end_offset) for one in entities.get(key, [])}
            found = [(one.type, ids[one.from_id], ids[one.to_id]) for one in relations.get(key, [])]
            self.assertEqual(sorted(found), sorted(self.arrows(record)))

    @staticmethod
    def by_example(frame, maker):
        found = {}
        for label in maker.make(frame):
            found.setdefault(label.example_uuid, []).append(label)
        return found

    # ---- spaCy ----

    def test_spacy_makes_docs_of_doccano_lines_and_keeps_them(self):
        import spacy
        from spacy.tokens import DocBin
        from spacy.util import filter_spans

        model, kept = spacy.blank("en"), DocBin(store_user_data=True)
        for task in lines(self.format("doccano")):
            doc = model.make_doc(task["text"])
            spans = [doc.char_span(start, end, label=label, alignment_mode="expand") for start, end, label in task["label"]]
            self.assertNotIn(None, spans)
            for span, (start, end, _) in zip(spans, task["label"]):
                self.assertIn(task["text"][start:end].strip(), span.text)
            doc.spans["assay"] = spans
            doc.ents = filter_spans([span for span in spans if span.label_ in ("nation", "mineral")])
            kept.add(doc)
        docs = list(DocBin().from_bytes(kept.to_bytes()).get_docs(model.vocab))
        self.assertEqual([doc.text for doc in docs], [record["text"] for record in self.records])
        for doc, record in zip(docs, self.records):
            self.assertEqual(len(doc.spans["assay"]) >= len(self.places(record)), True)

    def test_spacy_aligns_with_nearly_every_entity(self):
        import spacy

        model = spacy.blank("en")
        exact = total = 0
        for record in self.records:
            doc = model.make_doc(record["text"])
            for entity in record["entities"]:
                total += 1
                exact += doc.char_span(*entity["span"]["char"]) is not None
        self.assertGreater(exact / total, 0.97)  # the rest ends inside what spaCy takes for one token, as "US$5"

    def test_spacy_converts_conll(self):
        from spacy.training.converters import conll_ner_to_docs

        blocks = self.format("conll").decode().split("# newdoc id = ")[1:]
        for block, record in zip(blocks, self.records, strict=True):
            body = block.split("\n", 1)[1]
            if not body.strip():
                continue
            docs = list(conll_ner_to_docs(f"-DOCSTART- -X- O O\n\n{body}", n_sents=0, no_print=True))
            found = [(ent.label_, "".join(token.text for token in ent)) for doc in docs for ent in doc.ents]
            wanted = check_formats.Formats.without_overlap([one for one in record["entities"] if one["sentence"] is not None])
            texts = [(name, "".join(record["text"][start:end].split())) for name, start, end in wanted]
            self.assertEqual([(name, text) for name, text in found], texts, record["id"])

    def test_nltk_reads_conll(self):
        import nltk
        from nltk.corpus.reader import ConllCorpusReader

        with tempfile.TemporaryDirectory() as folder:
            nltk.data.path.append(folder)
            body = self.format("conll").decode().split("\n")
            pathlib.Path(folder, "x.conll").write_text("\n".join(line for line in body if not line.startswith("# ")), encoding="utf-8")
            reader = ConllCorpusReader(folder, ["x.conll"], ("words", "pos", "ignore", "chunk"), separator=" ", chunk_types=("nation", "mineral"))
            chunks = [tree.label() for sentence in reader.chunked_sents() for tree in sentence.subtrees() if tree.label() == "mineral"]
        minerals = 0
        for record in self.records:
            inside = [one for one in record["entities"] if one["sentence"] is not None]
            minerals += sum(name == "mineral" for name, _, _ in check_formats.Formats.without_overlap(inside))
        self.assertEqual(len(chunks), minerals)

    # ---- brat ----

    def test_brat_reads_its_standoff(self):
        place = pathlib.Path(importlib.util.find_spec("brat").submodule_search_locations[0], "server", "src")
        sys.path.insert(0, str(place))
        import annotation

        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "in.jsonl").write_bytes(self.input)
            for name in ("brat", "text"):
                run("annotate", "-r", RULES, "-f", name, "-i", "jsonl", "--out-dir", "out", "in.jsonl", cwd=folder)
            files = sorted(pathlib.Path(folder, "out").rglob("*.ann"))
            for path, record in zip(files, self.records, strict=True):
                text = path.with_suffix(".txt").read_bytes().decode()
                read = annotation.TextAnnotations(text=text, source=path.read_bytes().decode(), read_only=True)
                self.assertEqual((read.messages.messages.errors, read.messages.messages.warnings), ([], []), record["id"])
                self.same_brat(read, record)
            self.back_by_eval(folder)

    def same_brat(self, read, record):
        """All that assay wrote is there, and nothing was put aside as unknown."""
        self.assertEqual(sum(type(one).__name__ in ("UnknownAnnotation", "UnparsedIdedAnnotation") for one in read), 0)
        self.assertEqual(len(list(read.get_events())), len(record["relations"]))
        ids = {one.target: one.refid for one in read.get_normalizations()}
        self.assertEqual([ids.get(f"T{n + 1}") for n in range(len(record["entities"]))], [entity["id"] for entity in record["entities"]])
        bounds = {one.id: one for one in read.get_textbounds()}
        for number, (label, start, end) in enumerate(self.places(record)):
            bound = bounds[f"T{number + 1}"]
            self.assertEqual(bound.type, label)
            self.assertEqual(bound.text.split(), record["text"][start:end].split())

    def back_by_eval(self, folder):
        """assay eval reads it back: the entities of brat's file are those that assay finds in its text."""
        types = {entity["type"] for record in self.records for entity in record["entities"]}
        report = json.loads(run("eval", "-r", RULES, "--json", "out/in.jsonl", cwd=folder))
        scores = {one["label"]: one["strict"] for one in report["labels"] if one["kind"] == "entity" and one["label"] in types}
        self.assertEqual(set(scores), types)
        self.assertEqual({label: (one["wrong"], one["missed"]) for label, one in scores.items()}, dict.fromkeys(types, (0, 0)))

    # ---- Web Annotation ----

    def test_json_ld_means_annotations(self):
        from pyld import jsonld

        terms = json.loads((HERE / "annotation-terms.json").read_text(encoding="utf-8"))
        oa, named = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#items"

        def load(url, _):
            self.assertEqual(url, "http://www.w3.org/ns/anno.jsonld")
            return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": terms}

        for page, record in zip(lines(self.format("w3c")), self.records, strict=True):
            (expanded,) = jsonld.expand(page, {"documentLoader": load})
            self.assertEqual(expanded["@type"], ["http://www.w3.org/ns/activitystreams#OrderedCollectionPage"])
            items = expanded[named][0]["@list"] if page["items"] else []
            self.assertEqual(len(items), len(page["items"]))
            for item, plain in zip(items, page["items"]):
                self.assertEqual(set(item), {"@id", "@type", oa + "motivatedBy", oa + "hasBody", oa + "hasTarget"})
                self.assertEqual(item["@type"], [oa + "Annotation"])
                self.assertEqual(item[oa + "hasBody"][1]["urn:assay:terms:row"][0]["@value"], plain["body"][1]["assay:row"])
                selectors = item[oa + "hasTarget"][0].get(oa + "hasSelector")
                if selectors:
                    self.same_selectors(oa, selectors, record["text"])

    def same_selectors(self, oa, selectors, text):
        """Both selectors choose the same place; in a browser too, which counts UTF-16 units."""
        place, quote = selectors
        start, end = (int(place[oa + name][0]["@value"]) for name in ("start", "end"))
        exact, prefix, suffix = (quote[oa + name][0]["@value"] for name in ("exact", "prefix", "suffix"))
        self.assertEqual(text[start:end], exact)
        units, before = text.encode("utf-16-le"), len(text[:start].encode("utf-16-le"))
        around = (prefix + exact + suffix).encode("utf-16-le")
        at = before - len(prefix.encode("utf-16-le"))
        self.assertEqual(units[at : at + len(around)], around)

    # ---- databases ----

    def answers(self, document, folder):
        """What the block of that document prints that asks DuckDB, run as it is written: the first cells of the table."""
        blocks = re.findall(r"```sh\n(.*?)```", (ROOT / document).read_text(encoding="utf-8"), re.DOTALL)
        for block in blocks:
            if "duckdb" in block:
                paths = [str(pathlib.Path(ASSAY).parent), str(pathlib.Path(sys.executable).parent), os.environ["PATH"]]
                environment = dict(os.environ, PATH=":".join(paths), ASSAY_RULES=RULES)
                result = subprocess.run(["sh", "-e", "-c", block], capture_output=True, cwd=folder, env=environment, timeout=300, check=True)
                cells = [[cell.strip() for cell in line.split("\u2502")[1:-1]] for line in result.stdout.decode().split("\n") if line.startswith("\u2502")]
                yield cells[2]  # behind names and types

    def test_the_readme_and_the_guide_ask_duckdb(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "corpus").symlink_to(ROOT / "corpus")
            found = [*self.answers("README.md", folder), *self.answers("GUIDE.md", folder)]
            records = lines(pathlib.Path(folder, "records.jsonl").read_bytes())
        together, mentions = {}, {}
        for record in records:
            pairs = set()
            for one in record["entities"]:
                if one["type"] == "mineral" and one["id"]:
                    mentions.setdefault(one["name"], []).append(record["id"])
                for other in record["entities"]:
                    both = {one["type"], other["type"]} == {"nation", "mineral"} and one["type"] == "nation" and one["id"] and other["id"]
                    if both and one["sentence"] is not None and one["sentence"] == other["sentence"]:
                        pairs.add((one["name"], other["name"]))
            for pair in pairs:
                together[pair] = together.get(pair, 0) + 1
        pair = min(together, key=lambda each: (-together[each], each))
        mineral = min(mentions, key=lambda each: (-len(mentions[each]), each))
        asked_pair = [*pair, str(together[pair])]
        self.assertEqual(found, [asked_pair, asked_pair, [mineral, str(len(mentions[mineral])), str(len(set(mentions[mineral])))]])

    def test_duckdb_and_pandas_agree_with_the_records(self):
        import duckdb
        import pandas

        wanted = {}
        for record in self.records:
            for name, count in record["counts"]["entities"].get("mineral", {}).items():
                wanted[name] = wanted.get(name, 0) + count
        with tempfile.TemporaryDirectory() as folder:
            rows, table = pathlib.Path(folder, "rows.jsonl"), pathlib.Path(folder, "rows.csv")
            rows.write_bytes(self.format("rows"))
            table.write_bytes(self.format("csv"))
            query = "select id, count(*) from '{}' where label = 'mineral' and kind = 'entity' and id is not null group by id"
            self.assertEqual(dict(duckdb.sql(query.format(rows)).fetchall()), wanted)
            self.assertEqual(dict(duckdb.sql(query.format(table)).fetchall()), wanted)
            frame = pandas.read_json(rows, lines=True, dtype_backend="pyarrow" if importlib.util.find_spec("pyarrow") else "numpy_nullable")
            same = pandas.read_csv(table, keep_default_na=False, na_values=[""])
        self.assertEqual(len(frame), len(same))
        minerals = frame[(frame["label"] == "mineral") & (frame["kind"] == "entity")]
        self.assertEqual(minerals.groupby("id").size().to_dict(), wanted)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
