// The page: reads the data, keeps the address and the view in step, and draws the frame around the views.
import { append, count, figure, fill, h, label, visible } from "./dom.js";
import { readData } from "./data.js";
import { isFiltered, linkTo, NO_FILTERS, readState, toggled, writeState } from "./state.js";
import { selector } from "./select.js";
import { clean, empty, picker } from "./parts.js";
import { tallyEntities, tallyFrames, topEntities } from "./tally.js";
import { overview } from "./overview.js";
import { matrix } from "./matrix.js";
import { flows } from "./flows.js";
import { articles } from "./articles.js";
import { reader } from "./reader.js";
import { themeButton } from "./theme.js";

const NAMES = { overview: "Overview", matrix: "Matrix", flows: "Flows", articles: "Articles" };
const DRAW = { overview, matrix, flows, articles, article: reader };
const TYPING = 200;

const data = readData(document);
const select = selector(data);
const all = select(readState(""));
const readers = new Map();
const scrolls = new Map();
let leaving = [], arriving = [];
let moving = true; // by a link or a button, not by the back button
let shown = null;

const page = {
    data,
    state: readState(location.hash),
    /** Shows another state; `quiet` leaves no step for the back button. */
    go(patch, quiet) {
        const hash = writeState({ ...page.state, ...patch });
        if (hash === location.hash) return;
        moving = true;
        if (quiet) {
            history.replaceState(null, "", hash);
            show();
        } else {
            location.hash = hash;
        }
    },
    /** Keeps something in the address that is shown already. */
    remember(patch) {
        page.state = { ...page.state, ...patch };
        shown = page.state;
        history.replaceState(null, "", writeState(page.state));
    },
    reader(number) {
        if (!readers.has(number)) readers.set(number, data.reader(number));
        return readers.get(number);
    },
    onShown(act) { arriving.push(act); },
    onLeave(act) { leaving.push(act); },
};

// ---- The frame ----

function range() {
    const days = data.articles.map((article) => article.day).filter((day) => !Number.isNaN(day));
    if (!days.length) return "";
    let first = Infinity, last = -Infinity;
    for (const day of days) {
        first = Math.min(first, day);
        last = Math.max(last, day);
    }
    const format = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
    return first === last ? format.format(first * 86400000) : format.formatRange(first * 86400000, last * 86400000);
}

const fields = {};

function filterBar() {
    const totals = tallyEntities(data, all);
    const entities = (type) => topEntities(data, totals, type)
        .map(({ entity, articles: number }) => ({ key: entity.key, name: entity.name, count: number })).sort((a, b) => b.count - a.count);
    const lists = { minerals: entities("mineral"), nations: entities("nation"),
                    frames: tallyFrames(data, all).sort((a, b) => Number(data.isGeneric(a.name)) - Number(data.isGeneric(b.name))).map((frame) => ({ key: frame.name, name: label(frame.name), count: frame.articles })) };
    const pick = (name, field) => picker({ name, items: () => lists[field], chosen: () => page.state[field],
        choose: (key) => page.go({ [field]: toggled(page.state[field], key) }) });
    fields.pickers = [pick("Minerals", "minerals"), pick("Nations", "nations"), pick("Frames", "frames")];
    const date = (name, field) => h("label", { class: "date-field" }, h("span", null, name),
        (fields[field] = h("input", { type: "date", onchange: (event) => page.go({ [field]: event.target.value }) })));
    let typing = 0;
    fields.q = h("input", { type: "search", class: "search", placeholder: "Words in the text", "aria-label": "Words in the text", oninput: () => {
        clearTimeout(typing);
        typing = setTimeout(() => page.go({ q: fields.q.value.trim() }, true), TYPING);
    } });
    fields.chips = h("ul", { class: "active", "aria-label": "Filters that are set" });
    fields.status = h("p", { class: "hidden-text", role: "status" });
    return h("div", { class: "filters", role: "search", "aria-label": "Filter articles" },
        h("div", { class: "filter-row" }, fields.pickers.map((each) => each.root), date("From", "from"), date("to", "to"), fields.q), fields.chips, fields.status);
}

function activeChips() {
    const { state } = page;
    const chip = (name, patch) => h("li", null, h("button", { type: "button", class: "active-chip", "aria-label": clean(`Remove filter ${name}`), onclick: () => page.go(patch) }, visible(name), h("span", { "aria-hidden": "true" }, "×")));
    const named = (type, key) => data.entityByKey.get(`${type}:${key}`)?.name ?? key;
    return [
        state.minerals.map((key) => chip(named("mineral", key), { minerals: toggled(state.minerals, key) })),
        state.nations.map((key) => chip(named("nation", key), { nations: toggled(state.nations, key) })),
        state.frames.map((key) => chip(label(key), { frames: toggled(state.frames, key) })),
        state.from || state.to ? chip([state.from || "…", state.to || "…"].join(" – "), { from: "", to: "" }) : null,
        state.q ? chip(`“${state.q}”`, { q: "" }) : null,
        isFiltered(state) ? h("li", null, h("button", { type: "button", class: "link", onclick: () => page.go(NO_FILTERS) }, "Clear all")) : null,
    ];
}

function footer() {
    const packs = data.provenance?.packs ?? [];
    const licences = h("details", null, h("summary", null, "Licences of the code in this page"));
    licences.addEventListener("toggle", () => {
        if (licences.open && !licences.querySelector("pre")) append(licences, [h("pre", { tabindex: "0" }, document.getElementById("licences").textContent)]);
    });
    return h("footer", { class: "foot" },
        h("p", null, "Made by ", visible(`assay ${data.provenance?.assay ?? ""}`.trim()), ". This page is one file: it loads nothing and sends nothing."),
        packs.length ? h("details", null, h("summary", null, `Rules: ${count(packs.length, "pack")}`), h("ul", { class: "packs" }, packs.map((pack) =>
            h("li", null, visible(`${pack.name} ${pack.version} `), h("code", null, visible(String(pack.sha256).slice(0, 12))))))) : null, licences);
}

function frame() {
    fields.nav = h("nav", { class: "views", "aria-label": "Views" }, Object.entries(NAMES).map(([view, name]) => h("a", { "data-view": view }, name)));
    fields.main = h("main", { id: "main", tabindex: "-1" });
    return [
        h("a", { class: "skip", href: "#main", onclick: (event) => { event.preventDefault(); fields.main.focus(); } }, "Skip to the content"),
        h("header", { class: "top" }, h("div", { class: "top-row" },
            h("h1", null, h("span", { class: "word" }, "assay"), " report"),
            h("p", { class: "extent" }, [count(data.articles.length, "article"), range()].filter(Boolean).join(" · "),
                data.failures.length ? [" · ", h("a", { href: linkTo(page.state, { view: "articles", article: null }) }, `${figure(data.failures.length)} could not be annotated`)] : null),
            fields.nav, themeButton())),
        filterBar(), fields.main, footer(),
    ];
}

// ---- Showing ----

function updateFrame(selection) {
    const { state } = page;
    for (const link of fields.nav.children) {
        const current = link.dataset.view === (state.view === "article" ? "articles" : state.view);
        link.href = linkTo(state, { view: link.dataset.view, article: null });
        if (current) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
    }
    for (const each of fields.pickers) each.update();
    for (const name of ["from", "to", "q"]) {
        const value = name === "q" || /^\d{4}-\d\d-\d\d$/.test(state[name]) ? state[name] : "";
        if (document.activeElement !== fields[name] && fields[name].value !== value) fields[name].value = value;
    }
    fill(fields.chips, activeChips());
    fields.status.textContent = `${count(selection.articles.length, "article")} of ${figure(data.articles.length)}`;
    document.title = `${state.view === "article" ? "Article" : NAMES[state.view]} – assay report`;
}

const PAPER = 700; // what a page of A4 or Letter holds

function draw(selection, paper) {
    const { state } = page;
    for (const act of leaving) act();
    leaving = [];
    arriving = [];
    const width = paper ?? Math.min(1240, Math.max(280, fields.main.clientWidth));
    const none = state.view !== "article" && data.articles.length > 0 && selection.articles.length === 0;
    const content = none
        ? h("section", { class: "card" }, empty("No article matches these filters.", "Take one away, or start again.",
            h("button", { type: "button", class: "button", onclick: () => page.go(NO_FILTERS) }, "Clear all filters")))
        : data.articles.length === 0 && state.view !== "articles"
            ? h("section", { class: "card" }, empty("This report holds no articles.", "Make it of records that assay annotate printed."))
            : DRAW[state.view](page, selection, width);
    fill(fields.main, content);
    for (const act of arriving) act();
}

function show() {
    const before = shown;
    page.state = readState(location.hash);
    shown = page.state;
    const selection = select(page.state);
    updateFrame(selection);
    draw(selection);
    const same = before && before.view === page.state.view && before.article === page.state.article;
    if (!moving) window.scrollTo(0, scrolls.get(location.hash) ?? 0);
    else if (!same && !page.state.mark && !page.state.sentence) window.scrollTo(0, 0);
    moving = false;
}

function listen() {
    window.addEventListener("hashchange", show);
    window.addEventListener("scroll", () => scrolls.set(location.hash, window.scrollY), { passive: true });
    document.addEventListener("click", (event) => { if (event.target.closest?.("a[href^='#']")) moving = true; }, true);
    document.addEventListener("keydown", (event) => {
        if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
            event.preventDefault();
            fields.q.focus();
        }
    });
    window.addEventListener("beforeprint", () => { if (page.state.view === "overview") draw(select(page.state), PAPER); });
    window.addEventListener("afterprint", () => { if (page.state.view === "overview") draw(select(page.state)); });
    let width = window.innerWidth, waiting = 0;
    window.addEventListener("resize", () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => {
            if (window.innerWidth !== width && page.state.view === "overview") draw(select(page.state));
            width = window.innerWidth;
        }, TYPING);
    });
}

history.scrollRestoration = "manual";
fill(document.getElementById("page"), frame());
listen();
show();
document.documentElement.dataset.ready = String(Math.round(performance.now()));
