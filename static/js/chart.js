// The org chart: a level opens in its place, without a new page; arrow keys walk between boxes.
// Without this, the same links lead to the same pages.

const chart = document.getElementById("chart");

async function show(link) {
  const drawing = link.closest("[data-chart]");
  drawing?.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href.baseVal ?? link.href, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const { id } = link;
    const wasOpen = chart.querySelector(".chart-list")?.open;
    chart.replaceChildren(...page.getElementById("chart").children);
    const list = chart.querySelector(".chart-list");
    if (list && wasOpen) list.open = true;
    history.replaceState(null, "", answer.url);
    document.getElementById(id)?.focus({ preventScroll: true });
  } catch {
    location.assign(link.href.baseVal ?? link.href);
  }
}

chart?.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-chart-open]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link);
});

const DIRECTIONS = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

// The nearest link that lies in the direction of the key, not further aside than ahead.
function nearest(from, [dx, dy]) {
  const middle = (one) => {
    const at = one.getBoundingClientRect();
    return [at.x + at.width / 2, at.y + at.height / 2];
  };
  const [x, y] = middle(from);
  let best = null;
  let least = Infinity;
  for (const one of from.closest("[data-chart]").querySelectorAll("a")) {
    const [ox, oy] = middle(one);
    const ahead = (ox - x) * dx + (oy - y) * dy;
    const aside = Math.abs((ox - x) * dy) + Math.abs((oy - y) * dx);
    const far = ahead + aside * 2;
    if (one !== from && ahead > 4 && far < least) [best, least] = [one, far];
  }
  return best;
}

chart?.addEventListener("keydown", (event) => {
  const link = event.target.closest?.("[data-chart] a");
  const direction = DIRECTIONS[event.key];
  if (!link || !direction || event.altKey || event.ctrlKey || event.metaKey) return;
  const next = nearest(link, direction);
  if (!next) return;
  event.preventDefault();
  next.focus();
});
