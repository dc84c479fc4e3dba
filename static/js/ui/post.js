// One POST with the page's CSRF token.

export const token = () =>
  document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

export function post(url, data = {}) {
  const body = data instanceof FormData ? data : new URLSearchParams(data);
  return fetch(url, {
    method: "POST",
    body,
    headers: { "X-CSRFToken": token(), "X-Requested-With": "fetch" },
    credentials: "same-origin",
  });
}
