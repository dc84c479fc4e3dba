// A combobox over an address that answers with role="option" elements.
// <input data-typeahead="/search/suggest/"> asks ?q=… and shows what comes.
// An option with href is followed; one with data-value fills the picker: the event
// "typeahead:pick" ({ value, label }) goes up from the input, and the box takes the label.
// With data-list the box holds several words between commas, and the one at the caret is completed.

const WAIT_MS = 120;
let counter = 0;

export function typeahead(input) {
  if (input.dataset.ready) return;
  input.dataset.ready = "true";
  const list = document.createElement("div");
  list.id = `options-${++counter}`;
  list.className = "options";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels?.[0]?.textContent.trim() ?? "");
  list.hidden = true;
  input.after(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("autocomplete", "off");

  let timer = 0;
  let asked = null;
  let chosen = -1;
  const options = () => [...list.querySelectorAll("[role=option]")];

  function choose(index) {
    const all = options();
    chosen = all.length ? (index + all.length) % all.length : -1;
    all.forEach((one, at) => one.setAttribute("aria-selected", String(at === chosen)));
    if (chosen >= 0) {
      input.setAttribute("aria-activedescendant", all[chosen].id);
      all[chosen].scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  const isList = input.dataset.list !== undefined;

  // Where the word that is typed begins and ends.
  function typed() {
    if (!isList) return { from: 0, to: input.value.length };
    const at = input.selectionStart ?? input.value.length;
    const from = input.value.lastIndexOf(",", at - 1) + 1;
    const comma = input.value.indexOf(",", at);
    return { from, to: comma < 0 ? input.value.length : comma };
  }

  async function ask() {
    const { from, to } = typed();
    const words = input.value.slice(from, to).trim();
    if (!words) return close();
    asked?.abort();
    asked = new AbortController();
    const url = new URL(input.dataset.typeahead, location.href);
    url.searchParams.set("q", words);
    try {
      const answer = await fetch(url, {
        signal: asked.signal,
        credentials: "same-origin",
        headers: { "X-Requested-With": "fetch" },
      });
      if (!answer.ok) return close();
      list.innerHTML = await answer.text();
    } catch {
      return undefined;
    }
    options().forEach((one, at) => {
      one.id = `${list.id}-${at}`;
      one.tabIndex = -1;
    });
    const any = options().length > 0;
    list.hidden = !any;
    input.setAttribute("aria-expanded", String(any));
    choose(-1);
    chosen = -1;
    options().forEach((one) => one.setAttribute("aria-selected", "false"));
    input.removeAttribute("aria-activedescendant");
    return undefined;
  }

  function pick(option) {
    const { value, label } = option.dataset;
    close();
    if (value === undefined) {
      location.assign(option.href);
      return;
    }
    if (isList) {
      const { from, to } = typed();
      const rest = input.value.slice(to).replace(/^,\s*/, "");
      const before = `${input.value.slice(0, from).trimEnd()}${from ? " " : ""}${label}, `;
      input.value = before + rest;
      input.setSelectionRange(before.length, before.length);
    } else input.value = input.dataset.clear === undefined ? label : "";
    input.dispatchEvent(
      new CustomEvent("typeahead:pick", { bubbles: true, detail: { value, label } }),
    );
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) {
        ask();
        return;
      }
      // What one chooses from must not change under the finger.
      clearTimeout(timer);
      asked?.abort();
      choose(event.key === "ArrowDown" ? chosen + 1 : chosen < 0 ? -1 : chosen - 1);
    } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
      event.preventDefault();
      pick(options()[chosen]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") close();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    pick(option);
  });
  input.addEventListener("blur", close);
}

export const start = (root = document) => root.querySelectorAll("[data-typeahead]").forEach(typeahead);

start();
