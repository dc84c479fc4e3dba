// Keeps <time data-time> relative ("5 min ago"). The exact moment stays in its title.

const units = [
  ["minute", 60],
  ["hour", 3600],
  ["day", 86400],
];
const language = document.documentElement.lang || "en";
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
const day = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
const dayOfYear = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", year: "numeric" });
const WEEK = 7 * 86400;

export function words(moment, now = new Date()) {
  const seconds = (moment - now) / 1000;
  const distance = Math.abs(seconds);
  if (distance >= WEEK)
    return (moment.getFullYear() === now.getFullYear() ? day : dayOfYear).format(moment);
  if (distance < 45) return relative.format(0, "second");
  const [unit, size] = units.findLast(([, length]) => distance >= length * 0.95) ?? units[0];
  return relative.format(Math.trunc(seconds / size) || Math.sign(seconds), unit);
}

export function refresh(root = document) {
  const now = new Date();
  for (const one of root.querySelectorAll("time[data-time]")) {
    const moment = new Date(one.dateTime);
    if (Number.isNaN(moment.valueOf())) continue;
    const text = words(moment, now);
    if (one.textContent !== text) one.textContent = text;
  }
}

refresh();
setInterval(refresh, 60_000);
new MutationObserver((changes) => {
  for (const change of changes)
    for (const node of change.addedNodes)
      if (node instanceof Element) refresh(node.matches("time[data-time]") ? node.parentNode : node);
}).observe(document.body, { childList: true, subtree: true });
document.addEventListener("visibilitychange", () => document.hidden || refresh());
