// What a page must be for everyone: axe-core's rules for WCAG 2.2 AA on every view, light, dark and as narrow as a phone, all of it
// reached by keys, nothing wider than the screen, and paper that is white.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ALL = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
// Other colours and another width change nothing that other rules look at.
const SCREENS = [["light", 1280, ALL], ["dark", 1280, { type: "rule", values: ["color-contrast"] }], ["light", 390, { type: "rule", values: ["target-size", "scrollable-region-focusable"] }]];

/** Tabs of a size and colours; without the policy of the page, since axe-core is a script of ours and not of the page. */
function tabOf(browser, colorScheme, width) {
    return browser.newContext({ viewport: { width, height: 850 }, colorScheme, bypassCSP: true }).then((context) => context.newPage());
}

async function go(tab, url) {
    await tab.goto("about:blank");
    await tab.goto(url);
    await tab.waitForSelector("html[data-ready]");
}

async function audit(browser, axe, page, article, check) {
    const views = ["#/overview", "#/overview?mineral=cobalt&nation=COD&from=2025-01-01&q=the", "#/matrix", "#/flows", "#/articles",
                   article, `${article}?mark=e3`];
    for (const [scheme, width, rules] of SCREENS) {
        const tab = await tabOf(browser, scheme, width);
        const faults = [];
        for (const view of views) {
            await go(tab, page + view);
            await tab.evaluate(() => { for (const each of document.querySelectorAll("summary, .flow-open")) each.click(); });
            await tab.waitForTimeout(50); // for the tables behind what was opened
            await tab.evaluate(axe);
            const found = await tab.evaluate(async (runOnly) => (await window.axe.run(document, { runOnly, resultTypes: ["violations"] })).violations
                .map(({ id, nodes }) => `${id} ${nodes.length}: ${nodes[0].html.slice(0, 120)}`), rules);
            faults.push(...found.map((each) => `${view} ${each}`));
            const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            if (wide > 0) faults.push(`${view} is ${wide} pixels too wide`);
        }
        check(`${scheme}, ${width} wide: no fault by axe-core, nothing wider than the screen`, faults.length === 0, faults.join("\n       "));
        await tab.context().close();
    }
}

const focused = (tab) => tab.evaluate(() => document.activeElement?.dataset?.mark ?? document.activeElement?.textContent ?? "");

async function keys(browser, page, check) {
    const tab = await tabOf(browser, "light", 1280);
    await go(tab, `${page}#/overview`);
    await tab.keyboard.press("Tab");
    check("keys: the first stop skips to the content", (await focused(tab)).startsWith("Skip"), await focused(tab));
    await tab.focus(".picker-button");
    await tab.keyboard.press("ArrowDown");
    await tab.keyboard.press("ArrowDown");
    await tab.keyboard.press("Space");
    await tab.keyboard.press("Escape");
    check("keys: arrows open a list and move in it, space chooses, escape goes back to the button",
          tab.url().includes("mineral=") && (await focused(tab)).startsWith("Minerals"), `${tab.url()} ${await focused(tab)}`);
    await go(tab, `${page}#/articles`);
    await tab.focus(".article-link");
    await tab.keyboard.press("ArrowDown");
    await tab.keyboard.press("Enter");
    await tab.waitForSelector(".text [data-mark][tabindex]");
    await tab.focus('.text [tabindex="0"]');
    await tab.keyboard.press("ArrowRight");
    check("keys: what has the focus is told", (await tab.locator("#inspector .told").count()) > 0);
    await tab.keyboard.press("Escape");
    check("keys: escape lets go of it", (await tab.locator("#inspector .told, .is-shown").count()) === 0);
    await tab.context().close();
}

async function paper(browser, page, check) {
    const tab = await tabOf(browser, "dark", 1280);
    await go(tab, `${page}#/flows`);
    await tab.emulateMedia({ media: "print", colorScheme: "dark" });
    const look = await tab.evaluate(() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector(".filter-row")).display]);
    check("paper: white, without what can only be clicked", look[0] === "rgb(255, 255, 255)" && look[1] === "none", look.join(" "));
    await tab.context().close();
}

/** `page` is the address of a report, `article` the fragment of one of its articles. */
export async function access(browser, packages, page, article, check) {
    const axe = readFileSync(join(packages, "node_modules", "axe-core", "axe.min.js"), "utf8");
    await audit(browser, axe, page, article, check);
    await keys(browser, page, check);
    await paper(browser, page, check);
}
