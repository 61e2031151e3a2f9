// Elements are made here and nowhere else, and text only ever becomes text: what stands in an article is hostile, and the
// page's policy refuses every other way in.

/** h("p", {class: "x", onclick: f}, "text", child, [children]); null and false children are left out. */
export function h(tag, properties, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties ?? {})) {
        if (value === null || value === undefined || value === false) continue;
        if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
        else if (name === "style") for (const [key, set] of Object.entries(value)) element.style.setProperty(key, set);
        else if (name === "value" || name === "checked") element[name] = value;
        else element.setAttribute(name, value === true ? "" : String(value));
    }
    append(element, children);
    return element;
}

export function append(element, children) {
    for (const child of children.flat(Infinity)) {
        if (child === null || child === undefined || child === false) continue;
        element.append(child instanceof Node ? child : String(child));
    }
}

export function fill(element, ...children) {
    element.replaceChildren();
    append(element, children);
    return element;
}

// Characters that show as nothing or turn the text around them: controls, marks and overrides of direction, half pairs.
const UNSEEN = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

/** Text as nodes, with a small sign in place of each character that one could not see. */
export function visible(text) {
    const nodes = [];
    let at = 0;
    for (const found of text.matchAll(UNSEEN)) {
        if (found[0] === "\r" && text[found.index + 1] === "\n") continue;
        if (found.index > at) nodes.push(document.createTextNode(text.slice(at, found.index)));
        const code = "U+" + found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
        nodes.push(h("span", { class: "unseen", title: `${code}, a character that does not show` }, code.slice(2)));
        at = found.index + 1;
    }
    if (at < text.length || nodes.length === 0) nodes.push(document.createTextNode(text.slice(at)));
    return nodes;
}

/** The same for attributes, where there are only strings. */
export function clean(text) {
    return text.replace(UNSEEN, " ");
}

const numbers = new Intl.NumberFormat("en");
export function count(number, one, many = one + "s") {
    return `${numbers.format(number)} ${number === 1 ? one : many}`;
}
export function figure(number) {
    return numbers.format(number);
}
export function percent(part, whole) {
    if (!whole) return "0%";
    const share = (100 * part) / whole;
    return share > 0 && share < 1 ? "<1%" : `${Math.round(share)}%`;
}

/** national_interest -> National interest */
export function label(id) {
    const words = id.replaceAll("_", " ");
    return words.charAt(0).toUpperCase() + words.slice(1);
}
