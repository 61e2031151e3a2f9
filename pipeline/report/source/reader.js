// One article as it stands, with all marks in place. What lies under the pointer or the focus is told beside it: rule, id,
// source, flags. Left and right move from mark to mark.
import { clean, count, figure, fill, h, label, visible } from "./dom.js";
import { nest } from "./nest.js";
import { articleLine, articleTitle, entityTone, plainTable, tableOf } from "./parts.js";
import { linkTo } from "./state.js";
import { inspect, markName } from "./inspect.js";
import { orderedArticles } from "./articles.js";
import { typeName } from "./overview.js";

const FRAMES = ["frames", "generic"];
const RANKS = { sentence: 0, frame: 1, claim: 2, entity: 3 };
const LONG = 300; // zones: more are laid out when they come into sight
const QUIET = ["quantity", "money", "date", "generic"];

function layersOf(row) {
    const counts = new Map();
    for (const mark of row.marks) counts.set(mark.layer, (counts.get(mark.layer) ?? 0) + 1);
    const known = ["nation", "mineral", "oda", "refining", "organization", ...QUIET];
    const types = [...counts.keys()].filter((layer) => layer !== "claims" && !FRAMES.includes(layer));
    types.sort((a, b) => (known.indexOf(a) + 99) % 99 - (known.indexOf(b) + 99) % 99);
    return [...types, "claims", ...FRAMES].filter((layer) => counts.has(layer)).map((layer) => ({ layer, count: counts.get(layer) }));
}

function layerTone(layer) {
    return layer === "claims" ? "var(--tone-claim)" : FRAMES.includes(layer) ? "var(--tone-frame)" : entityTone(layer);
}

/** The layers that are hidden; without a choice the quiet ones. */
function hiddenLayers(state) {
    return new Set(state.hide ? state.hide.split(",") : QUIET);
}

function layerChoice(page, layers) {
    const hidden = hiddenLayers(page.state);
    const name = (layer) => (layer === "generic" ? "Generic frames" : typeName(layer));
    return h("fieldset", { class: "layers" }, h("legend", { class: "hidden-text" }, "Marks to show"), layers.map(({ layer, count: number }) =>
        h("label", { class: "layer", style: { "--tone": layerTone(layer) } },
            h("input", { type: "checkbox", checked: !hidden.has(layer), onchange: (event) => {
                if (event.target.checked) hidden.delete(layer); else hidden.add(layer);
                page.go({ hide: [...hidden].join(",") || "nothing" }, true);
            } }), h("span", null, name(layer)), h("span", { class: "layer-count" }, figure(number)))));
}

// ---- The text ----

/** A mark that others cut into pieces must look like one. */
function markClass({ mark, first, last }) {
    return `mark ${mark.kind}${first ? "" : " goes-on"}${last ? "" : " is-cut"}`;
}

/** A claim over its whole sentence is shown by its name behind it, not by a line under it all. */
function isWhole(row, mark) {
    const sentence = mark.kind === "claim" && row.sentences[mark.sentence];
    return Boolean(sentence) && mark.end - mark.start >= 0.9 * (sentence.end - sentence.start);
}

const STOP = { tabindex: "-1" };

function sentenceFlags(row, sentence) {
    const flags = new Map();
    for (const mark of row.claims.get(sentence) ?? []) if (isWhole(row, mark) || !flags.has(mark.flag)) flags.set(mark.flag, mark);
    if (!flags.size) return null;
    return h("span", { class: "flags" }, [...flags].map(([name, mark]) => (isWhole(row, mark)
        ? h("span", { class: "flag mark", "data-mark": mark.key, ...STOP }, name.replaceAll("_", " "))
        : h("span", { class: "flag" }, name.replaceAll("_", " ")))));
}

function pieceElement(row, piece, inside, hidden) {
    const { mark } = piece;
    if (mark.kind === "sentence") {
        return h("span", { class: "sentence", "data-sentence": String(mark.n) }, inside,
            piece.last && !hidden.has("claims") ? sentenceFlags(row, mark.n) : null);
    }
    const tag = mark.kind === "entity" && piece.last ? h("span", { class: "mark-label", "aria-hidden": "true" }, visible(mark.entity.id ?? mark.layer)) : null;
    return h(mark.kind === "entity" ? "mark" : "span", { class: markClass(piece), "data-mark": mark.key, ...(piece.first ? STOP : {}),
        style: mark.kind === "entity" ? { "--tone": entityTone(mark.layer) } : null }, inside, tag);
}

function pieces(row, tree, hidden) {
    const nodes = [];
    let at = tree.start;
    for (const piece of tree.children) {
        if (piece.start > at) nodes.push(visible(row.text.slice(at, piece.start)));
        nodes.push(pieceElement(row, piece, pieces(row, piece, hidden), hidden));
        at = piece.end;
    }
    if (at < tree.end) nodes.push(visible(row.text.slice(at, tree.end)));
    return nodes;
}

/** For each zone the marks that reach into it. Zones stand one after the other. */
function byZone(zones, marks) {
    const lists = zones.map(() => []);
    for (const mark of marks) {
        let low = 0, high = zones.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (zones[middle].end <= mark.start) low = middle + 1;
            else high = middle;
        }
        for (; low < zones.length && zones[low].start < mark.end; low++) lists[low].push(mark);
    }
    return lists;
}

function textOf(row, hidden) {
    const marks = row.marks.filter((mark) => !hidden.has(mark.layer) && !isWhole(row, mark)).map((mark) => ({ mark, start: mark.start, end: mark.end, rank: RANKS[mark.kind] }));
    row.sentences.forEach((sentence, n) => marks.push({ mark: { kind: "sentence", n }, ...sentence, rank: RANKS.sentence }));
    const zones = row.zones.length ? row.zones : [{ kind: "body", start: 0, end: row.text.length }];
    const lists = byZone(zones, marks);
    return h("div", { class: zones.length > LONG ? "text is-long" : "text", id: "text", role: "group", "aria-label": "Text; arrow keys move from mark to mark" }, zones.map((zone, n) => {
        const trimmed = zone.start + row.text.slice(zone.start, zone.end).trimEnd().length;
        return h("div", { class: `zone zone-${clean(zone.kind ?? "body")}`, title: zone.kind === "boilerplate" ? "Boilerplate: not annotated" : null },
            pieces(row, nest(lists[n], zone.start, trimmed), hidden));
    }));
}

// ---- Moving and showing ----

function textTools(page, row, text, side) {
    const stops = () => [...text.querySelectorAll("[data-mark][tabindex]")];
    const byKey = new Map(row.marks.map((mark) => [mark.key, mark]));
    let pinned = null;
    function chain(element) {
        const keys = [];
        for (let each = element; each && each !== text; each = each.parentElement) if (each.dataset?.mark) keys.push(each.dataset.mark);
        return keys.map((key) => byKey.get(key)).filter(Boolean);
    }
    /** Tells of these marks and this sentence; of none, how to choose some. A narrow page has room for it only then. */
    function tell(marks, number) {
        for (const old of text.querySelectorAll(".is-shown")) old.classList.remove("is-shown");
        if (marks[0]) for (const each of text.querySelectorAll(`[data-mark="${marks[0].key}"]`)) each.classList.add("is-shown");
        const telling = marks.length > 0 || number >= 0;
        side.classList.toggle("is-telling", telling);
        fill(side, telling ? h("button", { type: "button", class: "inspector-close", "aria-label": "Close", onclick: release }, "×") : null,
            inspect(page.data, row, marks, number));
    }
    function show(element) {
        const marks = chain(element);
        const sentence = element.closest("[data-sentence]");
        tell(marks, sentence ? Number(sentence.dataset.sentence) : marks[0]?.sentence ?? -1);
    }
    function release() {
        pinned = null;
        tell([], -1);
        page.remember({ mark: "", sentence: "" });
    }
    function pin(element) {
        pinned = element;
        for (const old of text.querySelectorAll('[tabindex="0"]')) old.tabIndex = -1;
        element.tabIndex = 0;
        show(element);
    }
    text.addEventListener("pointerover", (event) => {
        const element = event.target.closest?.("[data-mark]") ?? event.target.closest?.("[data-sentence]");
        if (element && text.contains(element) && !pinned) show(element);
    });
    text.addEventListener("click", (event) => {
        const element = event.target.closest("[data-mark]");
        if (!element) { release(); return; }
        pin(element);
        page.remember({ mark: element.dataset.mark, sentence: "" });
    });
    text.addEventListener("focusin", (event) => { if (event.target.dataset?.mark) { show(event.target); pinned = event.target; } });
    text.addEventListener("keydown", (event) => {
        const all = stops();
        const at = all.indexOf(document.activeElement);
        const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (event.key === "Escape") { document.activeElement?.blur(); release(); return; }
        if (event.key === "Enter" && at >= 0) page.remember({ mark: all[at].dataset.mark, sentence: "" });
        if (move === undefined || at < 0) return;
        event.preventDefault();
        const next = all[Math.min(all.length - 1, Math.max(0, at + move))];
        pin(next);
        next.focus();
    });
    return { pin, show, first: () => stops()[0] };
}

function scrollTo(element) {
    element.scrollIntoView({ block: "center" });
}

/** Goes to the mark or the sentence that the address names. */
function arrive(page, text, tools) {
    const { mark, sentence } = page.state;
    const first = tools.first();
    if (first) first.tabIndex = 0;
    const wanted = mark ? text.querySelector(`[data-mark="${CSS.escape(mark)}"]`)
        : sentence ? text.querySelector(`[data-sentence="${CSS.escape(sentence)}"]`) : null;
    if (!wanted) return;
    if (mark) tools.pin(wanted); else tools.show(wanted);
    for (const each of sentence ? text.querySelectorAll(`[data-sentence="${CSS.escape(sentence)}"]`) : []) each.classList.add("is-target");
    scrollTo(wanted);
    if (mark) wanted.focus({ preventScroll: true });
}

// ---- Beside the text ----

function groups(row) {
    const found = new Map();
    for (const mark of row.marks) {
        if (mark.kind === "claim") continue;
        const id = mark.kind === "frame" ? `frame ${mark.frame}` : `${mark.layer} ${mark.entity.number}`;
        if (!found.has(id)) found.set(id, { layer: mark.layer, name: mark.kind === "frame" ? label(mark.frame) : mark.entity.name, marks: [] });
        found.get(id).marks.push(mark);
    }
    return [...found.values()].sort((a, b) => b.marks.length - a.marks.length);
}

/** Each name goes to its next mention at each click. */
function contents(row, text, tools, layer, name) {
    const list = groups(row).filter((group) => group.layer === layer);
    if (!list.length) return null;
    return h("section", { class: "contents" }, h("h3", null, name), h("ul", null, list.slice(0, 12).map((group) => {
        let at = 0;
        return h("li", null, h("button", { type: "button", class: "content", style: { "--tone": layerTone(layer) }, onclick: () => {
            const marks = group.marks.filter((mark) => text.querySelector(`[data-mark="${mark.key}"]`));
            if (!marks.length) return;
            const element = text.querySelector(`[data-mark="${marks[at++ % marks.length].key}"]`);
            tools.pin(element);
            scrollTo(element);
            element.focus({ preventScroll: true });
        } }, h("span", null, visible(group.name)), h("span", { class: "layer-count" }, figure(group.marks.length))));
    })));
}

const MARK_COLUMNS = ["Text", "Kind", "What", "Sentence", "Rule"];

function markRows(row) {
    return row.marks.map((mark) => [mark.text, mark.kind === "entity" ? typeName(mark.layer) : label(mark.kind), markName(mark),
                                    mark.sentence < 0 ? "" : mark.sentence, mark.rule ?? ""]);
}

function allMarks(row) {
    return tableOf(`All ${count(row.marks.length, "mark")} as a table`, "All marks", MARK_COLUMNS, () => markRows(row));
}

function about(data, article, row) {
    const frames = data.frames[article.number];
    const other = Object.entries(row.meta ?? {}).slice(0, 12);
    return [
        frames.length ? h("section", { class: "contents" }, h("h3", null, "Frames"), h("ul", null, frames.map((frame) =>
            h("li", { class: "frame-line" }, h("strong", null, label(frame.name)), ` ${frame.score.toFixed(2)}, ${frame.stance}${data.isGeneric(frame.name) ? ", generic" : ""}`,
                frame.generic.length ? h("span", { class: "note" }, ` feeds ${frame.generic.map(label).join(", ")}`) : null)))) : null,
        row.diagnostics.length ? h("section", { class: "contents" }, h("h3", null, "Notes"), h("ul", null, row.diagnostics.map((each) =>
            h("li", { class: "frame-line" }, `${label(each.code)}: ${figure(each.count)}`)))) : null,
        other.length ? h("section", { class: "contents" }, h("h3", null, "Other fields"), h("ul", null, other.map(([name, value]) =>
            h("li", { class: "frame-line" }, visible(name), ": ", visible(String(typeof value === "object" ? JSON.stringify(value) : value).slice(0, 200)))))) : null,
    ];
}

function neighbours(page, selection, article) {
    const list = orderedArticles(page, selection);
    const at = list.indexOf(article.number);
    const link = (number, name, mark) => (number === undefined ? h("span", { class: "step is-off" }, name)
        : h("a", { class: "step", href: linkTo(page.state, { view: "article", article: page.data.articles[number].key }), rel: mark }, name));
    return h("nav", { class: "steps", "aria-label": "Articles" },
        h("a", { class: "step", href: linkTo(page.state, { view: "articles", article: null }) }, "← All articles"),
        at >= 0 ? h("span", { class: "note" }, `${figure(at + 1)} of ${figure(list.length)}`) : null,
        h("span", { class: "steps-end" }, link(at < 0 ? undefined : list[at - 1], "Previous", "prev"), link(at < 0 ? undefined : list[at + 1], "Next", "next")));
}

export function reader(page, selection) {
    const { data, state } = page;
    const number = data.keys.get(state.article);
    if (number === undefined) {
        return h("section", { class: "card" }, h("div", { class: "empty" }, h("p", { class: "empty-text" }, "There is no such article in this report."),
            h("a", { href: linkTo(state, { view: "articles", article: null }) }, "All articles")));
    }
    const article = data.articles[number];
    const row = page.reader(number);
    const layers = layersOf(row);
    const head = h("header", { class: "reader-head" }, h("h2", { class: row.zones.some((zone) => zone.kind === "title") ? "hidden-text" : "reader-title" }, visible(articleTitle(article))),
        h("p", { class: "note" }, visible([articleLine(article), `id ${article.key}`].filter(Boolean).join(" · "))));
    if (row.text === null) {
        return h("article", { class: "reader" }, neighbours(page, selection, article), head,
            h("div", { class: "notice" }, "This record holds no text to read. Annotate with ", h("code", null, "--text"), " to see its marks in place."),
            h("div", { class: "card" }, plainTable(MARK_COLUMNS, markRows(row))), about(data, article, row));
    }
    const side = h("div", { class: "inspector", id: "inspector", "aria-live": "polite" }, inspect(data, row, [], -1));
    const text = textOf(row, hiddenLayers(state));
    const tools = textTools(page, row, text, side);
    page.onShown(() => arrive(page, text, tools));
    return h("article", { class: "reader" }, neighbours(page, selection, article),
        h("div", { class: "reader-columns" },
            h("div", { class: "paper" }, head, layerChoice(page, layers), text, allMarks(row)),
            h("aside", { class: "side", "aria-label": "About the marks" }, side,
                ["mineral", "nation", "oda", "refining", "organization"].map((layer) => contents(row, text, tools, layer, typeName(layer))),
                about(data, article, row))));
}
