// The box for writing: grows, completes names, previews, keeps drafts, takes a picture, sends once.
// Without this script the form works as a plain one; nothing here decides what is allowed.
import { toast } from "../ui/toast.js";
import { post } from "../ui/post.js";
import { reason, signedOut } from "./answers.js";
import { completion } from "./completion.js";
import { onPictures } from "./files.js";
import * as shelf from "./shelf.js";

const SAVE_AFTER_MS = 1500;
const words = (form, name) => form.querySelector("[data-composer-words]")?.dataset[name] ?? "";

function setUp(form) {
  if (form.dataset.ready) return;
  form.dataset.ready = "true";
  const box = form.querySelector("[data-composer-text]");
  const send = form.querySelector("[data-composer-send]");
  const state = form.querySelector("[data-composer-state]");
  const local = shelf.nameOf(form);
  let timer = 0;
  let saving = null;
  let sent = false;

  const say = (text) => {
    if (state) state.textContent = text;
  };
  const grow = () => {
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight + 2}px`;
  };

  // --- Keeping what is typed: in this browser at once, on the server a moment later.
  const keepHere = () => {
    if (box.value.trim()) shelf.keep(local, box.value);
    else shelf.drop(local);
  };
  const forget = () => {
    clearTimeout(timer);
    shelf.drop(local);
  };
  const draftField = () => {
    let field = form.querySelector("input[name=draft]");
    if (!field) {
      field = document.createElement("input");
      field.type = "hidden";
      field.name = "draft";
      form.append(field);
    }
    return field;
  };

  async function save() {
    clearTimeout(timer);
    if (!form.dataset.autosaveUrl || sent) return draftField().value;
    const data = new FormData(form);
    data.delete("image");
    saving = (async () => {
      try {
        const answer = await post(form.dataset.autosaveUrl, data);
        if (answer.redirected || answer.status === 401) say(words(form, "signedOut"));
        else if (answer.ok) {
          const kept = await answer.json();
          draftField().value = kept.draft;
          form.dataset.draft = kept.draft;
          form.dataset.imageUrl = kept.image_url;
          say(kept.words);
        }
      } catch {
        say(words(form, "offline"));
      }
    })();
    await saving;
    return draftField().value;
  }

  box.addEventListener("input", () => {
    grow();
    keepHere();
    if (!form.dataset.autosaveUrl) return;
    clearTimeout(timer);
    timer = setTimeout(save, SAVE_AFTER_MS);
  });
  const kept = shelf.read(local);
  if (kept && !box.value) {
    box.value = kept;
    say(words(form, "restored"));
  }
  grow();

  // --- Sending: once, and what was typed survives every refusal.
  function refuse(text) {
    let place = form.querySelector(".composer__errors");
    if (!place) {
      place = document.createElement("div");
      place.className = "composer__errors";
      form.querySelector(".composer__top").before(place);
    }
    const banner = document.createElement("div");
    banner.className = "banner banner--danger";
    banner.setAttribute("role", "alert");
    const line = document.createElement("p");
    line.className = "banner__text";
    line.textContent = text;
    banner.append(line);
    place.replaceChildren(banner);
    box.focus();
  }

  function freshKey() {
    const field = form.querySelector("input[name=idempotency_key]");
    if (field) field.value = crypto.randomUUID();
  }

  function done(html) {
    sent = true;
    forget();
    freshKey();
    const fragment = new DOMParser().parseFromString(html, "text/html").body;
    const fresh = [...fragment.children];
    const thread = form.dataset.kind === "comment" && document.getElementById("thread-comments");
    const stream = form.dataset.kind === "update" && document.getElementById("stream-cards");
    const place = thread || stream;
    if (!place) {
      location.assign(fragment.querySelector("[data-url]")?.dataset.url ?? "/");
      return;
    }
    for (const one of fresh) {
      if (document.getElementById(one.id)) continue;
      if (thread) place.append(one);
      else place.prepend(one);
    }
    place.querySelector("[data-no-comments], .empty")?.remove();
    place.dispatchEvent(new CustomEvent("list:grown", { bubbles: true }));
    form.reset();
    box.value = "";
    clearReply();
    clearImage();
    draftField().value = "";
    delete form.dataset.draft;
    form.querySelector(".composer__errors")?.remove();
    showText();
    grow();
    say("");
    sent = false;
    toast(words(form, "sent"), { kind: "success" });
    fresh[0]?.focus({ preventScroll: true });
    if (thread) fresh[0]?.scrollIntoView({ block: "nearest" });
  }

  form.addEventListener("submit", async (event) => {
    if (event.submitter?.matches("[data-composer-preview-toggle]")) {
      event.preventDefault();
      return;
    }
    event.preventDefault();
    if (form.getAttribute("aria-busy") === "true") return;
    form.setAttribute("aria-busy", "true");
    send.disabled = true;
    clearTimeout(timer);
    await saving;
    keepHere();
    try {
      const answer = await post(form.action, new FormData(form));
      if (signedOut(answer)) refuse(words(form, "signedOut"));
      else if (answer.ok && answer.redirected) location.assign(answer.url);
      else if (answer.ok) done(await answer.text());
      else {
        const other = { 403: "signedOut", 413: "tooLarge" }[answer.status] ?? "failed";
        refuse(await reason(answer, words(form, other)));
      }
    } catch {
      refuse(words(form, "offline"));
    } finally {
      form.removeAttribute("aria-busy");
      send.disabled = false;
    }
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit(send);
    }
  });

  // --- Preview: the very HTML that would be stored.
  const toggle = form.querySelector("[data-composer-preview-toggle]");
  const preview = form.querySelector("[data-composer-preview]");
  function showText() {
    if (!preview) return;
    preview.hidden = true;
    box.hidden = false;
    toggle?.setAttribute("aria-pressed", "false");
  }
  toggle?.addEventListener("click", async (event) => {
    event.preventDefault();
    if (!preview.hidden) {
      showText();
      box.focus();
      return;
    }
    const answer = await post(form.dataset.previewUrl, {
      text: box.value,
      kind: form.dataset.kind,
    }).catch(() => null);
    if (!answer || answer.redirected) return refuse(words(form, answer ? "signedOut" : "offline"));
    if (!answer.ok) return refuse(await reason(answer, words(form, "failed")));
    preview.innerHTML = await answer.text();
    preview.hidden = false;
    box.hidden = true;
    toggle.setAttribute("aria-pressed", "true");
    return undefined;
  });

  // --- One picture: chosen, dropped or pasted; stored with the draft.
  const file = form.querySelector("[data-composer-file]");
  const frame = form.querySelector("[data-composer-image]");
  const remove = form.querySelector("[data-composer-image-remove]");
  function clearImage() {
    if (!frame) return;
    frame.hidden = true;
    frame.querySelector("img").removeAttribute("src");
    file.value = "";
  }
  async function upload(picture) {
    say(words(form, "uploading"));
    await save();
    if (!form.dataset.imageUrl) return;
    const data = new FormData();
    data.append("image", picture);
    const answer = await post(form.dataset.imageUrl, data).catch(() => null);
    file.value = "";
    if (!answer) return refuse(words(form, "offline"));
    if (!answer.ok) return refuse(await reason(answer, words(form, "tooLarge")));
    frame.querySelector("img").src = (await answer.json()).image.url;
    frame.hidden = false;
    remove.hidden = false;
    box.required = false;
    say("");
    frame.querySelector("input[name=alt]").focus();
    return undefined;
  }
  if (file) {
    file.addEventListener("change", () => file.files[0] && upload(file.files[0]));
    remove.hidden = frame.hidden;
    remove.addEventListener("click", async () => {
      await post(form.dataset.imageUrl, { remove: "1" });
      clearImage();
      box.required = true;
      box.focus();
    });
    onPictures(box, form, ([first]) => upload(first));
  }

  // --- Who will read it: the button says it, and how many they are.
  form.addEventListener("change", (event) => {
    if (event.target.name !== "audience") return;
    const { label, reach } = event.target.dataset;
    form.querySelector("[data-audience-label]").textContent = label;
    const number = form.querySelector("[data-audience-reach]");
    if (number) {
      number.textContent = reach;
      number.hidden = !reach;
    }
    send.textContent = words(form, "postTo").replace("{place}", label);
    if (!byArrow) takeAudience(event.target);
    if (box.value.trim()) save();
  });
  // Arrow keys go through the choices, so they close nothing; Enter takes one, and does not send.
  let byArrow = false;
  const audience = form.querySelector("[data-audience]");
  function takeAudience(choice) {
    if (choice.value === "people") return form.querySelector("[data-audience-people]")?.focus();
    const inside = audience.contains(document.activeElement);
    audience.open = false;
    if (inside) audience.querySelector("summary").focus();
  }
  audience?.addEventListener("pointerdown", () => {
    byArrow = false;
  });
  audience?.addEventListener("keydown", (event) => {
    byArrow = event.key.startsWith("Arrow");
    if (event.key !== "Enter" || event.defaultPrevented || !event.target.matches("input")) return;
    event.preventDefault();
    if (event.target.name === "audience") takeAudience(event.target);
    else box.focus();
  });

  // --- Answering one comment of a thread.
  const replyLine = form.querySelector("[data-reply-line]");
  function clearReply() {
    const field = form.querySelector("[data-reply-id]");
    if (field) field.value = "";
    if (replyLine) replyLine.hidden = true;
  }
  form.addEventListener("composer:reply", (event) => {
    form.querySelector("[data-reply-id]").value = event.detail.id;
    form.querySelector("[data-reply-to]").textContent = event.detail.name;
    replyLine.hidden = false;
    box.focus();
  });
  form.querySelector("[data-reply-clear]")?.addEventListener("click", () => {
    clearReply();
    box.focus();
  });

  completion(box, { "@": form.dataset.mentionUrl, "#": form.dataset.tagUrl });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-reply]");
  const form = link && document.querySelector("form[data-composer][data-kind=comment]");
  if (!form || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const detail = { id: link.dataset.reply, name: link.dataset.replyName };
  form.dispatchEvent(new CustomEvent("composer:reply", { detail }));
});

document.querySelectorAll("form[data-composer]").forEach(setUp);
