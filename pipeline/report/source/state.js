// What the page shows stands in the address behind the #, so that a link keeps the view and the back button works:
//   #/matrix?mineral=nickel,cobalt&from=2026-01-01

export const VIEWS = ["overview", "matrix", "flows", "articles"];
const LISTS = { minerals: "mineral", nations: "nation", frames: "frame" };
const SINGLES = ["from", "to", "q", "mark", "sentence", "group", "scope", "flow", "sort", "hide", "set", "more"];

const EMPTY = { view: "overview", article: null, minerals: [], nations: [], frames: [], from: "", to: "", q: "",
                mark: "", sentence: "", group: "", scope: "", flow: "", sort: "", hide: "", set: "", more: "" };

export function readState(hash) {
    const [path, query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
    const parameters = new URLSearchParams(query);
    const [first, ...rest] = path.split("/").map(decode);
    const state = { ...EMPTY };
    if (first === "article" && rest[0]) {
        state.view = "article";
        state.article = rest.join("/");
    } else if (VIEWS.includes(first)) {
        state.view = first;
    }
    for (const [field, name] of Object.entries(LISTS)) {
        state[field] = (parameters.get(name) ?? "").split(",").filter(Boolean).map(decode);
    }
    for (const name of SINGLES) state[name] = parameters.get(name) ?? "";
    return state;
}

function decode(text) {
    try {
        return decodeURIComponent(text);
    } catch {
        return text;
    }
}

export function writeState(state) {
    const parameters = new URLSearchParams();
    for (const [field, name] of Object.entries(LISTS)) {
        if (state[field].length) parameters.set(name, state[field].map(encodeURIComponent).join(","));
    }
    for (const name of SINGLES) if (state[name]) parameters.set(name, state[name]);
    const path = state.view === "article" ? `article/${encodeURIComponent(state.article)}` : state.view;
    const query = parameters.toString().replaceAll("%2C", ",");
    return `#/${path}${query ? `?${query}` : ""}`;
}

/** What only holds in one view does not go along into another. */
export function linkTo(state, patch) {
    const leaving = { mark: "", sentence: "" };
    return writeState({ ...state, ...leaving, ...patch });
}

export function filterKey(state) {
    return JSON.stringify([state.minerals, state.nations, state.frames, state.from, state.to, state.q]);
}

export function isFiltered(state) {
    return filterKey(state) !== filterKey(EMPTY);
}

export const NO_FILTERS = { minerals: [], nations: [], frames: [], from: "", to: "", q: "" };

export function toggled(list, value) {
    return list.includes(value) ? list.filter((each) => each !== value) : [...list, value];
}
