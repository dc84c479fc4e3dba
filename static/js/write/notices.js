// Notices of the editor that stay until they are answered: one of a name at a time.

export function notices(root) {
  const place = root.querySelector("[data-editor-notices]");
  const model = root.querySelector("template[data-editor-notice]");
  const shown = new Map();

  const hide = (name) => {
    shown.get(name)?.remove();
    shown.delete(name);
  };

  // deeds: [label, what it does]; each closes the notice. more: an element under the words.
  function show(name, text, { deeds = [], more = null, urgent = false } = {}) {
    if (shown.get(name)?.dataset.said === text && !more) return;
    hide(name);
    const one = model.content.firstElementChild.cloneNode(true);
    one.dataset.said = text;
    one.classList.toggle("banner--warning", urgent);
    one.classList.toggle("banner--info", !urgent);
    one.setAttribute("role", urgent ? "alert" : "status");
    one.querySelector(urgent ? "[data-calm]" : "[data-urgent]").remove();
    one.querySelector("[data-words]").textContent = text;
    if (more) one.querySelector("[data-words]").after(more);
    const row = one.querySelector("[data-deeds]");
    for (const [label, deed] of deeds) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--secondary button--s";
      button.textContent = label;
      button.addEventListener("click", () => {
        hide(name);
        deed();
      });
      row.append(button);
    }
    row.hidden = !deeds.length;
    shown.set(name, one);
    place.append(one);
  }

  const focus = (name) => {
    const one = shown.get(name);
    one?.scrollIntoView({ block: "nearest" });
    one?.querySelector("button")?.focus();
  };

  return { show, hide, focus };
}
