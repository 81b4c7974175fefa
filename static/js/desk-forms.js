/*
 * Forms of the desk: nothing typed is lost.
 *
 * What stands in a changed form is kept in this browser (localStorage), under the account and the form's address. It
 * is offered again when the form is opened, taken away once the form is saved, and all of it when one signs out.
 * Leaving a changed form asks first. Putting a draft back sends it to the server, which shows it and saves nothing.
 */
"use strict";

const DRAFTS = "chancery-draft:";
const SAVED = "desk_saved";
const WAIT = 400; // ms after the last key
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "desk_user", "_again", "_settle"]);

const account = document.querySelector("meta[name='desk-account']")?.content ?? "";
const marker = document.querySelector("form input[name='desk_user'][data-draft]");
const form = marker?.form;
const keyOf = (path) => `${DRAFTS}${account}:${path}`;
let signingOut = false;

/* localStorage may be full, or refused by the browser's settings: then there is only no draft. */
const store = {
  read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  write(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* no room */ } },
  drop(key) { try { localStorage.removeItem(key); } catch { /* refused */ } },
  mine() { try { return Object.keys(localStorage).filter((key) => key.startsWith(keyOf(""))); } catch { return []; } },
};

/* The server names the form that it has saved in a cookie of one minute, read here on the page that follows. */
const saved = document.cookie.split("; ").find((part) => part.startsWith(`${SAVED}=`));
if (saved) {
  store.drop(keyOf(decodeURIComponent(saved.slice(SAVED.length + 1))));
  document.cookie = `${SAVED}=; path=/admin/; max-age=0; samesite=lax`;
}

document.getElementById("logout-form")?.addEventListener("submit", () => {
  signingOut = true;
  store.mine().forEach(store.drop);
});
for (const link of document.querySelectorAll("[data-drop-draft]")) {
  link.addEventListener("click", () => store.drop(keyOf(location.pathname)));
}

if (form) {
  const key = keyOf(location.pathname);
  const bound = marker.dataset.draft === "unsaved"; // typed and not saved: the server sent it back
  let waiting = 0, leaving = false;

  const fields = () => [...new FormData(form)].filter(([name, value]) => !LEFT_OUT.has(name) && typeof value === "string");
  // Not the state that the form was made of, which differs with each colleague's save.
  const text = (pairs) => JSON.stringify(pairs.filter(([name]) => name !== "desk_seen"));
  let clean = "";
  const changed = () => bound || text(fields()) !== clean;

  const keep = () => {
    clearTimeout(waiting);
    waiting = 0;
    if (signingOut) return;
    if (changed()) store.write(key, { at: Date.now(), fields: fields() });
    else store.drop(key);
  };
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(keep, WAIT); };

  const again = (pairs) => {
    const back = document.createElement("form");
    back.method = "post";
    back.hidden = true;
    const token = form.querySelector("[name='csrfmiddlewaretoken']").value;
    for (const [name, value] of [...pairs, ["csrfmiddlewaretoken", token], ["desk_user", marker.value], ["_again", "1"]]) {
      const field = document.createElement("textarea"); // an input would lose the ends of lines
      field.name = name;
      field.value = value;
      back.append(field);
    }
    document.body.append(back);
    leaving = true;
    back.submit();
  };

  const offer = (draft) => {
    const box = document.createElement("section");
    box.className = "draft-offer";
    box.setAttribute("aria-label", "Unsaved text");
    const words = document.createElement("p");
    const when = new Date(draft.at).toLocaleString(document.documentElement.lang || undefined, { dateStyle: "medium", timeStyle: "short" });
    words.textContent = `This browser has unsaved text for this form, typed ${when}.`;
    box.append(words);
    for (const [label, act] of [["Put it back", () => again(draft.fields)], ["Throw it away", () => { store.drop(key); box.remove(); }]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button";
      button.textContent = label;
      button.addEventListener("click", act);
      box.append(button);
    }
    form.before(box);
  };

  // Once other scripts have filled in what they fill in.
  addEventListener("load", () => {
    clean = text(fields());
    const draft = store.read(key);
    if (!bound && draft && text(draft.fields) !== clean) offer(draft);
    else if (!bound) store.drop(key);
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    document.addEventListener("formset:added", soon);
    document.addEventListener("formset:removed", soon);
    window.django?.jQuery?.(form).on("change", soon); // boxes that look entries up speak jQuery alone
    if (bound) keep();
  });
  form.addEventListener("submit", () => { keep(); leaving = true; });
  addEventListener("pageshow", () => { leaving = false; });
  addEventListener("pagehide", () => { if (waiting) keep(); });
  addEventListener("beforeunload", (event) => { if (!leaving && changed()) event.preventDefault(); });
}
