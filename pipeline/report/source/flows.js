// Flows: relations with two ends, such as a donor and a recipient, counted by their ends; each opens to its sentences.
import { count, figure, h, visible } from "./dom.js";
import { articleTitle, card, choice, empty } from "./parts.js";
import { linkTo } from "./state.js";

const FLOWS = {
    assistance: { name: "Assistance", from: "donor", to: "recipient", heads: ["Donor", "Recipient"] },
    trade_control: { name: "Trade controls", from: "actor", to: "target", heads: ["Controller", "Target"] },
    dependence: { name: "Dependence", from: "dependent", to: "on", heads: ["Dependent", "On"] },
    partnership: { name: "Partnerships", from: "a", to: "b", heads: ["Partner", "Partner"], both: true },
};
const SHOWN = 60, LISTED = 40;

function end(data, relation, role) {
    const found = relation.arguments.find((each) => each.role === role);
    if (!found) return { key: "", name: "not said", missing: true };
    const entity = data.entities[found.entity];
    return entity ? { key: `${entity.type}:${entity.key}`, name: entity.name } : { key: found.text, name: found.text };
}

function gather(data, selection, type) {
    const { from, to, both } = FLOWS[type];
    const flows = new Map();
    for (const relation of data.relations) {
        if (relation.type !== type || !selection.passing[relation.article]) continue;
        let ends = [end(data, relation, from), end(data, relation, to)];
        if (both) ends = ends.sort((a, b) => Number(Boolean(a.missing)) - Number(Boolean(b.missing)) || a.name.localeCompare(b.name));
        const key = ends.map((each) => each.key).join("\n");
        if (!flows.has(key)) flows.set(key, { from: ends[0], to: ends[1], relations: [], others: new Map() });
        const flow = flows.get(key);
        flow.relations.push(relation);
        for (const { role, entity, text } of relation.arguments) {
            if (role === from || role === to) continue;
            const name = data.entities[entity]?.name ?? text;
            flow.others.set(name, (flow.others.get(name) ?? 0) + 1);
        }
    }
    const unsaid = ({ from: one, to: other }) => Number(Boolean(one.missing)) + Number(Boolean(other.missing));
    return [...flows.values()].sort((a, b) => unsaid(a) - unsaid(b) ||
        b.relations.length - a.relations.length || a.from.name.localeCompare(b.from.name));
}

/** The sentence of a relation, from its article's own row. */
function quote(page, relation) {
    const { text, sentences } = page.reader(relation.article);
    const place = sentences[relation.sentence];
    if (text === null || !place) return relation.arguments.map((each) => each.text).join(" · ");
    return text.slice(place.start, place.end).replace(/\s+/g, " ");
}

/** A button, and the row below that it opens, with the sentences. */
function evidence(page, flow) {
    const below = h("tr", { class: "flow-quotes", hidden: true });
    const button = h("button", { type: "button", class: "flow-open", "aria-expanded": "false", onclick: () => {
        if (!below.firstChild) below.append(h("td", { colspan: "6" }, quotes(page, flow)));
        below.hidden = !below.hidden;
        button.setAttribute("aria-expanded", String(!below.hidden));
    } }, count(flow.relations.length, "sentence"));
    return [button, below];
}

function quotes(page, flow) {
    return [h("ul", null, flow.relations.slice(0, LISTED).map((relation) => {
        const article = page.data.articles[relation.article];
        return h("li", null,
            h("a", { href: linkTo(page.state, { view: "article", article: article.key, sentence: String(relation.sentence) }) },
                visible(quote(page, relation))),
            h("span", { class: "note" }, " ", visible(articleTitle(article)), article.date ? `, ${article.date}` : ""));
    })), flow.relations.length > LISTED ? h("p", { class: "note" }, `and ${figure(flow.relations.length - LISTED)} more`) : null];
}

function endCell(each) {
    return h("span", { class: each.missing ? "missing" : null }, visible(each.name));
}

function row(page, flow, most) {
    const number = flow.relations.length;
    const others = [...flow.others].sort((a, b) => b[1] - a[1]).slice(0, 5);
    const [button, below] = evidence(page, flow);
    return [h("tr", { class: flow.from.missing || flow.to.missing ? "is-partial" : null },
        h("th", { scope: "row" }, endCell(flow.from)), h("td", { class: "arrow", "aria-hidden": "true" }, "→"), h("td", null, endCell(flow.to)),
        h("td", { class: "flow-bar" }, h("span", { class: "bar-track" }, h("span", { class: "bar-fill",
            style: { "--share": String(number / most), "--tone": "var(--accent)" } })), h("span", { class: "bar-value" }, figure(number))),
        h("td", { class: "flow-others" }, others.map(([name]) => h("span", { class: "tag" }, visible(name)))),
        h("td", null, button)), below];
}

export function flows(page, selection) {
    const { data, state } = page;
    const counts = new Map(Object.keys(FLOWS).map((type) => [type, 0]));
    for (const relation of data.relations) {
        if (counts.has(relation.type) && selection.passing[relation.article]) counts.set(relation.type, counts.get(relation.type) + 1);
    }
    const type = Object.hasOwn(FLOWS, state.flow) ? state.flow : [...counts].find(([, number]) => number > 0)?.[0] ?? "assistance";
    const tools = choice("Flows of", Object.entries(FLOWS).map(([key, { name }]) => [key, `${name} ${figure(counts.get(key))}`]), type,
        (value) => page.go({ flow: value }, true));
    const { heads } = FLOWS[type];
    const all = gather(data, selection, type);
    if (!all.length) {
        return card("Flows", { tools }, empty(`No ${FLOWS[type].name.toLowerCase()} in these articles.`,
            data.relations.length ? null : "The records hold no relations: were they made with the relations rules?"));
    }
    const most = Math.max(...all.map((flow) => flow.relations.length));
    return card("Flows", { tools, note: `Who stands at which end of each ${FLOWS[type].name.toLowerCase().replace(/s$/, "")} sentence; those with both ends named first.` },
        h("div", { class: "scroll whole" }, h("table", { class: "flows" },
            h("caption", { class: "hidden-text" }, FLOWS[type].name),
            h("thead", null, h("tr", null, h("th", { scope: "col" }, heads[0]), h("td", null), h("th", { scope: "col" }, heads[1]),
                h("th", { scope: "col" }, "Times"), h("th", { scope: "col" }, "With"), h("th", { scope: "col" }, "Where"))),
            h("tbody", null, all.slice(0, SHOWN).map((flow) => row(page, flow, most))))),
        all.length > SHOWN ? h("p", { class: "note" }, `${SHOWN} of ${figure(all.length)}; filters narrow the list.`) : null);
}
