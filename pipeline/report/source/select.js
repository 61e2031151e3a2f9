// Which articles pass the filters: any of the minerals, and any of the nations, and any of the frames, within the dates, with
// every word of the search.
import { dayOf } from "./data.js";
import { filterKey } from "./state.js";

function lastDay(date) {
    const parts = date.split("-").length;
    const day = dayOf(date);
    if (parts === 3 || Number.isNaN(day)) return day;
    const first = new Date(day * 86400000);
    return Date.UTC(first.getUTCFullYear() + (parts === 1 ? 1 : 0), first.getUTCMonth() + (parts === 2 ? 1 : 0), 0) / 86400000;
}

function keepEntities(data, passing, type, keys) {
    if (!keys.length) return;
    const any = new Uint8Array(passing.length);
    for (const key of keys) {
        const entity = data.entityByKey.get(`${type}:${key}`);
        for (const article of entity ? data.articlesOf(entity.number) : []) any[article] = 1;
    }
    for (let i = 0; i < passing.length; i++) passing[i] &= any[i];
}

function keep(passing, test) {
    for (let i = 0; i < passing.length; i++) if (passing[i] && !test(i)) passing[i] = 0;
}

function makeSelection(data, state) {
    const passing = new Uint8Array(data.articles.length).fill(1);
    keepEntities(data, passing, "mineral", state.minerals);
    keepEntities(data, passing, "nation", state.nations);
    if (state.frames.length) keep(passing, (i) => data.frames[i].some((frame) => state.frames.includes(frame.name)));
    const from = dayOf(state.from);
    const to = lastDay(state.to);
    if (!Number.isNaN(from)) keep(passing, (i) => data.articles[i].day >= from);
    if (!Number.isNaN(to)) keep(passing, (i) => data.articles[i].day <= to);
    const words = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length) keep(passing, (i) => words.every((word) => data.haystack(i).includes(word)));
    const articles = [];
    passing.forEach((passes, i) => { if (passes) articles.push(i); });
    return { passing, articles };
}

export function selector(data) {
    let last = null, made = null;
    return (state) => {
        const key = filterKey(state);
        if (key !== last) {
            made = makeSelection(data, state);
            last = key;
        }
        return made;
    };
}
