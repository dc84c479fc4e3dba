// What two texts have in common, line by line: [" ", line], ["-", only in the first], ["+", only in
// the second]. Where the middles are too large to compare, one stands whole before the other.

const MOST_CELLS = 1_000_000;

export function compared(first, second) {
  const a = first.split("\n");
  const b = second.split("\n");
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  let tail = 0;
  while (
    tail < a.length - head &&
    tail < b.length - head &&
    a[a.length - 1 - tail] === b[b.length - 1 - tail]
  )
    tail += 1;
  const same = (line) => [" ", line];
  return [
    ...a.slice(0, head).map(same),
    ...middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...a.slice(a.length - tail).map(same),
  ];
}

function middle(a, b) {
  if (a.length * b.length > MOST_CELLS)
    return [...a.map((line) => ["-", line]), ...b.map((line) => ["+", line])];
  const wide = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * wide);
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      longest[i * wide + j] =
        a[i] === b[j]
          ? longest[(i + 1) * wide + j + 1] + 1
          : Math.max(longest[(i + 1) * wide + j], longest[i * wide + j + 1]);
  const out = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push([" ", a[i]]);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && longest[(i + 1) * wide + j] >= longest[i * wide + j + 1]))
      out.push(["-", a[i++]]);
    else out.push(["+", b[j++]]);
  }
  return out;
}

// The same as a list for the page, with long runs of what both have left out.
export function drawn(first, second, labels) {
  const list = document.createElement("ol");
  list.className = "editor__lines";
  const rows = compared(first, second);
  const near = (at) => rows.slice(Math.max(0, at - 1), at + 2).some(([sign]) => sign !== " ");
  let skipped = false;
  rows.forEach(([sign, line], at) => {
    const show = near(at);
    if (!show && skipped) return;
    skipped = !show;
    const row = document.createElement("li");
    row.className = `editor__line editor__line--${{ "-": "old", "+": "new" }[sign] ?? "same"}`;
    if (sign !== " ") {
      const who = document.createElement("span");
      who.className = "editor__who";
      who.textContent = sign === "-" ? labels.first : labels.second;
      row.append(who);
    }
    const words = document.createElement("span");
    words.textContent = show ? line || "\u00a0" : "…";
    row.append(words);
    list.append(row);
  });
  return list;
}
