"""A news corpus to measure on: the same bytes each time, from the articles of corpus/ and from general news put together out of templates.

Of ten articles nine are general news without a mineral, one is an article of the corpus. Sentences differ in length, names, numbers,
quotations and punctuation as news does; they mean nothing."""

import json
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

PEOPLE = (
    "Ana Ruiz,Tomas Wirth,Odile Martin,Karl Tamm,Mei Fraser,Jonas Berg,Ruth Adeyemi,Ivan Petrov,Lena Brandt,Sara Holm,"
    "Paul Desmond,Nadia Farah,Hugo Silva,Emma Clarke,Akira Sato,Louise Gray,Owen Hart,Miriam Cole,Victor Lang,Priya Nair"
).split(",")
PLACES = (
    "Lisbon,Toronto,Leeds,Nairobi,Osaka,Valencia,Denver,Krakow,Bergen,Adelaide,Porto,Lyon,Ghent,Tampere,Cork,Quito,Bristol,"
    "Malmo,Utrecht,Basel"
).split(",")
ROLES = (
    "a spokeswoman for the council,the club's captain,a professor of history,the school's head teacher,the mayor,a retired nurse,"
    "the festival's director,an engineer,the fire chief,a lawyer for the family,the coach,a shopkeeper,the minister,a bus driver"
).split(",")
THINGS = (
    "the new library,the bus route,the school roof,the summer festival,the old bridge,the housing plan,the cup final,the budget,"
    "the night train,the public pool,the theatre,the hospital wing,the bicycle path,the harvest,the election,the orchestra"
).split(",")
VERBS = (
    "opened,closed,delayed,praised,criticised,repaired,painted,financed,moved,celebrated,cancelled,inspected,rebuilt,announced"
).split(",")
DAYS = "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday".split(",")
ADVERBS = "quickly,slowly,at last,without warning,for the third time,in public,last month,this week,once more".split(",")
TEMPLATES = (
    "{Thing} was {verb} on {day}, {role} said.",
    '"{Thing} should have been {verb} years ago," said {person}, {role}.',
    "{person} and {person2} {verb} {thing} in {place} {adverb}.",
    "About {number} people came to {place} on {day} to see {thing}.",
    "According to {role}, {thing} will cost {amount} and may not be ready before {year}.",
    "In {place}, where it rained for {small} days, {thing} was {verb} {adverb}.",
    "{person} did not reply to a request for comment.",
    "The number of visitors rose by {percent} per cent to {number}, the highest since {year}.",
    "But {role} warned that {thing} could be {verb} because the money had run out.",
    "{person}, who was born in {place} in {year}, has led the team since {day}.",
    "Neither {person} nor {person2} wanted to talk about {thing}.",
    "It is not clear who {verb} {thing}; the police are looking for witnesses.",
    'Asked about {thing}, {person} smiled and said: "We will see."',
    "The council voted {small} to {small2} for {thing}, which {role} called a mistake.",
    "More than {number} letters reached the newspaper, most of them about {thing}.",
    "Tickets cost {small} euros, and children under {small2} pay nothing.",
)


class Random:
    """A linear congruential generator, so that the corpus is the same in every version of Python."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % limit

    def of(self, items):
        return items[self.below(len(items))]


def sentence(random):
    thing = random.of(THINGS)
    return random.of(TEMPLATES).format(
        thing=thing,
        Thing=thing[0].upper() + thing[1:],
        person=random.of(PEOPLE),
        person2=random.of(PEOPLE),
        role=random.of(ROLES),
        place=random.of(PLACES),
        verb=random.of(VERBS),
        day=random.of(DAYS),
        adverb=random.of(ADVERBS),
        number=f"{random.below(90) + 2},{random.below(900) + 100}",
        amount=f"€{random.below(90) + 1} million",
        percent=random.below(60) + 1,
        year=1960 + random.below(70),
        small=random.below(40) + 2,
        small2=random.below(20) + 2,
    )


def general(random):
    lines = [f"{random.of(PLACES)} waits for {random.of(THINGS)}", "", f"By {random.of(PEOPLE)}", ""]
    for _ in range(5 + random.below(8)):
        lines += [" ".join(sentence(random) for _ in range(2 + random.below(4))), ""]
    return "\n".join(lines)


def dense():
    """The articles of the corpus."""
    return [path.read_text() for path in sorted((ROOT / "corpus" / "articles").glob("*.txt"))]


def articles(megabytes, general_share=9):
    """Texts of about that size in all; of `general_share` + 1 articles one is of the corpus."""
    random, own, size, number = Random(1), dense(), 0, 0
    while size < megabytes * 1e6:
        text = own[number // (general_share + 1) % len(own)] if number % (general_share + 1) == general_share else general(random)
        size += len(text.encode())
        number += 1
        yield text


def write_jsonl(path, megabytes, general_share=9):
    """Gives the size of the file in bytes."""
    with open(path, "w", encoding="utf-8") as file:
        for number, text in enumerate(articles(megabytes, general_share)):
            file.write(json.dumps({"id": f"a{number}", "text": text}, ensure_ascii=False) + "\n")
    return path.stat().st_size
