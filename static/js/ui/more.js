// "Show more": fetches the next page and adds its items to the list with the id in data-more.
// Items already shown (same id) are left out, so a list that moved doubles nothing.

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-more]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const list = document.getElementById(link.dataset.more);
  if (!list) return;
  event.preventDefault();
  if (link.getAttribute("aria-busy") === "true") return;
  link.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(link.href, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = [...(page.getElementById(link.dataset.more)?.children ?? [])].filter(
      (one) => !one.id || !document.getElementById(one.id),
    );
    list.append(...fresh);
    const pager = link.closest("[data-pager]");
    const next = page.querySelector(`[data-pager]:has(a[data-more="${link.dataset.more}"])`);
    if (next) pager.replaceWith(next);
    else pager.remove();
    const first = fresh[0]?.matches("[tabindex], a") ? fresh[0] : fresh[0]?.querySelector("a");
    first?.focus({ preventScroll: true });
    list.dispatchEvent(new CustomEvent("list:grown", { bubbles: true }));
  } catch {
    location.assign(link.href);
  }
});

// "Copy link" in a menu.
document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-copy]");
  if (!link || !navigator.clipboard) return;
  event.preventDefault();
  await navigator.clipboard.writeText(link.href);
  const { toast } = await import("./toast.js");
  toast(link.dataset.copied ?? link.textContent.trim(), { kind: "success" });
});
