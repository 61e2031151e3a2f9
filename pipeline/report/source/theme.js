// Light, dark, or as the system has it; kept for the next time where the browser lets a page keep anything.
import { h } from "./dom.js";

const NAMES = { "": "System", light: "Light", dark: "Dark" };
const NEXT = { "": "light", light: "dark", dark: "" };
const SIGNS = { "": "◐", light: "☀", dark: "☾" };

function kept() {
    try {
        const theme = localStorage.getItem("assay-theme") ?? "";
        return Object.hasOwn(NAMES, theme) ? theme : "";
    } catch {
        return "";
    }
}

function apply(theme) {
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
}

export function themeButton() {
    let theme = kept();
    const button = h("button", { type: "button", class: "theme", onclick: () => {
        theme = NEXT[theme];
        try {
            localStorage.setItem("assay-theme", theme);
        } catch { /* only this time, then */ }
        update();
    } });
    function update() {
        apply(theme);
        button.textContent = SIGNS[theme];
        button.title = `Colours: ${NAMES[theme]}`;
        button.setAttribute("aria-label", `Colours: ${NAMES[theme]}. Change`);
    }
    update();
    return button;
}
