// A page with [data-working] asks for itself every two seconds and shows what came, until the work
// is over. Without this, its link "Look again" does the same.

const WAIT_MS = 2000;

async function look() {
  const now = document.querySelector("[data-working]");
  if (!now) return;
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    // Behind an expired second factor stands another page: the link leads there.
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(now.id);
    if (!fresh) return;
    now.replaceWith(fresh);
  } catch {
    // The next look may find the site again.
  }
  setTimeout(look, WAIT_MS);
}

setTimeout(look, WAIT_MS);
