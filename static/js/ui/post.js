// One POST with the page's CSRF token.

const FIELD = "input[name=csrfmiddlewaretoken]";

export const token = () => document.querySelector(FIELD)?.value ?? "";

// `options` go to fetch: a signal to abort it, keepalive to outlive the page.
export function post(url, data = {}, options = {}) {
  const body = data instanceof FormData ? data : new URLSearchParams(data);
  return fetch(url, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": token(), "X-Requested-With": "fetch" },
    credentials: "same-origin",
    ...options,
  });
}

// Signing in again, in another tab, makes the token of this page stale. Takes a fresh one from the
// page itself; false when nobody, or somebody else, is signed in by now.
export async function renewToken() {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector(FIELD)?.value;
  if (!fresh || page.body.dataset.person !== document.body.dataset.person) return false;
  for (const one of document.querySelectorAll(FIELD)) one.value = fresh;
  return true;
}
