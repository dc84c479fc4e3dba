// What is kept in this browser. A full or forbidden store keeps nothing and breaks nothing.

const attempt = (deed) => {
  try {
    return deed();
  } catch {
    return undefined;
  }
};

// Texts are kept by person and by the address they are sent to.
export const nameOf = (form) =>
  `text:${document.body.dataset.person ?? ""}:${form.getAttribute("action")}`;

export const read = (key) => attempt(() => localStorage.getItem(key)) ?? null;
export const drop = (key) => attempt(() => localStorage.removeItem(key));
export const names = (start) =>
  attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(start))) ?? [];

// True when it is kept.
export const keep = (key, text) =>
  attempt(() => {
    localStorage.setItem(key, text);
    return true;
  }) ?? false;
