// Counting over the selected articles.
import { dateOfDay, isoOfDay } from "./data.js";

/** Mentions and articles of each entity. */
export function tallyEntities(data, { articles }) {
    const { start, columns: [, entity] } = data.mentions;
    const mentions = new Uint32Array(data.entities.length);
    const inArticles = new Uint32Array(data.entities.length);
    const seen = new Int32Array(data.entities.length).fill(-1);
    for (const article of articles) {
        for (let k = start[article]; k < start[article + 1]; k++) {
            const which = entity[k];
            mentions[which]++;
            if (seen[which] !== article) {
                seen[which] = article;
                inArticles[which]++;
            }
        }
    }
    return { mentions, articles: inArticles };
}

/** The entities of a type that occur, most mentioned first. */
export function topEntities(data, tally, type) {
    return data.entities
        .filter((entity) => entity.type === type && tally.mentions[entity.number] > 0)
        .map((entity) => ({ entity, mentions: tally.mentions[entity.number], articles: tally.articles[entity.number] }))
        .sort((a, b) => b.mentions - a.mentions || a.entity.name.localeCompare(b.entity.name));
}

export function tallyFrames(data, { articles }) {
    const counts = new Map(data.frameNames.map((name) => [name, 0]));
    for (const article of articles) {
        for (const frame of data.frames[article]) counts.set(frame.name, counts.get(frame.name) + 1);
    }
    return [...counts].map(([name, number]) => ({ name, articles: number })).filter((each) => each.articles > 0)
        .sort((a, b) => b.articles - a.articles);
}

/** Sentences with each flag, all sentences, and flags by the class of their source. */
export function tallyFlags(data, { articles }) {
    const { start, columns: [flag, sentence, source] } = data.flags;
    const flags = new Map();
    const classes = new Map();
    let sentences = 0;
    for (const article of articles) {
        sentences += data.articles[article].sentences;
        const seen = new Set();
        for (let k = start[article]; k < start[article + 1]; k++) {
            const pair = flag[k] * 65536 + sentence[k];
            if (!seen.has(pair)) {
                seen.add(pair);
                flags.set(flag[k], (flags.get(flag[k]) ?? 0) + 1);
            }
            if (source[k] >= 0) classes.set(source[k], (classes.get(source[k]) ?? 0) + 1);
        }
    }
    const list = (counts) => [...counts].map(([word, number]) => ({ name: data.words[word] ?? "unknown", count: number }))
        .sort((a, b) => b.count - a.count);
    return { flags: list(flags), classes: list(classes), sentences };
}

// ---- Periods ----

const LONGEST = { day: 45, week: 320 };

/** Days, weeks or months, by how long the selection reaches. */
export function periodsOf(data, { articles }) {
    let first = Infinity, last = -Infinity, undated = 0;
    for (const article of articles) {
        const { day } = data.articles[article];
        if (Number.isNaN(day)) undated++;
        else {
            first = Math.min(first, day);
            last = Math.max(last, day);
        }
    }
    if (first > last) return { unit: "month", list: [], undated, at: () => -1 };
    const unit = last - first <= LONGEST.day ? "day" : last - first <= LONGEST.week ? "week" : "month";
    const list = [];
    for (let day = beginning(first, unit); day <= last; day = next(day, unit)) {
        list.push({ start: day, end: next(day, unit) - 1, date: dateOfDay(day), until: dateOfDay(next(day, unit)),
                    iso: isoOfDay(day) });
    }
    const starts = list.map((period) => period.start);
    return { unit, list, undated, at: (day) => place(starts, day) };
}

function beginning(day, unit) {
    const date = dateOfDay(day);
    if (unit === "month") return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / 86400000;
    return unit === "week" ? day - ((date.getUTCDay() + 6) % 7) : day;
}

function next(day, unit) {
    const date = dateOfDay(day);
    if (unit === "month") return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / 86400000;
    return day + (unit === "week" ? 7 : 1);
}

function place(starts, day) {
    let low = 0, high = starts.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (starts[middle] <= day) low = middle + 1;
        else high = middle;
    }
    return Number.isNaN(day) ? -1 : low - 1;
}

/** Mentions in each period of each group; `groupOf` gives an entity's group or -1. */
export function mentionsOverTime(data, { articles }, periods, groups, groupOf) {
    const { start, columns: [, entity] } = data.mentions;
    const counts = Array.from({ length: groups }, () => new Uint32Array(periods.list.length));
    const group = Int32Array.from(data.entities, groupOf);
    for (const article of articles) {
        const at = periods.at(data.articles[article].day);
        if (at < 0) continue;
        for (let k = start[article]; k < start[article + 1]; k++) {
            if (group[entity[k]] >= 0) counts[group[entity[k]]][at]++;
        }
    }
    return counts;
}

export function articlesOverTime(data, { articles }, periods) {
    const counts = new Uint32Array(periods.list.length);
    for (const article of articles) {
        const at = periods.at(data.articles[article].day);
        if (at >= 0) counts[at]++;
    }
    return counts;
}

export function framesOverTime(data, { articles }, periods, names) {
    const place = new Map(names.map((name, i) => [name, i]));
    const counts = names.map(() => new Uint32Array(periods.list.length));
    for (const article of articles) {
        const at = periods.at(data.articles[article].day);
        if (at < 0) continue;
        for (const frame of data.frames[article]) {
            if (place.has(frame.name)) counts[place.get(frame.name)][at]++;
        }
    }
    return counts;
}

/** Of each flag the sentences that carry it, and all sentences, per period. */
export function flagsOverTime(data, { articles }, periods, names) {
    const place = new Map(names.map((name, i) => [data.words.indexOf(name), i]));
    const counts = names.map(() => new Uint32Array(periods.list.length));
    const sentences = new Uint32Array(periods.list.length);
    const { start, columns: [flag, sentence] } = data.flags;
    for (const article of articles) {
        const at = periods.at(data.articles[article].day);
        if (at < 0) continue;
        sentences[at] += data.articles[article].sentences;
        const seen = new Set();
        for (let k = start[article]; k < start[article + 1]; k++) {
            const row = place.get(flag[k]);
            if (row === undefined || seen.has(row * 65536 + sentence[k])) continue;
            seen.add(row * 65536 + sentence[k]);
            counts[row][at]++;
        }
    }
    return { counts, sentences };
}

// ---- Pairs ----

/** How often each of `rows` stands with each of `columns`, in one sentence or in one article. */
export function pairs(data, { articles }, rows, columns, bySentence) {
    const { start, columns: [sentence, entity] } = data.mentions;
    const side = new Int32Array(data.entities.length).fill(-1);
    rows.forEach((each, i) => { side[each.number] = i; });
    columns.forEach((each, i) => { side[each.number] = rows.length + i; });
    const counts = new Uint32Array(rows.length * columns.length);
    const groups = new Map();
    for (const article of articles) {
        groups.clear();
        for (let k = start[article]; k < start[article + 1]; k++) {
            const at = side[entity[k]];
            if (at < 0 || (bySentence && sentence[k] < 0)) continue;
            const key = bySentence ? sentence[k] : 0;
            if (!groups.has(key)) groups.set(key, new Set());
            groups.get(key).add(at);
        }
        for (const members of groups.values()) {
            for (const row of members) {
                if (row >= rows.length) continue;
                for (const column of members) {
                    if (column >= rows.length) counts[row * columns.length + column - rows.length]++;
                }
            }
        }
    }
    return counts;
}
