// Marks overlap as they like; elements must nest. Each stretch of text becomes a tree, in which a mark that reaches over the
// end of the one around it goes on in a second piece.

function order(a, b) {
    return a.start - b.start || b.end - a.end || a.rank - b.rank;
}

function insert(list, from, piece) {
    let at = from;
    while (at < list.length && order(list[at], piece) <= 0) at++;
    list.splice(at, 0, piece);
}

/** [{mark, start, end, rank}] within start..end -> a root {start, end, children: [{mark, start, end, first, last, children}]}.
 *  Of marks at the very same place the one of lower rank is outside. */
export function nest(marks, start, end) {
    const root = { start, end, children: [] };
    const list = [];
    for (const { mark, start: from, end: to, rank } of marks) {
        const piece = { mark, rank, start: Math.max(from, start), end: Math.min(to, end), first: from >= start, last: to <= end, children: [] };
        if (piece.start < piece.end) list.push(piece);
    }
    list.sort(order);
    const open = [root];
    for (let i = 0; i < list.length; i++) {
        const piece = list[i];
        while (open.at(-1).end <= piece.start) open.pop();
        const around = open.at(-1);
        if (piece.end > around.end) {
            insert(list, i + 1, { ...piece, start: around.end, first: false, children: [] });
            piece.end = around.end;
            piece.last = false;
        }
        around.children.push(piece);
        open.push(piece);
    }
    return root;
}
