// Pieces that several views use: bars, tables behind charts, empty states.
import { append, clean, count, figure, fill, h, visible } from "./dom.js";

/** A card with a heading. */
export function card(title, properties, ...children) {
    const id = `card-${title.toLowerCase().replace(/[^a-z]+/g, "-")}`;
    return h("section", { class: `card ${properties?.class ?? ""}`, "aria-labelledby": id },
        h("header", { class: "card-head" }, h("h2", { id }, title),
            properties?.note ? h("p", { class: "note" }, properties.note) : null, properties?.tools),
        children);
}

export function empty(text, hint, action) {
    return h("div", { class: "empty" }, h("p", { class: "empty-text" }, text), hint ? h("p", null, hint) : null, action);
}

/** One bar a row: [{name, value, shown, tone, pressed, act, title}]; rows with `act` are buttons. */
export function bars(rows, what) {
    const most = Math.max(1, ...rows.map((row) => row.value));
    return h("ol", { class: "bars", "aria-label": what }, rows.map((row) => {
        const inside = [
            h("span", { class: "bar-name" }, visible(row.name)),
            h("span", { class: "bar-track", "aria-hidden": "true" },
                h("span", { class: "bar-fill", style: { "--share": String(row.value / most), "--tone": row.tone ?? "var(--accent)" } })),
            h("span", { class: "bar-value" }, row.shown ?? figure(row.value)),
        ];
        return h("li", null, row.act
            ? h("button", { class: "bar", type: "button", "aria-pressed": String(Boolean(row.pressed)), onclick: row.act,
                            title: clean(row.title ?? "") || null }, inside)
            : h("div", { class: "bar", title: clean(row.title ?? "") || null }, inside));
    }));
}

/** A table made when it is opened; `what` names it to a screen reader. */
export function tableOf(summary, what, head, makeRows) {
    const details = h("details", { class: "as-table" }, h("summary", null, summary));
    details.addEventListener("toggle", () => {
        if (!details.open || details.querySelector("table")) return;
        append(details, [h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": what }, plainTable(head, makeRows()))]);
    });
    return details;
}

/** What can be done with a mouse or keys; paper does without it. */
export function hint(text) {
    return h("span", { class: "hint" }, ` ${text}`);
}

export function plainTable(head, rows) {
    return h("table", { class: "plain" },
        h("thead", null, h("tr", null, head.map((cell) => h("th", { scope: "col" }, cell)))),
        h("tbody", null, rows.map((row) => h("tr", null, row.map((cell, i) =>
            h(i === 0 ? "th" : "td", i === 0 ? { scope: "row" } : { class: typeof cell === "number" ? "number" : null },
                typeof cell === "number" ? figure(cell) : typeof cell === "string" ? visible(cell) : cell))))));
}

/** A few choices of which one holds. */
export function choice(legend, options, chosen, choose) {
    return h("div", { class: "choice", role: "group", "aria-label": legend }, options.map(([value, name]) =>
        h("button", { type: "button", "aria-pressed": String(value === chosen), onclick: () => choose(value) }, name)));
}

// ---- Pickers: a button that opens a list of check boxes ----

const SHOWN = 300;

function pickerList(list, items, chosen, text, choose) {
    const wanted = text.toLowerCase();
    const fitting = items.filter((item) => item.name.toLowerCase().includes(wanted) || item.key.toLowerCase() === wanted);
    fitting.sort((a, b) => Number(chosen.includes(b.key)) - Number(chosen.includes(a.key)));
    fill(list, fitting.slice(0, SHOWN).map((item) => h("li", null, h("label", null,
        h("input", { type: "checkbox", checked: chosen.includes(item.key), onchange: () => choose(item.key) }),
        h("span", { class: "picker-name" }, visible(item.name)), h("span", { class: "picker-count" }, figure(item.count))))),
        fitting.length === 0 ? h("li", { class: "picker-none" }, items.length ? "None of that name" : "None in these records") : null);
}

/** `options.items()` gives [{key, name, count}], most first; `options.chosen()` the keys; `choose(key)` adds or removes one. */
export function picker(options) {
    const list = h("ul", { class: "picker-list" });
    const search = h("input", { type: "search", class: "picker-search", placeholder: `Find ${options.name.toLowerCase()}`,
                                "aria-label": `Find ${options.name.toLowerCase()}`, oninput: () => draw() });
    const panel = h("div", { class: "picker-panel", hidden: true, role: "group", "aria-label": options.name }, search, list);
    const badge = h("span", { class: "badge", hidden: true });
    const button = h("button", { type: "button", class: "picker-button", "aria-expanded": "false", onclick: () => show(panel.hidden) },
        options.name, badge);
    const root = h("div", { class: "picker" }, button, panel);
    const choose = (key) => options.choose(key);
    function draw() {
        const at = list.scrollTop;
        pickerList(list, options.items(), options.chosen(), search.value, choose);
        list.scrollTop = at;
    }
    function show(open) {
        if (panel.hidden === !open) return;
        panel.hidden = !open;
        button.setAttribute("aria-expanded", String(open));
        if (open) {
            search.value = "";
            draw();
            search.focus();
        }
    }
    root.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !panel.hidden) {
            event.stopPropagation();
            show(false);
            button.focus();
        }
        const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (move === undefined || (panel.hidden && move < 0)) return;
        event.preventDefault();
        show(true);
        const stops = [search, ...list.querySelectorAll("input")];
        const at = stops.indexOf(document.activeElement);
        stops[Math.min(stops.length - 1, Math.max(0, at + move))].focus();
    });
    root.addEventListener("focusout", (event) => {
        if (event.relatedTarget && !root.contains(event.relatedTarget)) show(false);
    });
    document.addEventListener("pointerdown", (event) => { if (!root.contains(event.target)) show(false); });
    return { root, update() {
        const number = options.chosen().length;
        badge.hidden = number === 0;
        badge.textContent = String(number);
        button.classList.toggle("is-set", number > 0);
    } };
}

export function entityTone(type) {
    return `var(--tone-${["nation", "mineral", "oda", "refining", "organization"].includes(type) ? type : "other"})`;
}

export function articleLine(article) {
    return [article.date, article.byline, article.source && !article.byline ? article.source.replace(/^.*[\\/]/, "") : null]
        .filter(Boolean).join(" · ");
}

export function articleTitle(article) {
    return article.title ?? (!article.line ? article.source?.replace(/^.*[\\/]/, "") : null) ?? article.key;
}

export { clean, count };
