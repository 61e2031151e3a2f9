// Puts the page together: one HTML file with its script and style inside, and a policy that allows just these two.
//
//   node build.mjs OUTPUT
//
// The two places @READERS@ and @INDEX@ stay; the program fills them (pipeline/tools/report.c).
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));

function hash(text) {
    return `'sha256-${createHash("sha256").update(text, "utf8").digest("base64")}'`;
}

async function bundle(name) {
    const result = await build({
        entryPoints: [join(here, "source", name)],
        bundle: true,
        minify: true,
        write: false,
        metafile: true,
        format: "iife",
        target: ["chrome111", "firefox113", "safari16.4"],
        charset: "ascii",
        legalComments: "none",
        logLevel: "warning",
    });
    return { text: result.outputFiles[0].text.trim(), inputs: Object.keys(result.metafile.inputs) };
}

/** The licence of each package that is in the bundle: theirs ask for that. */
function licences(inputs) {
    const names = new Set();
    for (const input of inputs) {
        const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
        if (found) names.add(found[1]);
    }
    return [...names].sort().map((name) => {
        const folder = join(here, "node_modules", name);
        const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
        const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
        return `${name} ${version} (${license})\n\n${file ? readFileSync(join(folder, file), "utf8").trim() : ""}\n`;
    }).join("\n");
}

const script = await bundle("main.js");
const style = await bundle("style.css");
if (/<\/script|<!--/i.test(script.text) || /<\/style/i.test(style.text)) {
    throw new Error("the script or the style would end its own element");
}
const policy = [
    "default-src 'none'",
    `script-src ${hash(script.text)}`,
    `style-src ${hash(style.text)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
].join("; ");
const parts = {
    "@POLICY@": policy,
    "@STYLE@": style.text,
    "@LICENCES@": licences(script.inputs).replaceAll("<", "(").replaceAll(">", ")"),
    "@SCRIPT@": script.text,
};
const page = readFileSync(join(here, "source", "page.html"), "utf8")
    .replace(/@(?:POLICY|STYLE|LICENCES|SCRIPT)@/g, (place) => parts[place]);
writeFileSync(process.argv[2], page);
