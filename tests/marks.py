"""Mentions written into a text, as the sentences of fresh/ and the texts of traps/ have them: `<N KOR np|Seoul>` is a nation with its
id, how it is named and how it stands, `<M lithium|lithium>` a mineral, `<G c|Acme>` a company, `<Q|5 tonnes>` a quantity. `<?|pilot line>` is open:
the definitions do not say whether or how far it is one."""

import re

MARK = re.compile(r"<([NMORGQD$?]) ?([^|<>]*)\|([^<>]*)>")
TYPES = {
    "N": "nation",
    "M": "mineral",
    "O": "oda",
    "R": "refining",
    "G": "organization",
    "$": "money",
    "Q": "quantity",
    "D": "date",
    "?": "open",
}
WITH_ID = {"nation", "mineral", "oda", "refining"}
MENTION = {"n": "name", "a": "abbreviation", "d": "demonym", "c": "capital", "g": "government", "b": "bloc"}
ROLE = {"a": "actor", "p": "place", "x": "excluded"}
CLASS = {
    "m": "media",
    "g": "government",
    "c": "company",
    "a": "agency",
    "r": "research",
    "n": "ngo",
    "u": "multilateral",
}


def attributes(type_, words):
    """The id and the attributes that the words of a mark state."""
    if type_ == "nation":
        code = words[1] if len(words) > 1 else ""
        return words[0], {"mention": MENTION[code[0]], "role": ROLE[code[1]]} if code else {}
    if type_ == "organization":
        return "", {"class": CLASS[words[0]]} if words else {}
    return (words[0] if type_ in WITH_ID else ""), {}


def parse(marked):
    """The text without its marks, and {(type, id, start, end): attributes}. Organizations, amounts and dates have no id that a
    definition fixes."""
    text, wanted, rest = "", {}, 0
    for mark in MARK.finditer(marked):
        text += marked[rest : mark.start()]
        id_, stated = attributes(TYPES[mark[1]], mark[2].split())
        wanted[(TYPES[mark[1]], id_, len(text), len(text) + len(mark[3]))] = stated
        text += mark[3]
        rest = mark.end()
    return text + marked[rest:], wanted


def found_in(record):
    """{(type, id, start, end): attributes} of a record."""
    return {
        (e["type"], e["id"].replace("-", "_") if e["type"] in WITH_ID else "", *e["span"]["char"]): e["attributes"]
        for e in record["entities"]
    }
