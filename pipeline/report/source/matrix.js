// Nations by minerals: a table whose cells are buttons, darker where the two stand together more often.
import { count, figure, h, visible } from "./dom.js";
import { card, choice, clean, empty, hint } from "./parts.js";
import { toggled } from "./state.js";
import { pairs, tallyEntities, topEntities } from "./tally.js";

const ROWS = 20, COLUMNS = 18, MORE = 3;

function cell(page, nation, mineral, number, most, unit) {
    if (number === 0) return h("td", { class: "none" }, h("span", { class: "hidden-text" }, "0"));
    const share = Math.sqrt(number / most);
    const title = `${nation.name} and ${mineral.name}: together in ${count(number, unit)}. Click to see the articles.`;
    return h("td", null, h("button", { type: "button", title: clean(title), "aria-label": clean(title), class: share > 0.85 ? "strong" : share > 0.68 ? "middle" : null,
        style: { "--share": String(share) },
        onclick: () => page.go({ nations: [nation.key], minerals: [mineral.key], view: "articles" }) }, figure(number)));
}

function head(page, entity, field) {
    const chosen = page.state[field].includes(entity.key);
    return h("button", { type: "button", class: "head-button", "aria-pressed": String(chosen), title: clean(`Filter by ${entity.name}`),
        onclick: () => page.go({ [field]: toggled(page.state[field], entity.key) }) }, h("span", null, visible(entity.name)));
}

export function matrix(page, selection) {
    const { data, state } = page;
    const tally = tallyEntities(data, selection);
    const large = state.more === "yes" ? 1 : 0;
    const limit = (list, number) => list.slice(0, large ? number * MORE : number).map((each) => each.entity);
    const allRows = topEntities(data, tally, "nation"), allColumns = topEntities(data, tally, "mineral");
    const rows = limit(allRows, ROWS), columns = limit(allColumns, COLUMNS);
    const bySentence = state.scope !== "article";
    const unit = bySentence ? "sentence" : "article";
    if (!rows.length || !columns.length) {
        return card("Nations and minerals", {}, empty("No article here mentions both a nation and a mineral."));
    }
    const counts = pairs(data, selection, rows, columns, bySentence);
    const most = Math.max(1, ...counts);
    const tools = choice("Counted together in one", [["sentence", "Same sentence"], ["article", "Same article"]], unit,
        (value) => page.go({ scope: value === "sentence" ? "" : value }, true));
    const cut = allRows.length > rows.length || allColumns.length > columns.length || large;
    return card("Nations and minerals", { tools, note: [`How often they stand in the same ${unit}, the most mentioned first.`, hint("Click a number for the articles, a name to filter.")] },
        h("div", { class: "scroll matrix-scroll", tabindex: "0", role: "region", "aria-label": "Table of nations and minerals" },
            h("table", { class: "matrix" },
                h("caption", { class: "hidden-text" }, `Nations by minerals, counted by ${unit}`),
                h("thead", null, h("tr", null, h("td", { class: "corner" }), columns.map((mineral) =>
                    h("th", { scope: "col" }, head(page, mineral, "minerals"))), h("td", { class: "tail" }))),
                h("tbody", null, rows.map((nation, r) => h("tr", null, h("th", { scope: "row" }, head(page, nation, "nations")),
                    columns.map((mineral, c) => cell(page, nation, mineral, counts[r * columns.length + c], most, unit))))))),
        cut ? h("p", null, h("button", { type: "button", class: "link", onclick: () => page.go({ more: large ? "" : "yes" }, true) },
            large ? "Show fewer" : `Show more: there are ${figure(allRows.length)} nations and ${figure(allColumns.length)} minerals`)) : null);
}
