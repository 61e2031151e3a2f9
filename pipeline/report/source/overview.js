// The overview: what is mentioned, when, in which light, and on whose word.
import { count, figure, h, label, percent } from "./dom.js";
import { heat, legend, periodName, REST, SERIES, shareLines, stackedBars } from "./charts.js";
import { isoOfDay } from "./data.js";
import { bars, card, choice, empty, entityTone, hint, tableOf } from "./parts.js";
import { toggled } from "./state.js";
import { articlesOverTime, flagsOverTime, framesOverTime, mentionsOverTime, periodsOf, tallyEntities, tallyFlags, tallyFrames,
         topEntities } from "./tally.js";

const AS_TABLE = "The figures as a table";
const TOP = 10;
const STACKED = 6;
const GROUPS = [["mineral", "Minerals"], ["nation", "Nations"], ["type", "Types"]];
const SHARES = ["attributed", "unsourced", "hedged"];

function tile(value, name) {
    return h("div", { class: "tile" }, h("dd", null, value), h("dt", null, name));
}

function tiles(data, selection, tally, flags) {
    const distinct = (type) => data.entities.reduce((sum, each) => sum + (each.type === type && tally.mentions[each.number] > 0), 0);
    const mentions = tally.mentions.reduce((sum, each) => sum + each, 0);
    const of = selection.articles.length < data.articles.length ? ` of ${figure(data.articles.length)}` : "";
    return h("dl", { class: "tiles" },
        tile(figure(selection.articles.length) + of, data.articles.length === 1 ? "article" : "articles"), tile(figure(mentions), "mentions"),
        tile(figure(distinct("mineral")), "minerals"), tile(figure(distinct("nation")), "nations"),
        tile(figure(flags.sentences), "sentences"));
}

function timelineSeries(data, selection, tally, periods, group) {
    if (group === "type") {
        const types = [...new Set(data.entities.map((each) => each.type))]
            .filter((type) => ["nation", "mineral", "oda", "refining"].includes(type));
        const counts = mentionsOverTime(data, selection, periods, types.length, (each) => types.indexOf(each.type));
        return types.map((type, i) => ({ name: typeName(type), colour: entityTone(type), counts: counts[i] }));
    }
    const top = topEntities(data, tally, group).slice(0, STACKED).map((each) => each.entity);
    const place = new Map(top.map((each, i) => [each.number, i]));
    const counts = mentionsOverTime(data, selection, periods, top.length + 1, (each) =>
        each.type === group ? place.get(each.number) ?? top.length : -1);
    const series = top.map((each, i) => ({ name: each.name, colour: SERIES[i], counts: counts[i] }));
    if (counts[top.length].some(Boolean)) series.push({ name: "All others", colour: REST, counts: counts[top.length] });
    return series;
}

export function typeName(type) {
    return type === "oda" ? "Development assistance" : label(type);
}

function wholePeriod(page, period) {
    page.go({ from: isoOfDay(period.start), to: isoOfDay(period.end) });
}

function timeline(page, selection, tally, periods, width) {
    const { data, state } = page;
    const group = state.group || "mineral";
    const tools = choice("Bars by", GROUPS, group, (value) => page.go({ group: value === "mineral" ? "" : value }, true));
    const undated = periods.undated ? `${count(periods.undated, "article has", "articles have")} no date and ${periods.undated === 1 ? "is" : "are"} not shown here.` : null;
    if (!periods.list.length) return card("Mentions over time", { tools }, empty("No article here has a date.", undated));
    const series = timelineSeries(data, selection, tally, periods, group);
    return card("Mentions over time", { class: "wide", tools, note: [`By ${periods.unit}.`, hint(`Click a bar to see only that ${periods.unit}.`)] },
        legend(series),
        stackedBars({ name: `Mentions over time by ${group}, stacked bars. The table below has the figures.`, width, periods: periods.list,
                      series, unit: periods.unit, choose: (period) => wholePeriod(page, period) }),
        undated ? h("p", { class: "note" }, undated) : null,
        tableOf(AS_TABLE, "Figures of mentions over time", ["Period", ...series.map((each) => each.name)], () => periods.list.map((period, i) => [
            h("button", { type: "button", class: "link", onclick: () => wholePeriod(page, period) }, periodName(period, periods.unit)),
            ...series.map((each) => each.counts[i])])));
}

function ranking(page, tally, type, field, title) {
    const { data, state } = page;
    const rows = topEntities(data, tally, type);
    if (!rows.length) return card(title, {}, empty(`No ${field} here.`));
    return card(title, { note: rows.length > TOP ? `${TOP} of ${figure(rows.length)}, by mentions` : "By mentions" },
        bars(rows.slice(0, TOP).map(({ entity, mentions, articles }) => ({
            name: entity.name, value: mentions, tone: entityTone(type), pressed: state[field].includes(entity.key),
            title: `${entity.name}: ${count(mentions, "mention")} in ${count(articles, "article")}. Click to filter.`,
            act: () => page.go({ [field]: toggled(state[field], entity.key) }) })), title));
}

/** Frames of the issue, or the generic ones they feed, where the records hold both. */
function frameChoice(page) {
    const { data, state } = page;
    if (!data.frameNames.some(data.isGeneric)) return null;
    return choice("Frames shown", [["", "Issue"], ["generic", "Generic"]], state.set, (value) => page.go({ set: value }, true));
}

function frameRanking(page, selection, frames) {
    const { state } = page;
    const tools = frameChoice(page);
    if (!frames.length) return card("Frames", { tools }, noFrames(page));
    return card("Frames", { note: "By articles", tools }, bars(frames.slice(0, TOP).map((frame) => ({
        name: label(frame.name), value: frame.articles, tone: "var(--tone-frame)", pressed: state.frames.includes(frame.name),
        shown: percent(frame.articles, selection.articles.length),
        title: `${count(frame.articles, "article")} of ${figure(selection.articles.length)}. Click to filter.`,
        act: () => page.go({ frames: toggled(state.frames, frame.name) }) })), "Frames"));
}

function noFrames(page) {
    return page.data.frameNames.length ? empty("No article here is framed.")
        : empty("No frames in these records.", "They were made without the framing rules, or no article is framed.");
}

function framesChart(page, selection, periods, frames, width) {
    const { data } = page;
    if (!frames.length || !periods.list.length) return null;
    const names = frames.map((frame) => frame.name);
    const counts = framesOverTime(data, selection, periods, names);
    const totals = articlesOverTime(data, selection, periods);
    return card("Frames over time", { class: "wide", note: [`Share of each ${periods.unit}'s articles, darker where it is larger.`, hint("Click a cell to see them.")] },
        heat({ name: "Share of articles with each frame over time. The table below has the figures.", width, periods: periods.list,
               unit: periods.unit, names: names.map(label), counts, totals,
               choose: (row, period) => page.go({ frames: [names.find((name) => label(name) === row)],
                                                  from: isoOfDay(period.start), to: isoOfDay(period.end), view: "articles" }) }),
        tableOf(AS_TABLE, "Figures of frames over time", ["Period", "Articles", ...names.map(label)], () => periods.list.map((period, i) =>
            [periodName(period, periods.unit), totals[i], ...counts.map((row) => row[i])])));
}

function claimMix(flags) {
    if (!flags.flags.length) return card("Claims", {}, empty("No claims in these records."));
    return card("Claims", { note: `Share of ${figure(flags.sentences)} sentences` }, bars(flags.flags.map((flag) => ({
        name: label(flag.name), value: flag.count, shown: percent(flag.count, flags.sentences), tone: "var(--tone-claim)",
        title: count(flag.count, "sentence") })), "Claims"));
}

function sourceMix(flags) {
    if (!flags.classes.length) return null;
    const total = flags.classes.reduce((sum, each) => sum + each.count, 0);
    return card("Who is quoted", { note: "Sources by kind" }, bars(flags.classes.map((each) => ({
        name: each.name ? label(each.name) : "Kind not known", value: each.count, shown: percent(each.count, total),
        tone: each.name ? "var(--tone-claim)" : REST, title: count(each.count, "attribution") })), "Sources by kind"));
}

function claimsChart(page, selection, periods, flags, width) {
    const names = SHARES.filter((name) => flags.flags.some((flag) => flag.name === name));
    if (!names.length || periods.list.length < 2) return null;
    const { counts, sentences } = flagsOverTime(page.data, selection, periods, names);
    const colours = { attributed: SERIES[0], unsourced: SERIES[5], hedged: SERIES[2] };
    const series = names.map((name, i) => ({ name: label(name), colour: colours[name], counts: counts[i] }));
    return card("On whose word", { note: `Share of each ${periods.unit}'s sentences` }, legend(series),
        shareLines({ name: "Share of sentences that are attributed, unsourced and hedged. The table below has the figures.", width,
                     periods: periods.list, unit: periods.unit, series, totals: sentences }),
        tableOf(AS_TABLE, "Figures of claims over time", ["Period", "Sentences", ...series.map((each) => each.name)], () => periods.list.map((period, i) =>
            [periodName(period, periods.unit), sentences[i], ...counts.map((row) => row[i])])));
}

export function overview(page, selection, width) {
    const { data } = page;
    const tally = tallyEntities(data, selection);
    const periods = periodsOf(data, selection);
    const frames = tallyFrames(data, selection).filter((frame) => data.isGeneric(frame.name) === (page.state.set === "generic"));
    const flags = tallyFlags(data, selection);
    const inner = width - 42;
    const third = width > 900 ? Math.floor((width - 32) / 3) - 42 : inner;
    return h("div", { class: "overview" },
        tiles(data, selection, tally, flags),
        timeline(page, selection, tally, periods, inner),
        h("div", { class: "columns three" }, ranking(page, tally, "mineral", "minerals", "Minerals"),
            ranking(page, tally, "nation", "nations", "Nations"), frameRanking(page, selection, frames)),
        framesChart(page, selection, periods, frames, inner),
        h("div", { class: "columns three" }, claimMix(flags), sourceMix(flags), claimsChart(page, selection, periods, flags, third)));
}
