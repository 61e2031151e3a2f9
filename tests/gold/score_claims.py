"""Scores the claim flags against the corpus: per flag and sentence precision, recall and F1, the macro-F1 over flags, and how many
sources of `attributed` sentences agree. A score below its floor in floors.json ("claims.NAME") fails; `--heldout` scores the
articles that are never looked at, without floors; `--errors FLAG` lists the sentences that differ."""

import collections
import sys

from common import Tally, articles, corpus_arguments, read_floors

FLAGS = (
    "attributed vague_source unsourced hedged absolute predictive causal quantified comparative normative evaluative "
    "negated contrast category_error"
).split()


def match_sentences(gold_spans, found_spans):
    """For each gold sentence the found ones that share over half of the shorter of the two with it."""
    pairs = collections.defaultdict(list)
    for i, (start, end) in enumerate(gold_spans):
        for j, (other_start, other_end) in enumerate(found_spans):
            shared = min(end, other_end) - max(start, other_start)
            if shared * 2 > min(end - start, other_end - other_start):
                pairs[i].append(j)
    return pairs


def flags_by_sentence(record):
    flags = collections.defaultdict(list)
    for claim in record["claims"]:
        flags[claim["sentence"]].extend(claim["flags"])
    return flags


def plain(text):
    return " ".join(text.replace("-\n", "").split()).casefold()


def score_article(name, gold, record, tallies, shown):
    found = flags_by_sentence(record)
    spans = [sentence["span"]["char"] for sentence in record["sentences"]]
    pairs = match_sentences([claim["sentence_span"] for claim in gold["claims"]], spans)
    seen = set()
    for i, claim in enumerate(gold["claims"]):
        marks = [flag for j in pairs[i] for flag in found[record["sentences"][j]["n"]]]
        seen.update(pairs[i])
        got, wanted = {mark["flag"] for mark in marks}, set(claim["flags"])
        start, end = claim["sentence_span"]
        for flag in FLAGS:
            tallies[flag].count(flag in wanted, flag in got)
            if flag in shown and (flag in wanted) != (flag in got):
                rules = " ".join(sorted({mark["rule"] for mark in marks if mark["flag"] == flag}))
                kind = "missed" if flag in wanted else "wrong by"
                print(f"{name}: {flag} {kind} {rules}: {' '.join(record['text'][start:end].split())}")
        score_sources(name, claim, marks, tallies["source"], shown)
    for j, sentence in enumerate(record["sentences"]):
        if j not in seen:  # a sentence that the gold has not: boilerplate, a byline
            for mark in {mark["flag"] for mark in found[sentence["n"]]} & set(FLAGS):
                tallies[mark].wrong += 1


def score_sources(name, claim, marks, tally, shown):
    wanted = {plain(source) for source in claim["sources"]}
    got = {plain(mark["source"]["text"]) for mark in marks if mark["flag"] == "attributed" and mark.get("source")}
    if not wanted or not got:
        return
    right = bool(wanted & got)
    tally.right += right
    tally.missed += not right
    if not right and "source" in shown:
        print(f"{name}: source {sorted(got)} for {sorted(wanted)}")


def print_table(name, tallies, floors):
    """A line a flag, the macro-F1 and the sources; 1 if a score is below its floor "NAME.FLAG"."""
    present = [flag for flag in FLAGS if tallies[flag].right + tallies[flag].missed + tallies[flag].wrong]
    lines = [(flag, tallies[flag].precision(), tallies[flag].recall(), tallies[flag].f1()) for flag in present]
    macro = sum(line[3] for line in lines) / len(lines)
    lines += [("macro", None, None, macro), ("source", None, None, tallies["source"].recall())]
    failed = False
    print(f"{name:24}{'precision':>10}{'recall':>8}{'f1':>8}{'floor':>8}")
    for label, precision, recall, score in lines:
        floor = floors.get(f"{name}.{label}", 0)
        failed |= score < floor
        figures = f"{'':18}" if precision is None else f"{precision:10.3f}{recall:8.3f}"
        print(f"{label:24}{figures}{score:8.3f}{floor:8.2f}{'  below its floor' if score < floor else ''}")
    return 1 if failed else 0


def main():
    arguments = corpus_arguments(__doc__, action="append", default=[])
    tallies = collections.defaultdict(Tally)
    for name, gold, _, record in articles(arguments):
        score_article(name, gold, record, tallies, arguments.errors)
    return print_table("claims", tallies, {} if arguments.heldout else read_floors())


if __name__ == "__main__":
    sys.exit(main())
