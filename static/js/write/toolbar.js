// A row of buttons that is one stop of the keyboard: arrows go along it.

export function roving(bar) {
  const stops = () => [...bar.querySelectorAll("button:not([hidden])")].filter((one) => one.offsetParent);
  const all = [...bar.querySelectorAll("button")];
  const choose = (one) => {
    for (const each of all) each.tabIndex = each === one ? 0 : -1;
  };
  choose(all[0]);
  bar.addEventListener("focusin", (event) => choose(event.target.closest("button")));
  bar.addEventListener("keydown", (event) => {
    const row = stops();
    const at = row.indexOf(document.activeElement);
    const to = {
      ArrowRight: (at + 1) % row.length,
      ArrowLeft: (at + row.length - 1) % row.length,
      Home: 0,
      End: row.length - 1,
    }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    row[to].focus();
    row[to].scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}
