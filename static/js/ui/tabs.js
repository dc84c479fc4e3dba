// A row of tabs that is wider than its place begins with the one that is open in sight.

for (const row of document.querySelectorAll(".tabs")) {
  const one = row.querySelector("[aria-current]");
  if (!one || row.scrollWidth <= row.clientWidth) continue;
  const middle = one.offsetLeft - row.offsetLeft + one.offsetWidth / 2;
  row.scrollLeft = middle - row.clientWidth / 2;
}
