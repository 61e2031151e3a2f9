// What the program put into the page (pipeline/tools/report_rows.c), as typed arrays. The index is read at once; the row of
// one article, with its text and marks, only when it is opened or searched.

const DAY = 86400000;

/** 2026-03-09, 2026-03 or 2026 as days since 1970, the first day meant; NaN where there is no date. */
export function dayOf(date) {
    const found = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(date ?? "");
    return found ? Date.UTC(+found[1], (found[2] ?? 1) - 1, found[3] ?? 1) / DAY : NaN;
}

export function dateOfDay(day) {
    return new Date(day * DAY);
}

export function isoOfDay(day) {
    return dateOfDay(day).toISOString().slice(0, 10);
}

/** What a number names; a damaged record may leave it out. */
function named(words, number) {
    return words[number] || "unknown";
}

/** Rows of pairs or triples, one after the other for all articles, with where each article begins. */
function flatten(rows, column, width) {
    const start = new Uint32Array(rows.length + 1);
    rows.forEach((row, i) => { start[i + 1] = start[i] + row[column].length / width; });
    const columns = Array.from({ length: width }, () => new Int32Array(start[rows.length]));
    rows.forEach((row, i) => {
        const values = row[column];
        for (let k = 0, at = start[i]; k < values.length; k += width, at++) {
            for (let w = 0; w < width; w++) columns[w][at] = values[k + w];
        }
    });
    return { start, columns };
}

function readArticle(row, number, taken) {
    const [id, title, date, byline, source, line, sentences] = row;
    let key = id ?? String(number + 1);
    for (let n = 2; taken.has(key); n++) key = `${id}~${n}`;
    taken.set(key, number);
    return { number, id, key, title, date, day: dayOf(date), byline, source, line, sentences };
}

function readFrames(values, words, details) {
    const frames = [];
    for (let k = 0; k < values.length; k += 4) {
        frames.push({ frame: values[k], name: named(words, values[k]), score: values[k + 1] / 100, stance: words[values[k + 2]] ?? "",
                      generic: list(details[values[k + 3]]).filter((each) => typeof each === "string") });
    }
    return frames;
}

/** Arguments are (role, entity, text) after their number, beginning at `at`; `width` numbers each. */
function readArguments(values, at, width, words) {
    const all = [];
    for (let n = values[at], k = at + 1; n > 0; n--, k += width) {
        all.push({ role: named(words, values[k]), entity: values[k + 1], text: words[values[k + 2]] ?? "",
                   start: values[k + 3], end: values[k + 4] });
    }
    return all;
}

function readRelations(values, article, words) {
    const all = [];
    for (let k = 0; k < values.length; k += 3 + 3 * values[k + 2]) {
        all.push({ article, type: named(words, values[k]), sentence: values[k + 1],
                   arguments: readArguments(values, k + 2, 3, words) });
    }
    return all;
}

export function readData(document) {
    const index = JSON.parse(document.getElementById("index").textContent);
    const lines = document.getElementById("readers").textContent.split("\n");
    const { words, details } = index;
    const rows = index.articles;
    const keys = new Map();
    const entities = index.entities.map(([type, id, name], number) => ({
        number, type: named(words, type), id, name: name ?? id ?? "", key: id ?? name ?? "" }));
    const data = {
        words, details, entities, keys,
        failures: index.failures,
        provenance: index.provenance,
        articles: rows.map((row, number) => readArticle(row, number, keys)),
        mentions: flatten(rows, 7, 2),
        flags: flatten(rows, 8, 3),
        frames: rows.map((row) => readFrames(row[9], words, details)),
        relations: rows.flatMap((row, number) => readRelations(row[10], number, words)),
        entityByKey: new Map(entities.map((entity) => [`${entity.type}:${entity.key}`, entity])),
        frameNames: [],
        hasText: false,
        reader: (number) => readReader(data, JSON.parse(lines[number + 1])),
    };
    data.frameNames = [...new Set(data.frames.flat().map((frame) => frame.name))];
    data.isGeneric = genericFrames(data.frames);
    for (const frames of data.frames) frames.sort((a, b) => Number(data.isGeneric(a.name)) - Number(data.isGeneric(b.name)) || b.score - a.score);
    data.hasText = rows.some((_, i) => lines[i + 1].startsWith('["'));
    data.haystack = haystacks(data, lines);
    data.articlesOf = postings(data);
    return data;
}

/** Frames of the issue feed generic ones; what feeds nothing is generic, where there are any of the others. */
function genericFrames(frames) {
    const feeding = new Set(frames.flat().filter((frame) => frame.generic.length).map((frame) => frame.name));
    return (name) => feeding.size > 0 && !feeding.has(name);
}

/** The lower-case text that a search looks through, per article, made when first asked for. */
function haystacks(data, lines) {
    const made = [];
    return (number) => {
        made[number] ??= [data.articles[number].title ?? "", data.articles[number].byline ?? "",
                          JSON.parse(lines[number + 1])[0] ?? ""].join("\n").toLowerCase();
        return made[number];
    };
}

/** Of each entity the articles that mention it, rising. */
function postings(data) {
    const { start, columns: [, entity] } = data.mentions;
    const lists = data.entities.map(() => []);
    for (let article = 0; article < data.articles.length; article++) {
        for (let k = start[article]; k < start[article + 1]; k++) {
            const list = lists[entity[k]];
            if (list && list[list.length - 1] !== article) list.push(article);
        }
    }
    return (number) => lists[number] ?? [];
}

// ---- The row of one article ----

function list(value) {
    return Array.isArray(value) ? value : [];
}

function record(value) {
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};
}

function readMarks(row, { words, entities, details, isGeneric }) {
    const [, , , mentions, flags, , evidence] = row;
    const marks = [];
    for (let k = 0; k < mentions.length; k += 7) {
        const entity = entities[mentions[k]];
        const [attributes, alternatives] = list(details[mentions[k + 6]]);
        marks.push({ kind: "entity", key: `e${k / 7}`, layer: entity.type, entity, sentence: mentions[k + 1],
                     start: mentions[k + 2], end: mentions[k + 3], rule: words[mentions[k + 4]] ?? "",
                     confidence: mentions[k + 5] / 100, attributes: record(attributes),
                     alternatives: list(alternatives).map(record).filter((each) => typeof each.id === "string") });
    }
    for (let k = 0; k < flags.length; k += 9) {
        marks.push({ kind: "claim", key: `c${k / 9}`, layer: "claims", flag: named(words, flags[k]), sentence: flags[k + 1],
                     start: flags[k + 2], end: flags[k + 3], rule: words[flags[k + 4]] ?? "",
                     source: flags[k + 7] < 0 ? null : { start: flags[k + 5], end: flags[k + 6],
                                                         class: words[flags[k + 7]], text: words[flags[k + 8]] ?? "" } });
    }
    for (let k = 0; k < evidence.length; k += 7) {
        marks.push({ kind: "frame", key: `f${k / 7}`, layer: isGeneric(named(words, evidence[k])) ? "generic" : "frames", frame: named(words, evidence[k]), sentence: evidence[k + 1],
                     start: evidence[k + 2], end: evidence[k + 3], rule: words[evidence[k + 4]] ?? "",
                     strength: words[evidence[k + 5]], stance: words[evidence[k + 6]] });
    }
    return marks;
}

function readWorth(values, details) {
    const worth = new Map();
    for (let k = 0; k < values.length; k += 3) {
        worth.set(values[k], { score: values[k + 1] / 100, parts: record(details[values[k + 2]]) });
    }
    return worth;
}

function readReaderRelations(values, words) {
    const all = [];
    for (let k = 0; k < values.length; k += 6 + 5 * values[k + 5]) {
        all.push({ key: `r${all.length}`, type: named(words, values[k]), sentence: values[k + 1], start: values[k + 2],
                   end: values[k + 3], rule: words[values[k + 4]] ?? "", arguments: readArguments(values, k + 5, 5, words) });
    }
    return all;
}

function triples(values, make) {
    const all = [];
    for (let k = 0; k < values.length; k += 3) all.push(make(values[k], values[k + 1], values[k + 2]));
    return all;
}

function readReader(data, row) {
    const { words, details } = data;
    const marks = readMarks(row, data);
    const text = row[0];
    const texts = row[8]?.flat(1) ?? [];
    for (const [i, mark] of marks.entries()) mark.text = text === null ? texts[i] ?? "" : text.slice(mark.start, mark.end);
    const claims = new Map(); // of each sentence
    for (const mark of marks) if (mark.kind === "claim") claims.set(mark.sentence, [...(claims.get(mark.sentence) ?? []), mark]);
    const sentences = [];
    for (let k = 0; k < row[2].length; k += 2) sentences.push({ start: row[2][k], end: row[2][k + 1] });
    return {
        text, marks, claims, sentences,
        zones: triples(row[1], (kind, start, end) => ({ kind: words[kind] ?? "body", start, end })),
        worth: readWorth(row[5], details),
        relations: readReaderRelations(row[7], words),
        diagnostics: triples(row[9], (code, times, detail) => ({ code: named(words, code), count: times, detail: words[detail] })),
        meta: record(row[10]),
    };
}
