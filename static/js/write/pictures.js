// Pictures for the text: chosen, pasted or dropped. Each is asked for its description, is sent while
// the writer goes on, and takes the place of a mark that stood in for it.
import { token } from "../ui/post.js";
import { onPictures } from "./files.js";
import { pictured } from "./markup.js";
import { apply, swap } from "./typing.js";

const MARK = /!\[[^\]\n]*\]\(#uploading-[\w-]+\)/g;

// Texts leave this window without marks that only it understands.
export const unmarked = (text) => text.replace(MARK, "");

// fetch tells nothing of how far a sending is.
function send(url, data, progress) {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve) => {
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    });
    const answered = () => resolve(request);
    for (const name of ["load", "error", "abort", "timeout"]) request.addEventListener(name, answered);
  });
  request.open("POST", url);
  request.responseType = "json";
  request.setRequestHeader("X-CSRFToken", token());
  request.setRequestHeader("X-Requested-With", "fetch");
  request.send(data);
  return { done, stop: () => request.abort() };
}

export function pictures(root, form, box, { words }) {
  const dialog = root.querySelector("[data-editor-picture]");
  const list = root.querySelector("[data-editor-uploads]");
  const model = root.querySelector("template[data-editor-upload]");
  const file = root.querySelector("[data-editor-file]");
  if (!dialog) return { choose: () => {}, pending: async () => true };
  const ask = dialog.querySelector("form");
  const alt = dialog.querySelector("[name=alt]");
  const plain = dialog.querySelector("[name=plain]");
  const thumb = dialog.querySelector("img");
  const counter = dialog.querySelector("[data-count]");
  const waiting = [];
  const sending = new Set();
  let current = null;
  let place = [0, 0]; // a box behind a dialog forgets where its caret stood
  let count = 0;

  function next() {
    if (current || !waiting.length) return;
    current = waiting.shift();
    place = [box.selectionStart, box.selectionEnd];
    ask.reset();
    alt.required = true;
    alt.disabled = false;
    thumb.src = URL.createObjectURL(current);
    counter.textContent = waiting.length ? words.more.replace("{n}", waiting.length) : "";
    dialog.showModal();
    alt.focus();
  }

  plain.addEventListener("change", () => {
    alt.required = !plain.checked;
    alt.disabled = plain.checked;
  });
  ask.addEventListener("submit", (event) => {
    event.preventDefault();
    const picture = current;
    current = null;
    const said = plain.checked ? "" : alt.value.trim();
    dialog.close();
    upload(picture, said);
  });
  dialog.addEventListener("close", () => {
    URL.revokeObjectURL(thumb.src);
    thumb.removeAttribute("src");
    if (current) {
      current = null;
      box.focus({ preventScroll: true });
      box.setSelectionRange(...place);
    }
    // Adding comes after closing; the next picture is asked for after both.
    setTimeout(next, 0);
  });

  function upload(picture, said) {
    count += 1;
    const name = picture.name.replace(/[[\]\\\s]+/g, " ").trim() || words.picture;
    const mark = `![${words.uploading.replace("{name}", name)}](#uploading-${Date.now().toString(36)}-${count})`;
    const [from, to] = place;
    apply(box, [{ from, to, text: mark, start: from + mark.length, end: from + mark.length }]);

    const row = model.content.firstElementChild.cloneNode(true);
    const bar = row.querySelector("progress");
    const line = row.querySelector("[data-words]");
    const again = row.querySelector("[data-again]");
    const label = words.uploading.replace("{name}", name);
    line.textContent = label;
    bar.setAttribute("aria-label", label);
    list.append(row);
    const job = { stop: () => {}, failed: false, done: null };
    sending.add(job);

    const finish = (text) => {
      swap(box, mark, text);
      sending.delete(job);
      row.remove();
    };
    async function go() {
      job.failed = false;
      again.hidden = true;
      bar.hidden = false;
      bar.removeAttribute("value");
      line.textContent = label;
      const data = new FormData();
      data.append("image", picture, picture.name || "picture");
      data.append("alt", said);
      const { done, stop } = send(form.dataset.imageUrl, data, (part) => {
        bar.value = part;
      });
      job.stop = stop;
      const answer = await done;
      if (!sending.has(job)) return;
      const image = answer.response?.image;
      if (answer.status === 201 && image) return void finish(pictured(image.alt ?? said, image.url));
      job.failed = true;
      const lost = answer.status === 403 || /\/accounts\//.test(answer.responseURL);
      const other = answer.status === 413 ? words.tooLarge : lost ? words.pictureSignedOut : words.pictureFailed;
      line.textContent = answer.response?.error?.message ?? other;
      bar.hidden = true;
      again.hidden = false;
      again.focus({ preventScroll: true });
    }
    again.addEventListener("click", () => {
      job.done = go();
    });
    row.querySelector("[data-stop]").addEventListener("click", () => {
      sending.delete(job);
      job.stop();
      finish("");
      box.focus({ preventScroll: true });
    });
    job.done = go();
  }

  const take = (files) => {
    waiting.push(...files);
    next();
  };
  onPictures(box, form, take);
  file.addEventListener("change", () => {
    take(file.files);
    file.value = "";
  });

  return {
    choose: () => file.click(),
    // False when one of them failed and asks what to do.
    async pending() {
      await Promise.all([...sending].map((job) => job.done));
      return ![...sending].some((job) => job.failed);
    },
  };
}
