// Theme, text size and shortcuts: takes effect at once and is kept by the same form the page posts
// without script (a cookie the server reads, so the next page is right from its first paint).
import { post } from "./post.js";

const DEFAULTS = { theme: "system", text: "m", shortcuts: "on" };

export function show(name, value) {
  const root = document.documentElement;
  if (value === DEFAULTS[name]) delete root.dataset[name];
  else root.dataset[name] = value;
  for (const one of document.querySelectorAll(`[data-appearance] button[name="${name}"]`))
    one.setAttribute("aria-pressed", String(one.value === value));
}

document.addEventListener("submit", async (event) => {
  const button = event.submitter;
  if (!event.target.matches?.("[data-appearance]") || !(button?.name in DEFAULTS)) return;
  event.preventDefault();
  show(button.name, button.value);
  const answer = await post(event.target.action, { [button.name]: button.value }).catch(() => null);
  if (!answer?.ok) event.target.submit();
});
