// Opens the page of `assay report` in a real browser and uses it as a person would.
//
//   node browser.mjs PROGRAM PACKAGES CHROMIUM [--screenshots FOLDER]
//
// PACKAGES is the folder whose node_modules holds playwright-core. Prints a line a check; status 1 where one fails, 77 where
// there is nothing to test with.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { access } from "./access.mjs";
import { corpus, damaged, hostile, HOSTILE, varied } from "./records.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const [program, packages, chromium] = process.argv.slice(2, 5).map((path) => resolve(path));
const screenshots = process.argv[5] === "--screenshots" ? resolve(process.argv[6]) : null;
if (!existsSync(join(packages, "node_modules", "playwright-core"))) {
    console.log("skipped: npm could not fetch the packages of the page when the program was built");
    process.exit(77);
}
const { chromium: browserType } = createRequire(join(packages, "package.json"))("playwright-core");
const folder = mkdtempSync(join(tmpdir(), "assay-report-"));
const LOAD = 2000;

let failed = 0, passed = 0;
function check(what, holds, detail = "") {
    if (holds) passed++; else failed++;
    console.log(`${holds ? "ok  " : "FAIL"} ${what}${holds || detail === "" ? "" : `: ${detail}`}`);
}

function report(name, lines) {
    const records = join(folder, `${name}.jsonl`), page = join(folder, `${name}.html`);
    writeFileSync(records, lines.join("\n") + "\n");
    execFileSync(program, ["report", records, "-o", page], { stdio: ["ignore", "inherit", "pipe"] });
    return pathToFileURL(page).href;
}

/** A tab that remembers everything that should not happen. */
async function open(context, url) {
    const tab = await context.newPage();
    tab.complaints = [];
    tab.on("console", (message) => { if (["error", "warning"].includes(message.type())) tab.complaints.push(message.text()); });
    tab.on("pageerror", (error) => tab.complaints.push(String(error)));
    tab.on("request", (request) => { if (!/^(file|data):/.test(request.url())) tab.complaints.push(`request ${request.url()}`); });
    tab.on("dialog", (dialog) => { tab.complaints.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
    await tab.goto(url);
    await tab.waitForSelector("html[data-ready]");
    return tab;
}

async function quiet(tab, where) {
    check(`${where}: nothing complains, nothing is fetched`, tab.complaints.length === 0, tab.complaints.slice(0, 3).join(" | "));
}

async function shoot(tab, name, fullPage = false) {
    if (screenshots) await tab.screenshot({ path: join(screenshots, `${name}.png`), fullPage });
}

/** Whether something comes to stand in the page. */
async function comes(tab, selector) {
    return tab.waitForSelector(selector, { timeout: 5000, state: "attached" }).then(() => true, () => false);
}

const rows = (tab) => tab.locator(".article-row");
const noteOf = async (tab) => (await tab.locator(".articles .card-head .note").textContent()).trim();

/* The note above the list, once it is as expected: the page draws a moment after a click. Else as it is after five seconds. */
async function noteThat(tab, fits) {
    let note = await noteOf(tab);
    for (let i = 0; i < 100 && !fits(note); i++) {
        await tab.waitForTimeout(50);
        note = await noteOf(tab);
    }
    return note;
}

// ---- What is checked ----

async function views(tab) {
    check("overview: a chart is drawn", (await tab.locator("svg.plot").count()) >= 2);
    check("overview: charts have names and tables", (await tab.locator("svg.plot:not([aria-label])").count()) === 0 && (await tab.locator(".overview .as-table").count()) >= 2);
    check("landmarks stand", (await tab.locator("main").count()) === 1 && (await tab.locator("header nav").count()) === 1 && (await tab.locator("footer").count()) === 1);
    await shoot(tab, "overview");
    await tab.locator(".as-table summary").first().click();
    check("overview: the table behind a chart opens", await comes(tab, ".as-table table tbody tr"));
    await tab.click("nav.views a[data-view=matrix]");
    await comes(tab, ".matrix td button");
    check("matrix: has cells", (await tab.locator(".matrix td button").count()) > 10);
    await shoot(tab, "matrix");
    await tab.click("nav.views a[data-view=flows]");
    await shoot(tab, "flows");
    check("flows: has rows", await comes(tab, "table.flows tbody tr"));
    await tab.locator(".flow-open").first().click();
    await tab.locator(".flow-quotes a").first().click();
    await tab.waitForSelector(".text");
    check("flows: a sentence leads to its place in the article", await comes(tab, ".sentence.is-target"));
    await tab.goBack();
    await tab.waitForSelector("table.flows");
    check("the back button goes back to the flows", (await tab.locator("table.flows").count()) === 1);
}

async function filters(tab, total) {
    await tab.click("nav.views a[data-view=articles]");
    const all = (note) => note.startsWith(total);
    const some = (note) => note.includes(" of ");
    check("articles: all are listed", all(await noteThat(tab, all)), await noteOf(tab));
    await tab.click("button.picker-button >> text=Minerals");
    await tab.fill(".picker-panel:not([hidden]) .picker-search", "cobalt");
    await tab.locator(".picker-panel:not([hidden]) label", { hasText: /^Cobalt/ }).first().click();
    await tab.keyboard.press("Escape");
    const filtered = await noteThat(tab, some);
    check("filter: fewer articles by mineral", some(filtered), filtered);
    check("filter: stands in the address", tab.url().includes("mineral=cobalt"), tab.url());
    const url = tab.url();
    await tab.goBack();
    check("filter: the back button takes it away", all(await noteThat(tab, all)), await noteOf(tab));
    await tab.goto(url);
    check("filter: a link brings it back", (await noteThat(tab, some)) === filtered, await noteOf(tab));
    await tab.fill(".search", "zzz nothing holds this");
    await tab.waitForSelector(".empty");
    check("search: an empty state says so", (await tab.locator(".empty-text").textContent()).startsWith("No article matches"));
    await shoot(tab, "empty");
    await tab.click(".empty button");
    check("search: all come back", all(await noteThat(tab, all)), await noteOf(tab));
    await tab.fill(".search", "nickel ore");
    await tab.waitForFunction(() => location.hash.includes("q=nickel"));
    check("search: words in the text", some(await noteThat(tab, some)) && (await rows(tab).count()) > 0, await noteOf(tab));
    await tab.click(".active .link");
}

async function reading(tab, article) {
    await tab.goto(`${tab.url().split("#")[0]}#/articles`);
    await tab.waitForSelector(".article-row");
    await tab.locator(".article-link").first().focus();
    await tab.keyboard.press("Enter");
    check("reader: enter opens the article", await comes(tab, ".text"));
    await tab.goto(`${tab.url().split("#")[0]}${article}`);
    await tab.waitForSelector(`.reader .note:has-text("${article.split("/").at(-1)}")`);
    check("reader: marks, claims and labels", (await tab.locator(".text .claim").count()) > 3 && (await tab.locator(".text .mark-label").count()) > 10);
    await tab.locator(".content", { hasText: "Nickel" }).first().click();
    const focused = await tab.evaluate(() => document.activeElement?.dataset?.mark ?? "");
    check("reader: a name leads to its mention", /^e\d+$/.test(focused), focused);
    const told = await tab.locator("#inspector").textContent();
    check("reader: the mention tells rule and id", told.includes("minerals/") && told.includes("nickel"), told);
    await tab.keyboard.press("ArrowRight");
    check("reader: arrow keys move on", (await tab.evaluate(() => document.activeElement?.dataset?.mark)) !== focused);
    await tab.keyboard.press("Enter");
    await tab.waitForFunction(() => /mark=[ecf]\d+/.test(location.hash), null, { timeout: 5000 }).catch(() => {});
    check("reader: the mark stands in the address", /mark=[ecf]\d+/.test(tab.url()), tab.url());
    await tab.locator(".text .claim").nth(2).hover();
    await tab.keyboard.press("Escape");
    await tab.locator(".layer", { hasText: "Nation" }).click();
    check("reader: a layer goes", (await tab.locator(".text .entity[data-mark] .mark-label", { hasText: "IDN" }).count()) === 0);
    await tab.locator(".layer", { hasText: "Nation" }).click();
    await tab.locator(".text .entity", { hasText: "Philippines" }).first().click();
    await tab.evaluate(() => window.scrollTo(0, 0));
    await shoot(tab, "reader");
    await tab.locator(".as-table summary").last().click();
    check("reader: marks as a table", await comes(tab, ".paper .plain tbody tr:nth-child(20)"));
    check("reader: boilerplate is dimmed", (await tab.locator(".zone-boilerplate").count()) > 0);
}

async function attacks(context) {
    const tab = await open(context, report("hostile", hostile(program, root)));
    await tab.goto(`${tab.url().split("#")[0]}#/articles`);
    const links = await tab.locator(".article-link").evaluateAll((all) => all.map((each) => each.getAttribute("href")));
    check("hostile: every article is listed", links.length === 6, links.length);
    let texts = "";
    for (const link of links) {
        await tab.goto(`${tab.url().split("#")[0]}${link}`);
        await tab.waitForSelector(".text");
        await tab.locator(".as-table summary").last().click();
        await comes(tab, ".paper .plain");
        texts += await tab.locator(".text").evaluate((text) => {
            const copy = text.cloneNode(true);
            for (const each of copy.querySelectorAll(".mark-label, .flags, .unseen")) each.remove();
            return copy.textContent;
        });
    }
    check("hostile: tags show as text", texts.includes(HOSTILE[0]) && texts.includes("<svg onload=window.harmed=6>") && texts.includes("&lt;b&gt;"));
    check("hostile: overrides and controls show as signs", !/[\u202E\u0000\u001B]/.test(texts) && (await tab.locator("body").evaluate(() => true)));
    check("hostile: half a surrogate pair does not lose a record", texts.includes("Chile sells lithium"));
    for (const view of ["overview", "matrix", "flows", "articles"]) await tab.goto(`${tab.url().split("#")[0]}#/${view}`);
    await tab.goto(`${tab.url().split("#")[0]}#/article/%00%ff?mineral=%00,<script>&q=</script>&from=x`);
    check("hostile: no script of an article ran", (await tab.evaluate(() => window.harmed)) === undefined);
    check("hostile: no element of an article exists", (await tab.locator("main img, main svg:not(.plot), main style, main script, base").count()) === 0);
    await quiet(tab, "hostile");
    await tab.close();
}

async function withoutText(context) {
    const lines = corpus(program, root).map((line) => {
        const record = JSON.parse(line);
        delete record.text;
        return JSON.stringify(record);
    });
    const tab = await open(context, report("without-text", lines));
    await tab.goto(`${tab.url().split("#")[0]}#/articles`);
    await tab.locator(".article-link").first().click();
    await tab.waitForSelector(".notice");
    check("without text: the reader says so and lists the marks", (await tab.locator(".notice").textContent()).includes("--text") && (await tab.locator(".plain tbody tr").count()) > 5);
    await quiet(tab, "without text");
    await tab.close();
}

async function damages(context, lines) {
    const records = damaged(lines, 2);
    const tab = await open(context, report("damaged", records));
    const here = tab.url().split("#")[0];
    for (const view of ["overview", "overview?group=nation", "matrix", "matrix?scope=article&more=yes", "flows", "flows?flow=trade_control", "articles?sort=mentions"]) {
        await tab.goto(`${here}#/${view}`);
    }
    let opened = 0;
    for (let i = 0; i < records.length; i++) {
        await tab.goto(`${here}#/article/damaged-${i}`);
        opened += await tab.locator(".text").count();
        for (const mark of await tab.locator(".text .mark[tabindex]").all().then((all) => all.slice(0, 3))) await mark.dispatchEvent("click");
    }
    check("damaged: every article opens", opened === records.length, `${opened} of ${records.length}`);
    await quiet(tab, "damaged");
    await tab.close();
}

/** No records, only those of articles that failed, and one of one day. */
async function few(context, lines) {
    const { id, source, provenance } = JSON.parse(lines[0]);
    const failure = JSON.stringify({ assay: "1.0", id, source, error: { code: "no_text", message: "there is no text" }, provenance });
    for (const [name, records] of [["no records", []], ["only failures", [failure]]]) {
        const tab = await open(context, report(name.replace(" ", "-"), records));
        check(`${name}: the page says so`, (await tab.locator(".empty-text").textContent()).includes("no articles"));
        check(`${name}: those that failed are told at the top`, (await tab.locator(".extent").textContent()).includes("1 could not") === records.length > 0);
        await quiet(tab, name);
        await tab.close();
    }
    const tab = await open(context, report("one-day", lines.filter((line) => JSON.parse(line).date !== null).slice(0, 1)));
    const ticks = await tab.locator("svg.plot [data-part$='x-axis tick label']").first().locator("text").allTextContents();
    check("one day: it stands alone on the scale", ticks.length === 1 && /^\d+ \w+ \d{4}$/.test(ticks[0]), ticks.join(", "));
    await quiet(tab, "one day");
    await tab.close();
}

async function load(context, url) {
    const start = performance.now();
    const tab = await open(context, url);
    const inside = await tab.evaluate(() => Number(document.documentElement.dataset.ready));
    console.log(`     ${LOAD} articles: page ready ${inside} ms after its start, ${Math.round(performance.now() - start)} ms with the tab`);
    check(`${LOAD} articles open`, inside < 10000, inside);
    await tab.goto(`${url}#/articles`);
    check(`${LOAD} articles: only the rows in sight are drawn`, (await rows(tab).count()) < 40, await rows(tab).count());
    await tab.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await tab.waitForFunction((last) => document.querySelector(`[data-position="${last}"]`), LOAD - 1);
    check(`${LOAD} articles: the list scrolls to its end`, true);
    const filtering = await tab.evaluate(async () => {
        const begun = performance.now();
        location.hash = "#/overview?nation=CHN";
        await new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });
        return Math.round(performance.now() - begun);
    });
    console.log(`     ${LOAD} articles: a filter takes ${filtering} ms`);
    await quiet(tab, `${LOAD} articles`);
    return tab;
}

async function start() {
    try {
        return await browserType.launch({ executablePath: chromium, headless: true, args: ["--no-sandbox", "--disable-gpu", "--disable-quic",
            "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"] });
    } catch (error) {
        console.log(`skipped: Chromium does not start here: ${error}`);
        return null;
    }
}

async function main() {
    const browser = await start();
    if (!browser) return 77;
    try {
        const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: "light", deviceScaleFactor: 1 });
        const lines = corpus(program, root);
        const own = report("corpus", lines);
        const tab = await open(context, own);
        await views(tab);
        await filters(tab, String(lines.length));
        const article = `#/article/${JSON.parse(lines.find((line) => line.includes("Indonesia to cut nickel ore quotas"))).id}`;
        await reading(tab, article);
        await quiet(tab, "corpus");
        await attacks(context);
        await withoutText(context);
        await damages(context, lines);
        await few(context, lines);
        const many = report("many", varied(lines, LOAD));
        const large = await load(context, many);
        await large.goto(`${many}#/overview`);
        await shoot(large, "many-overview", true);
        await large.goto(`${many}#/matrix`);
        await shoot(large, "many-matrix");
        await large.goto(`${many}#/articles`);
        await shoot(large, "many-articles");
        const dark = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: "dark" });
        const night = await open(dark, many);
        const ground = await night.evaluate(() => getComputedStyle(document.body).backgroundColor);
        check("dark: follows the system", /rgb\((?:[0-5]?\d), /.test(ground), ground);
        await shoot(night, "dark-overview");
        await night.click(".theme");
        check("dark: the button turns it light", (await night.evaluate(() => document.documentElement.dataset.theme)) === "light");
        await night.click(".theme");
        await night.goto(`${own}#/matrix`);
        await shoot(night, "dark-matrix");
        await night.goto(`${own}${article}`);
        await night.waitForSelector(".text .entity");
        await night.locator(".text .entity").nth(4).click();
        await shoot(night, "dark-reader");
        await quiet(night, "dark");
        await access(browser, packages, own, article, check);
    } finally {
        await browser.close();
        rmSync(folder, { recursive: true, force: true });
    }
    console.log(`${passed} passed, ${failed} failed`);
    return failed ? 1 : 0;
}

process.exitCode = await main();
