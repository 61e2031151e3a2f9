// The list of articles. Only the rows in sight are in the page, so thousands scroll as easily as ten.
import { figure, fill, h, label, visible } from "./dom.js";
import { articleLine, articleTitle, card, choice, empty, entityTone, hint, tableOf } from "./parts.js";
import { linkTo } from "./state.js";

const HEIGHT = 80, AROUND = 8, CHIPS = 5, PRINTED = 500;
const SORTS = [["", "Newest"], ["oldest", "Oldest"], ["mentions", "Most mentions"]];

function sorted(data, articles, sort) {
    const { start } = data.mentions;
    const list = articles.slice();
    const day = (i, missing) => (Number.isNaN(data.articles[i].day) ? missing : data.articles[i].day);
    if (sort === "mentions") return list.sort((a, b) => start[b + 1] - start[b] - (start[a + 1] - start[a]) || a - b);
    if (sort === "oldest") return list.sort((a, b) => day(a, Infinity) - day(b, Infinity) || a - b);
    return list.sort((a, b) => day(b, -Infinity) - day(a, -Infinity) || a - b);
}

export function orderedArticles(page, selection) {
    return sorted(page.data, selection.articles, page.state.sort);
}

/** The nations and minerals that an article mentions most. */
function chipsOf(data, article) {
    const { start, columns: [, entity] } = data.mentions;
    const counts = new Map();
    for (let k = start[article]; k < start[article + 1]; k++) {
        const { type } = data.entities[entity[k]];
        if (type === "mineral" || type === "nation") counts.set(entity[k], (counts.get(entity[k]) ?? 0) + 1);
    }
    return [...counts].sort((a, b) => b[1] - a[1]).slice(0, CHIPS).map(([number]) => data.entities[number]);
}

function row(page, list, position) {
    const { data, state } = page;
    const article = data.articles[list[position]];
    return h("li", { class: "article-row", "aria-setsize": String(list.length), "aria-posinset": String(position + 1),
                     style: { top: `${position * HEIGHT}px` } },
        h("a", { href: linkTo(state, { view: "article", article: article.key }), class: "article-link", "data-position": String(position) },
            h("span", { class: "article-title" }, visible(articleTitle(article))),
            h("span", { class: "article-line" }, visible(articleLine(article)))),
        h("span", { class: "chips" },
            chipsOf(data, article.number).map((entity) => h("span", { class: "chip", style: { "--tone": entityTone(entity.type) } }, visible(entity.name))),
            data.frames[article.number].slice(0, 3).map((frame) => h("span", { class: "chip", style: { "--tone": "var(--tone-frame)" } }, label(frame.name)))));
}

/** Draws the rows in sight, and again at each scroll; `stop` ends that. */
function virtualList(page, list) {
    const box = h("ol", { class: "article-list", "aria-label": "Articles", style: { height: `${list.length * HEIGHT}px` } });
    let first = -1, last = -1;
    function draw(all) {
        const top = box.getBoundingClientRect().top;
        const from = all ? 0 : Math.max(0, Math.floor(-top / HEIGHT) - AROUND);
        const to = all ? Math.min(list.length, PRINTED) : Math.min(list.length, Math.ceil((window.innerHeight - top) / HEIGHT) + AROUND);
        if (from === first && to === last) return;
        const focused = document.activeElement?.dataset?.position;
        [first, last] = [from, to];
        const rows = [];
        for (let i = from; i < to; i++) rows.push(row(page, list, i));
        if (all && to < list.length) rows.push(h("li", { class: "not-printed" }, `and ${figure(list.length - to)} more; filters narrow the list`));
        fill(box, rows);
        if (focused !== undefined) box.querySelector(`[data-position="${focused}"]`)?.focus({ preventScroll: true });
    }
    function step(event) {
        const move = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
        const at = event.target.dataset?.position;
        if (move === undefined || at === undefined) return;
        event.preventDefault();
        const next = Math.min(list.length - 1, Math.max(0, Number(at) + move));
        const place = box.getBoundingClientRect().top + window.scrollY + next * HEIGHT;
        if (place < window.scrollY + 160) window.scrollTo(0, place - 160);
        else if (place + HEIGHT > window.scrollY + window.innerHeight) window.scrollTo(0, place + HEIGHT - window.innerHeight + 20);
        draw();
        box.querySelector(`[data-position="${next}"]`)?.focus({ preventScroll: true });
    }
    const onScroll = () => draw();
    const onPrint = () => draw(true);
    window.addEventListener("scroll", onScroll, { passive: true });
    window.addEventListener("resize", onScroll);
    window.addEventListener("beforeprint", onPrint);
    window.addEventListener("afterprint", onScroll);
    box.addEventListener("keydown", step);
    return { box, draw, stop() {
        window.removeEventListener("scroll", onScroll);
        window.removeEventListener("resize", onScroll);
        window.removeEventListener("beforeprint", onPrint);
        window.removeEventListener("afterprint", onScroll);
    } };
}

function failures(data) {
    if (!data.failures.length) return null;
    return tableOf(`${figure(data.failures.length)} could not be annotated`, "Articles that could not be annotated", ["Article", "File", "Why"],
        () => data.failures.map(([id, name, line, code, message]) => [id ?? "no id", `${name ?? "standard input"}${line ? `:${line}` : ""}`, message ?? code ?? ""]));
}

export function articles(page, selection) {
    const { data, state } = page;
    const list = orderedArticles(page, selection);
    const tools = choice("Order", SORTS, state.sort, (value) => page.go({ sort: value }, true));
    if (!list.length) return card("Articles", {}, empty("These records hold no annotated article."), failures(data));
    const { box, draw, stop } = virtualList(page, list);
    page.onShown(draw);
    page.onLeave(stop);
    return card("Articles", { class: "articles", tools, note: [`${figure(list.length)}${list.length < data.articles.length ? ` of ${figure(data.articles.length)}` : ""}.`, hint("Arrow keys move, Enter opens.")] },
        box, failures(data));
}
