// What is known of the marks at one place, and of their sentence.
import { h, label, visible } from "./dom.js";

function pair(name, value, code) {
    if (value === null || value === undefined || value === "") return null;
    return [h("dt", null, name), h("dd", null, code ? h("code", null, visible(String(value))) : value instanceof Node ? value : visible(String(value)))];
}

function shown(value) {
    if (Array.isArray(value)) return value.map(shown).join(", ");
    return value !== null && typeof value === "object" ? JSON.stringify(value) : String(value);
}

export function markName(mark) {
    if (mark.kind === "entity") return mark.entity.name;
    return label(mark.kind === "claim" ? mark.flag : mark.frame);
}

function entity(mark) {
    return h("section", { class: "told", style: { "--tone": `var(--tone-${mark.layer}, var(--tone-other))` } },
        h("h3", null, visible(mark.entity.name)), h("p", { class: "told-kind" }, label(mark.layer)),
        h("dl", null, pair("Text", mark.text), pair("Id", mark.entity.id, true), pair("Rule", mark.rule, true),
            pair("Confidence", mark.confidence ? mark.confidence.toFixed(2) : null),
            Object.entries(mark.attributes ?? {}).map(([name, value]) => pair(label(name), shown(value))),
            mark.alternatives?.length ? pair("Or", mark.alternatives.map((each) => `${each.id} (${each.confidence})`).join(", ")) : null));
}

function source(mark) {
    if (!mark.source) return null;
    return [pair("Source", mark.source.text || "not named"), pair("Kind of source", mark.source.class ? label(mark.source.class) : null)];
}

function claim(mark) {
    return h("section", { class: "told", style: { "--tone": "var(--tone-claim)" } }, h("h3", null, label(mark.flag)), h("p", { class: "told-kind" }, "Claim flag"),
        h("dl", null, pair("Text", mark.text), pair("Rule", mark.rule, true), source(mark)));
}

function frame(mark) {
    return h("section", { class: "told", style: { "--tone": "var(--tone-frame)" } }, h("h3", null, label(mark.frame)), h("p", { class: "told-kind" }, "Evidence of a frame"),
        h("dl", null, pair("Text", mark.text), pair("Rule", mark.rule, true), pair("Strength", mark.strength), pair("Stance", mark.stance)));
}

const TELL = { entity, claim, frame };

function relation(data, each) {
    return h("section", { class: "told", style: { "--tone": "var(--accent)" } }, h("h3", null, label(each.type)), h("p", { class: "told-kind" }, "Relation"),
        h("dl", null, each.arguments.map((argument) => pair(label(argument.role), data.entities[argument.entity]?.name ?? argument.text)), pair("Rule", each.rule, true)));
}

function sentence(data, row, number, told) {
    const flags = row.marks.filter((mark) => mark.kind === "claim" && mark.sentence === number && !told.includes(mark));
    const worth = row.worth.get(number);
    const relations = row.relations.filter((each) => each.sentence === number);
    if (!flags.length && !worth && !relations.length) return null;
    const parts = Object.entries(worth?.parts ?? {}).map(([name, value]) => `${label(name).toLowerCase()} ${value > 0 ? "+" : ""}${value}`).join(", ");
    return [
        h("section", { class: "told is-sentence" }, h("h3", null, `Sentence ${number}`),
            flags.length ? h("ul", { class: "told-flags" }, flags.map((mark) => h("li", null, h("strong", null, label(mark.flag)), " ", h("code", null, visible(mark.rule)),
                mark.source ? h("span", { class: "note" }, " ", visible(mark.source.text || "source not named"), mark.source.class ? `, ${label(mark.source.class).toLowerCase()}` : "") : null))) : null,
            worth ? h("dl", null, pair("Worth checking", worth.score.toFixed(2)), pair("Made of", parts)) : null),
        relations.map((each) => relation(data, each)),
    ];
}

export function inspect(data, row, marks, number) {
    const told = marks.map((mark) => TELL[mark.kind](mark));
    const about = number >= 0 ? sentence(data, row, number, marks) : null;
    if (!told.length && !about) {
        return h("p", { class: "inspector-hint" }, "Point at a mark, or tab into the text and use the arrow keys, to see its rule, id and source. A click keeps it.");
    }
    return [told, about];
}
