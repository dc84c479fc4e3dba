// Single-button deeds without leaving the page: reacting, and deleting one's own with an undo.
import { toast } from "../ui/toast.js";
import { token, post } from "../ui/post.js";

async function react(button) {
  const group = button.closest("[data-reactions]");
  if (group.getAttribute("aria-busy") === "true") return;
  group.setAttribute("aria-busy", "true");
  const answer = await post(button.getAttribute("formaction"), { [button.name]: button.value }).catch(
    () => null,
  );
  group.removeAttribute("aria-busy");
  if (!answer) return;
  if (answer.redirected) return location.reload();
  if (!answer.ok) return toast((await answer.json()).error.message, { kind: "danger" });
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const fresh = holder.content.firstElementChild;
  group.replaceWith(fresh);
  const same = [...fresh.querySelectorAll("button")].find((one) => one.value === button.value);
  (same ?? fresh.querySelector("summary"))?.focus({ preventScroll: true });
  return undefined;
}

async function remove(button) {
  const one = button.closest("[data-comment], [data-card]");
  const answer = await post(button.getAttribute("formaction")).catch(() => null);
  if (!answer || answer.redirected) return location.reload();
  const said = await answer.json();
  if (!answer.ok) return toast(said.error.message, { kind: "danger" });
  const next = one.nextElementSibling ?? one.previousElementSibling ?? document.getElementById("main");
  const mark = document.createComment("removed");
  one.replaceWith(mark);
  next?.focus?.({ preventScroll: true });
  toast(said.words, {
    kind: "success",
    undo: async () => {
      const back = await fetch(said.undo, {
        method: "POST",
        credentials: "same-origin",
        headers: { "X-CSRFToken": token(), "X-Requested-With": "fetch" },
      });
      if (back.ok && mark.isConnected) mark.replaceWith(one);
      else location.reload();
    },
  });
  return undefined;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("button[form=act]");
  if (!button || button.disabled) return;
  const page = button.closest(".card--page");
  if (button.closest("[data-reactions]")) {
    event.preventDefault();
    react(button);
  } else if (/\/delete\/$/.test(button.getAttribute("formaction")) && !page) {
    event.preventDefault();
    remove(button);
  }
});
