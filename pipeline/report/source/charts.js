// Charts with Observable Plot. Colours are style variables, so that light and dark need no second drawing; the style element
// that Plot adds to a chart is taken out before the chart enters the page, whose policy would refuse it (style.css has it).
import * as Plot from "@observablehq/plot";
import { figure, h, percent } from "./dom.js";

export const SERIES = ["var(--series-1)", "var(--series-2)", "var(--series-3)", "var(--series-4)", "var(--series-5)", "var(--series-6)"];
const TIP = { fill: "var(--paper)", stroke: "var(--line-strong)", lineHeight: 1.35, fontSize: 12 };
export const REST = "var(--series-rest)";

function place(chart, name) {
    for (const style of chart.querySelectorAll("style")) style.remove();
    for (const part of chart.querySelectorAll("[aria-label]")) { // one picture with one name; its parts are for the style only
        part.dataset.part = part.getAttribute("aria-label");
        part.removeAttribute("aria-label");
    }
    chart.setAttribute("role", "img");
    chart.setAttribute("aria-label", name);
    return chart;
}

function monthYear(date, unit) {
    const parts = unit === "month" ? { month: "long", year: "numeric" } : { day: "numeric", month: "short", year: "numeric" };
    const text = new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: "UTC" }).format(date);
    return unit === "week" ? `Week of ${text}` : text;
}

export function periodName(period, unit) {
    return monthYear(period.date, unit);
}

const FEWEST = 8, SPAN = { day: 1, week: 7, month: 30.5 };

/** The scale of time; a few periods do not fill the width, and have a tick each. */
function timeScale(periods, unit) {
    const first = Number(periods[0].date), last = Number(periods.at(-1).until);
    if (periods.length >= FEWEST) return { type: "utc", label: null, domain: [first, last] };
    const around = ((FEWEST - periods.length) / 2) * SPAN[unit] * 86400000;
    const parts = unit === "month" ? { month: "short", year: "numeric" } : { day: "numeric", month: "short", year: "numeric" };
    const format = new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: "UTC" });
    const names = new Map(periods.map((period) => [(Number(period.date) + Number(period.until)) / 2, format.format(period.date)]));
    return { type: "utc", label: null, domain: [first - around, last + around], ticks: [...names.keys()], tickSize: 0,
             tickFormat: (date) => names.get(Number(date)) };
}

export function legend(series) {
    return h("ul", { class: "legend" }, series.map(({ name, colour }) =>
        h("li", null, h("span", { class: "swatch", style: { "--tone": colour }, "aria-hidden": "true" }), name)));
}

/** Bars of each period, stacked by series: [{name, colour, counts}]. A click gives the period. */
export function stackedBars({ name, width, periods, series, unit, choose }) {
    const rows = series.flatMap(({ name: group, colour, counts }) => periods.map((period, i) =>
        ({ period, group, colour, count: counts[i] }))).filter((row) => row.count > 0);
    const totals = periods.map((period, i) => ({ period, total: series.reduce((sum, { counts }) => sum + counts[i], 0),
        parts: series.filter(({ counts }) => counts[i]).map(({ name: group, counts }) => `${group} ${figure(counts[i])}`) }));
    const chart = Plot.plot({
        width, height: 250, marginLeft: 46, marginRight: 8, marginTop: 12, marginBottom: 36, className: "plot",
        x: timeScale(periods, unit),
        y: { label: null, grid: true, nice: true, ticks: 5, tickFormat: figure },
        color: { type: "identity" },
        marks: [
            Plot.rectY(rows, { x1: (row) => row.period.date, x2: (row) => row.period.until, y: "count", fill: "colour", insetLeft: 0.75, insetRight: 0.75 }),
            Plot.ruleY([0], { stroke: "var(--line-strong)" }),
            Plot.rectY(totals, Plot.pointerX({ x1: (row) => row.period.date, x2: (row) => row.period.until, y: "total",
                fill: "currentColor", fillOpacity: 0.12 })),
            Plot.tip(totals, Plot.pointerX({ x: (row) => (Number(row.period.date) + Number(row.period.until)) / 2, y: "total",
                title: (row) => [`${monthYear(row.period.date, unit)}: ${figure(row.total)}`, ...row.parts].join("\n"),
                ...TIP })),
        ],
    });
    if (choose) {
        chart.classList.add("can-choose");
        chart.addEventListener("click", () => { if (chart.value) choose(chart.value.period); });
    }
    return place(chart, name);
}

/** One row a name, one cell a period; darker where the share is larger: {names, counts, totals}. */
export function heat({ name, width, periods, unit, names, counts, totals, choose }) {
    const cells = names.flatMap((row, n) => periods.map((period, i) =>
        ({ row, period, count: counts[n][i], total: totals[i], share: totals[i] ? counts[n][i] / totals[i] : 0 })))
        .filter((cell) => cell.total > 0);
    const most = Math.max(0.01, ...cells.map((cell) => cell.share));
    const chart = Plot.plot({
        width, height: 40 + names.length * 21, marginLeft: 180, marginRight: 8, marginTop: 4, marginBottom: 36, className: "plot",
        x: timeScale(periods, unit),
        y: { label: null, domain: names, tickSize: 0, padding: 0.1 },
        marks: [
            Plot.barX(cells, { x1: (cell) => cell.period.date, x2: (cell) => cell.period.until, y: "row", fill: "var(--tone-frame)",
                fillOpacity: (cell) => (cell.share ? 0.12 + 0.88 * (cell.share / most) : 0), insetLeft: 0.5, insetRight: 0.5 }),
            Plot.tip(cells, Plot.pointer({ x: (cell) => (Number(cell.period.date) + Number(cell.period.until)) / 2, y: "row",
                title: (cell) => `${cell.row}\n${monthYear(cell.period.date, unit)}: ${figure(cell.count)} of ${figure(cell.total)} articles (${percent(cell.count, cell.total)})`,
                ...TIP })),
        ],
        opacity: { type: "identity" },
    });
    if (choose) {
        chart.classList.add("can-choose");
        chart.addEventListener("click", () => { if (chart.value) choose(chart.value.row, chart.value.period); });
    }
    return place(chart, name);
}

/** Shares of a whole over time: [{name, colour, counts}] of `totals`. */
export function shareLines({ name, width, periods, unit, series, totals }) {
    const points = series.flatMap(({ name: group, colour, counts }) => periods.map((period, i) =>
        ({ group, colour, date: (Number(period.date) + Number(period.until)) / 2, period, count: counts[i], total: totals[i],
           share: totals[i] ? counts[i] / totals[i] : NaN })));
    const chart = Plot.plot({
        width, height: 250, marginLeft: 42, marginRight: 8, marginTop: 12, marginBottom: 36, className: "plot",
        x: timeScale(periods, unit),
        y: { label: null, grid: true, ticks: 5, percent: true, tickFormat: (value) => `${value}%`, zero: true, nice: true },
        color: { type: "identity" },
        marks: [
            Plot.ruleY([0], { stroke: "var(--line-strong)" }),
            Plot.lineY(points, { x: "date", y: "share", stroke: "colour", z: "group", strokeWidth: 2, curve: "monotone-x" }),
            periods.length < 32 ? Plot.dot(points, { x: "date", y: "share", fill: "colour", r: 2.5 }) : null,
            Plot.tip(points, Plot.pointer({ x: "date", y: "share", ...TIP,
                title: (point) => `${point.group}\n${monthYear(point.period.date, unit)}: ${percent(point.count, point.total)} of sentences` })),
        ],
    });
    return place(chart, name);
}
