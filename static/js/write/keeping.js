// Keeps what is written: in this browser at once, on the server when the writer pauses. Nothing is
// overwritten unasked: a number says which version this window began from, and a newer one on the
// server stops the saving until the writer has chosen.
import { post, renewToken, token } from "../ui/post.js";
import { isJson, reason, signedOut } from "./answers.js";
import { drawn } from "./lines.js";
import * as shelf from "./shelf.js";
import { fill, plain, read, typedAlready } from "./values.js";

const SAVE_AFTER_MS = 2000;
const KEEP_AFTER_MS = 300;
const PAUSES_MS = [5000, 10_000, 20_000, 40_000, 60_000];
const HELLO_MS = 300;
const KEPT_DAYS = 30;
// What browsers let a page send on its way out.
const LAST_WORDS = 60_000;

const freshId = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;

// `clean` takes out of a text what only this window understands; `changed` hears that another
// version was put into the form.
export function keeping(form, { say, notices, words, clean, changed }) {
  const number = form.elements.number;
  const shelved = `${shelf.nameOf(form)}:`;
  const id = freshId();
  const own = shelved + id;
  const url = () => form.dataset.autosaveUrl;

  const values = () => {
    const typed = read(form);
    typed.text = typed.text.map(clean);
    return typed;
  };
  const snapshot = () => JSON.stringify(values());
  const dirty = () => snapshot() !== saved;

  const unsaved = form.dataset.unsaved || typedAlready(form);
  let saved = unsaved ? "" : snapshot(); // what the server holds, as far as we know
  let unsure = null; // what was sent without our hearing the answer
  let running = null;
  let stopped = false;
  let gone = false; // on the way to another page with everything handed over
  let kept = true;
  let tries = 0;
  let saveTimer = 0;
  let keepTimer = 0;

  // --- In this browser.

  function keepNow() {
    clearTimeout(keepTimer);
    const now = snapshot();
    if (now === saved) {
      shelf.drop(own);
      kept = true;
    } else kept = shelf.keep(own, JSON.stringify({ at: Date.now(), values: JSON.parse(now) }));
    return kept;
  }

  const recordOf = (key) => {
    try {
      const found = JSON.parse(shelf.read(key));
      return found?.values && found.at ? found : null;
    } catch {
      return null;
    }
  };

  const clock = (at) => {
    const today = new Date(at).toDateString() === new Date().toDateString();
    return new Date(at).toLocaleString(document.documentElement.lang || "en", {
      ...(today ? {} : { day: "numeric", month: "short" }),
      hour: "2-digit",
      minute: "2-digit",
    });
  };

  function differences(theirs, mine, labels) {
    const details = document.createElement("details");
    details.className = "editor__compare";
    const summary = document.createElement("summary");
    summary.textContent = words.compare;
    details.append(summary);
    details.addEventListener("toggle", () => {
      if (!details.open || details.children.length > 1) return;
      const whole = (version) => [version.title, version.text].flat().filter(Boolean).join("\n\n");
      const scroll = document.createElement("div");
      scroll.className = "editor__compared";
      scroll.tabIndex = 0;
      scroll.append(drawn(whole(theirs), whole(mine), labels));
      const box = document.createElement("textarea");
      box.readOnly = true;
      box.className = "editor__theirs";
      box.rows = 8;
      box.value = whole(theirs);
      box.setAttribute("aria-label", labels.first);
      details.append(scroll, box);
    });
    return details;
  }

  // A version that is not in the form: offered until it is fetched or thrown away.
  function offer(key) {
    const one = recordOf(key);
    if (!one) return;
    if (JSON.stringify(one.values) === snapshot()) return void shelf.drop(key);
    notices.show(key, words.offer.replace("{at}", clock(one.at)), {
      more: differences(one.values, values(), { first: words.kept, second: words.shown }),
      deeds: [
        [
          words.fetch,
          () => {
            const mine = aside();
            shelf.drop(key);
            put(one.values);
            if (mine) offer(mine);
            touched();
          },
        ],
        [words.discard, () => shelf.drop(key)],
      ],
    });
  }

  function aside() {
    const now = values();
    if (![now.title, now.text].flat().join("").trim()) return "";
    const key = shelved + freshId();
    return shelf.keep(key, JSON.stringify({ at: Date.now(), values: now })) ? key : "";
  }

  function put(version) {
    fill(form, version);
    changed();
  }

  // --- On the server.

  const later = (name) => {
    say(words[keepNow() ? name : "notKept"], "waiting");
    saveTimer = setTimeout(save, PAUSES_MS[Math.min(tries, PAUSES_MS.length - 1)]);
    tries += 1;
    return "waiting";
  };

  function save() {
    clearTimeout(saveTimer);
    if (!url()) return Promise.resolve("ok");
    if (stopped) return Promise.resolve("stopped");
    running ??= attempt().finally(() => {
      running = null;
    });
    return running;
  }

  function sending() {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    data.set("text", clean(data.get("text") ?? ""));
    return data;
  }

  async function attempt() {
    const sent = snapshot();
    if (sent === saved) return "ok";
    say(words.saving);
    let answer;
    try {
      const data = sending();
      answer = await post(url(), data);
      if (answer.status === 403 && !isJson(answer) && (await renewToken())) {
        data.set("csrfmiddlewaretoken", token());
        answer = await post(url(), data);
      }
    } catch {
      unsure ??= sent;
      return later("offline");
    }
    if (signedOut(answer) || (answer.status === 403 && !isJson(answer))) {
      notices.show("session", words.signedOut, { urgent: true });
      return later("waiting");
    }
    notices.hide("session");
    if (answer.status === 409 && isJson(answer)) {
      const said = await answer.json().catch(() => null);
      if (said?.theirs) return conflict(said.theirs, sent);
    }
    if (answer.status >= 500 || answer.status === 429) return later("failed");
    if (!answer.ok) {
      keepNow();
      say(await reason(answer, words[answer.status === 404 ? "missing" : "failed"]), "refused");
      return "refused";
    }
    const said = await answer.json().catch(() => null);
    if (!said) return later("failed");
    number.value = said.number;
    saved = sent;
    unsure = null;
    tries = 0;
    say(said.words);
    channel?.postMessage({ kind: "saved", id, number: said.number, values: JSON.parse(sent) });
    form.dispatchEvent(new CustomEvent("editor:saved", { bubbles: true, detail: said }));
    keepNow();
    if (dirty()) saveTimer = setTimeout(save, SAVE_AFTER_MS);
    return "ok";
  }

  // `theirs` holds title and text, and whatever other fields of the form the server names.
  const same = (theirs, version) =>
    Object.keys(version).every(
      (name) => !(name in theirs) || JSON.stringify(plain(theirs[name])) === JSON.stringify(version[name]),
    );

  function conflict(theirs, sent) {
    // What we sent without hearing the answer had arrived after all, or both wrote the same.
    const ours = [sent, unsure].find((one) => one && same(theirs, JSON.parse(one)));
    if (ours) {
      number.value = theirs.number;
      saved = ours;
      unsure = null;
      return attempt();
    }
    stopped = true;
    keepNow();
    say(words.stopped, "refused");
    const told = words.changed
      .replace("{by}", theirs.by || words.somebody)
      .replace("{at}", clock(theirs.at ?? Date.now()));
    const take = () => {
      const mine = aside();
      put(theirs);
      settle(theirs.number);
      if (mine) offer(mine);
    };
    const insist = () => {
      number.value = theirs.number;
      stopped = false;
      save();
    };
    notices.show("conflict", told, {
      urgent: true,
      more: differences(theirs, values(), { first: words.theirs, second: words.mine }),
      deeds: [
        [words.keepMine, insist],
        [words.takeTheirs, take],
      ],
    });
    return "stopped";
  }

  // The form now shows what the server holds.
  function settle(now) {
    number.value = now;
    saved = snapshot();
    unsure = null;
    stopped = false;
    notices.hide("elsewhere");
    keepNow();
    say(words.taken);
  }

  function touched() {
    clearTimeout(keepTimer);
    clearTimeout(saveTimer);
    kept = false;
    keepTimer = setTimeout(keepNow, KEEP_AFTER_MS);
    if (url() && !stopped) saveTimer = setTimeout(save, SAVE_AFTER_MS);
  }

  // --- Other windows of this browser.

  const alive = new Set();
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(shelved) : null;
  const tellAlone = () => {
    if (alive.size) notices.show("twice", words.twice);
    else notices.hide("twice");
  };
  channel?.addEventListener("message", ({ data }) => {
    if (data.kind === "hello") channel.postMessage({ kind: "here", id });
    if (data.kind === "hello" || data.kind === "here") alive.add(data.id);
    if (data.kind === "bye") alive.delete(data.id);
    tellAlone();
    if (data.kind !== "saved" || data.number <= Number(number.value) || stopped) return;
    notices.show("elsewhere", words.elsewhere.replace("{at}", clock(Date.now())), {
      deeds: [
        [
          words.showIt,
          () => {
            const mine = dirty() ? aside() : "";
            put(data.values);
            settle(data.number);
            if (mine) offer(mine);
          },
        ],
      ],
      more: differences(data.values, values(), { first: words.other, second: words.shown }),
    });
  });
  channel?.postMessage({ kind: "hello", id });

  // What windows that are closed by now left behind.
  setTimeout(() => {
    for (const key of shelf.names(shelved)) {
      const one = recordOf(key);
      const age = one ? Date.now() - one.at : Infinity;
      if (age > KEPT_DAYS * 86_400_000) shelf.drop(key);
      else if (key !== own && !alive.has(key.slice(shelved.length))) offer(key);
    }
  }, HELLO_MS);

  // --- When.

  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  form.addEventListener("focusout", () => saveTimer && dirty() && save());
  window.addEventListener("online", save);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) keepNow();
    if (dirty()) save();
  });
  window.addEventListener("pagehide", () => {
    channel?.postMessage({ kind: "bye", id });
    keepNow();
    const now = snapshot();
    if (gone || stopped || !url() || now === saved || now.length > LAST_WORDS) return;
    unsure = now;
    post(url(), sending(), { keepalive: true }).catch(() => {});
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    gone = false;
    channel?.postMessage({ kind: "hello", id });
    if (dirty()) save();
  });
  window.addEventListener("beforeunload", (event) => {
    if (!gone && dirty() && !keepNow()) event.preventDefault();
  });

  if (unsaved) touched();

  return {
    save,
    touched,
    // Hands everything to the server before the form is sent: "ok", "waiting", "stopped", "refused".
    async finish() {
      await running;
      const outcome = await save();
      if (outcome === "stopped") notices.focus("conflict");
      if (outcome === "waiting") keepNow();
      return outcome;
    },
    leave() {
      clearTimeout(saveTimer);
      keepNow();
      gone = true;
    },
  };
}
