/*
 * Typing at the desk: what a date was understood as, sources looked up where they are cited, keys instead of the mouse.
 * Without this script the forms work as they are.
 */
"use strict";

const WAIT_TYPING = 250; // ms after the last key
const MOST_SOURCES = 8;
const LAST_SOURCE = `chancery-draft:${document.querySelector("meta[name='desk-account']")?.content ?? ""}:last-source`;
const ADMIN = "/admin/";

/* Dates: '2014~' is answered with 'about 2014, between 1 Jan 2013 and 31 Dec 2015', below the box, as one types. */

let spoken = 0;
function explainDates(input) {
  const said = document.createElement("div");
  said.className = "understood";
  said.setAttribute("role", "status"); // read out when it changes
  said.id = `${input.id || `date-${spoken++}`}_understood`;
  (input.closest(".flex-container") ?? input).after(said);
  input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${said.id}`.trim());
  let waiting = 0, asking = null;
  const ask = async () => {
    asking?.abort();
    const text = input.value.trim();
    if (!text) { said.textContent = ""; said.classList.remove("wrong"); return; }
    asking = new AbortController();
    const query = new URLSearchParams({ text, end: input.dataset.date === "end" ? "1" : "0" });
    try {
      const response = await fetch(`${ADMIN}dates/?${query}`, { signal: asking.signal, headers: { Accept: "application/json" } });
      const answer = await response.json();
      said.textContent = answer.error ?? answer.understood;
      said.classList.toggle("wrong", "error" in answer);
    } catch { /* signed out, or typed on: the form itself will say */ }
  };
  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, WAIT_TYPING); });
  input.addEventListener("change", () => { clearTimeout(waiting); ask(); });
  if (input.value) ask();
}

/* Citations: the first cell of a line is a source's slug, looked up by title, slug, author, publisher or address. */

function citeSources(box) {
  const [app, model, field] = box.dataset.cites.split(" ");
  const list = document.createElement("ul");
  const tools = document.createElement("div");
  const last = document.createElement("button");
  list.id = `${box.id}-sources`;
  list.className = "source-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Sources");
  list.hidden = true;
  tools.className = "cite-tools";
  last.type = "button";
  last.className = "button";
  tools.append(last);
  box.after(list, tools);
  box.setAttribute("aria-controls", list.id);
  box.setAttribute("aria-autocomplete", "list");

  const latest = () => { try { return localStorage.getItem(LAST_SOURCE) ?? ""; } catch { return ""; } };
  const remember = (slug) => { try { localStorage.setItem(LAST_SOURCE, slug); } catch { /* no room */ } };
  const offerLast = () => { last.textContent = `Cite last source: ${latest()}`; tools.hidden = !latest(); };
  const changed = () => box.dispatchEvent(new Event("input", { bubbles: true }));

  const line = () => {
    const start = box.value.lastIndexOf("\n", box.selectionStart - 1) + 1;
    const end = box.value.indexOf("\n", start);
    return { start, end: end < 0 ? box.value.length : end };
  };
  /* What stands in the first cell of the caret's line; null where the caret is beyond it. */
  const asked = () => {
    const before = box.value.slice(line().start, box.selectionStart);
    return before.includes("|") ? null : before.trim();
  };

  let chosen = -1, waiting = 0, asking = null;
  const choose = (at) => {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = at;
    if (at < 0) return box.removeAttribute("aria-activedescendant");
    list.children[at].setAttribute("aria-selected", "true");
    list.children[at].scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", list.children[at].id);
  };
  const close = () => { clearTimeout(waiting); asking?.abort(); choose(-1); list.hidden = true; };
  const take = (slug) => {
    const { start, end } = line();
    const rest = box.value.slice(start, end);
    const after = rest.includes("|") ? rest.slice(rest.indexOf("|")) : "| ";
    box.setRangeText(`${slug} ${after}`, start, end, "end");
    close();
    remember(slug);
    changed();
    close();
  };
  const show = (results) => {
    list.replaceChildren(...results.slice(0, MOST_SOURCES).map((row, at) => {
      const option = document.createElement("li");
      const slug = document.createElement("b");
      slug.textContent = row.slug;
      option.id = `${list.id}-${at}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.append(slug, ` ${row.text}`);
      option.addEventListener("mousedown", (event) => { event.preventDefault(); take(row.slug); });
      return option;
    }));
    chosen = -1;
    list.hidden = !results.length;
  };
  const ask = async () => {
    const term = asked();
    if (!term) return close();
    asking?.abort();
    asking = new AbortController();
    const query = new URLSearchParams({ app_label: app, model_name: model, field_name: field, term });
    try {
      const response = await fetch(`${ADMIN}autocomplete/?${query}`, { signal: asking.signal });
      const { results } = await response.json();
      if (results.length === 1 && results[0].slug === term) close();
      else show(results);
    } catch { /* signed out, or typed on */ }
  };
  box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(ask, WAIT_TYPING); });
  box.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const count = list.children.length;
    if (event.key === "ArrowDown") choose((chosen + 1) % count);
    else if (event.key === "ArrowUp") choose((chosen + count - 1) % count);
    else if (event.key === "Enter" && chosen >= 0 && !event.ctrlKey) take(list.children[chosen].firstChild.textContent);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  box.addEventListener("blur", close);
  box.addEventListener("change", () => {
    const slug = box.value.trimEnd().split("\n").at(-1).split("|")[0].trim();
    if (slug) remember(slug);
  });
  last.addEventListener("click", () => {
    const gap = box.value && !box.value.endsWith("\n") ? "\n" : "";
    box.setRangeText(`${gap}${latest()} | `, box.value.length, box.value.length, "end");
    changed();
    box.focus();
    close();
  });
  box.addEventListener("focus", offerLast);
  offerLast();
}

/* A box that looks entries up names itself by what is chosen in it, which is nothing at first: the label comes before. */
function nameBoxes(root) {
  for (const box of root.querySelectorAll(".select2-selection[aria-labelledby]")) {
    const field = box.closest(".select2-container").previousElementSibling;
    const column = [...box.closest("td")?.classList ?? []].find((one) => one.startsWith("field-"))?.replace("field", "column");
    const label = field?.labels?.[0] ?? (column && box.closest("table").querySelector(`th.${column}`));
    if (!label || !field.id) continue;
    label.id ||= `${field.id}_label`;
    const chosen = box.getAttribute("aria-labelledby").split(" ").at(-1);
    box.setAttribute("aria-labelledby", `${label.id} ${chosen}`);
    document.getElementById(chosen)?.setAttribute("aria-labelledby", label.id);
  }
}
// After Django's scripts, which make the boxes in the same queue of jQuery's.
addEventListener("load", () => window.django?.jQuery?.(() => nameBoxes(document)));

function enhance(root) {
  // Django keeps an empty row to copy; it is enhanced once it is one.
  const used = (one) => !one.closest(".empty-form");
  [...root.querySelectorAll("input[data-date]")].filter(used).forEach(explainDates);
  [...root.querySelectorAll("textarea[data-cites]")].filter(used).forEach(citeSources);
}
enhance(document);

/* A new row: what one types next goes into its first box. */
document.addEventListener("formset:added", (event) => {
  enhance(event.target);
  nameBoxes(event.target);
  const first = [...event.target.querySelectorAll("input, select, textarea, .select2-selection")].find(
    (one) => one.offsetParent !== null && one.type !== "hidden" && !one.classList.contains("select2-hidden-accessible"),
  );
  first?.focus();
});

/* Ctrl+S saves and stays; Ctrl+Enter saves and shows what publishing would change. */
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
  const names = { s: ["_continue", "_save"], Enter: ["_compare"] }[event.key];
  const button = names?.map((name) => document.querySelector(`.submit-row [name='${name}']`)).find(Boolean);
  if (!button) return;
  event.preventDefault();
  button.click();
});
