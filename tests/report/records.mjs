// Records for the page: those of the corpus, thousands varied from them, and hostile ones.
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

const FRAMES = ["supply_security", "geopolitical_competition", "development_assistance", "market_price", "value_addition",
                "environment_harm", "technology_transition", "industrial_policy", "dominance_dependency"];
const LARGE = 1 << 30;

export function annotate(program, root, options, input) {
    const printed = execFileSync(program, ["--text", ...options], { input, maxBuffer: LARGE, env: { ...process.env, ASSAY_RULES: join(root, "rules") } });
    return printed.toString("utf8").split("\n").filter(Boolean);
}

export function corpus(program, root) {
    const folder = join(root, "corpus", "articles");
    return annotate(program, root, ["-i", "text", ...readdirSync(folder).sort().map((name) => join(folder, name))]);
}

/** The same numbers each time. */
function dice(seed) {
    let state = seed;
    return () => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return state / 2 ** 32;
    };
}

/** Frames where the rules gave none: evidence is the first words of a sentence. */
function frames(record, random) {
    if (record.framing.length || !record.sentences.length) return record.framing;
    const chosen = FRAMES.filter((_, i) => random() < 0.32 - 0.025 * i);
    return chosen.map((frame, n) => {
        const sentence = Math.floor(random() * record.sentences.length);
        const [start, end] = record.sentences[sentence].span.char;
        const text = [...record.text].slice(start, Math.min(end, start + 24)).join("");
        return { n, frame, score: 0.5 + Math.floor(random() * 50) / 100, stance: "asserted", generic: ["economic"],
                 evidence: [{ sentence, span: { char: [start, Math.min(end, start + 24)] }, text, rule: `framing/${frame}`, strength: "strong", stance: "asserted" }] };
    });
}

/** `count` records, varied in date, id, title and frames. */
export function varied(lines, count) {
    const random = dice(7);
    const made = [];
    for (let n = 0; n < count; n++) {
        const record = JSON.parse(lines[Math.floor(random() * lines.length)]);
        const day = new Date(Date.UTC(2024, 5, 1) + Math.floor(random() ** 0.7 * 730) * 86400000);
        record.id = `article-${n + 1}`;
        record.date = random() < 0.03 ? null : day.toISOString().slice(0, 10);
        record.framing = frames(record, random);
        made.push(JSON.stringify(record));
    }
    return made;
}

/** What an article may hold to harm its reader, with the place in which each stands. */
export const HOSTILE = [
    "</script><script>window.harmed = 1</script><img src=x onerror=\"window.harmed = 2\">",
    "<!--<script> window.harmed = 3 //--> ]]> &lt;b&gt; \" ' ` ${window.harmed = 4} \\u003cb\\u003e",
    "\u202Etxet dedirrevo\u202C \u2066isolated \u200F marks \u0000 \u0001 \u001B[31m \u007F \u0085 \u2028 \u2029 \uFEFF",
    "javascript:window.harmed=5 <svg onload=window.harmed=6> <style>*{display:none}</style> <base href=//x>",
];

export function hostile(program, root) {
    const articles = HOSTILE.map((text, n) => JSON.stringify({
        id: `hostile-${n + 1}${n === 0 ? "\"><script>window.harmed = 7</script>" : ""}`,
        title: text, other: text,
        text: `${text}\n\nIndonesia exports nickel ore to China, officials said. ${text} Japan may buy it.`,
    }));
    const half = `{"id": "half", "other": "\\ud800 alone \\udc00", "text": "Chile sells lithium \\ud83d to Japan \\ude00, it said. All is well."}`;
    const lines = annotate(program, root, ["-i", "jsonl", "--join", "title,text"], [...articles].join("\n"));
    const mended = annotate(program, root, ["-i", "jsonl"], half);
    const broken = JSON.parse(lines[0]);
    broken.id = "out-of-range";
    broken.entities.forEach((entity) => { entity.span = { char: [5, 99999999] }; entity.sentence = 4242; entity.name = HOSTILE[0]; });
    broken.sentences.push({ n: 99, zone: 0, span: { char: [-5, 3] } });
    broken.relations = [{ n: 0, type: "assistance", sentence: 999, span: {}, rule: "x/y", arguments: { donor: { entity: 4711 }, "<b>": { text: "<b>" } } }];
    return [...lines, ...mended, JSON.stringify(broken)];
}

/** Records in which parts are missing or are something else: the page must still open each. */
export function damaged(lines, times) {
    const random = dice(11);
    const odd = [null, -1, 2 ** 40, "x", [], {}, true, 0.5, { byte: [9, 1] }, { utf16: [0, 2 ** 33] }, "<b>", "__proto__", "constructor"];
    const damage = (value) => {
        if (random() < 0.03) return odd[Math.floor(random() * odd.length)];
        if (Array.isArray(value)) return value.map(damage);
        if (value === null || typeof value !== "object") return value;
        return Object.fromEntries(Object.entries(value).filter(() => random() > 0.01).map(([key, each]) => [key, damage(each)]));
    };
    return Array.from({ length: lines.length * times }, (_, i) => {
        const record = JSON.parse(lines[i % lines.length]);
        const kept = { text: record.text, provenance: record.provenance };
        return JSON.stringify({ ...Object.fromEntries(Object.entries(record).map(([key, value]) => [key, damage(value)])), ...kept, assay: "1.0", id: `damaged-${i}` });
    });
}
