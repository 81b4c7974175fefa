/*
 * Names while typing: makes each search box with data-names a combobox (WAI-ARIA 1.2, list with manual selection).
 * Without this script the box is a plain search form. Nothing typed leaves this site. What it says stands in the
 * box's data- attributes, in the language of the page.
 */
"use strict";

for (const input of document.querySelectorAll("input[data-names]")) {
  const list = document.createElement("ul");
  const said = document.createElement("span");
  list.id = `${input.id}-names`;
  list.className = "names";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.label);
  list.hidden = true;
  said.className = "vh";
  said.setAttribute("role", "status");
  input.after(list, said);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.autocomplete = "off";

  let chosen = -1, waiting = 0, asking = null;

  const choose = (at) => {
    const options = list.children;
    options[chosen]?.setAttribute("aria-selected", "false");
    chosen = at;
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    options[at].setAttribute("aria-selected", "true");
    options[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[at].id);
  };

  const close = () => {
    clearTimeout(waiting);
    asking?.abort();
    choose(-1);
    list.hidden = true;
    said.textContent = "";
    input.setAttribute("aria-expanded", "false");
  };

  const option = (name, at) => {
    const item = document.createElement("li");
    const title = document.createElement("bdi");
    const kind = document.createElement("span");
    item.id = `${list.id}-${at}`;
    item.dataset.url = name.url;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const also = input.dataset.also.replace("{kind}", name.label).replace("{name}", name.called);
    kind.textContent = name.called ? also : name.label;
    title.textContent = name.title;
    if (name.lang) title.lang = name.lang;
    item.append(title, " ", kind);
    return item;
  };

  const show = (names) => {
    close();
    list.replaceChildren(...names.map(option));
    const form = new Intl.PluralRules(document.documentElement.lang).select(names.length);
    said.textContent = names.length ? input.dataset[form].replace("{n}", names.length) : "";
    list.hidden = !names.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
  };

  const ask = async () => {
    const query = new URLSearchParams({ q: input.value });
    for (const clock of ["as_of", "known_at"]) {
      const field = input.form.elements.namedItem(clock);
      if (field?.value) query.set(clock, field.value);
    }
    asking = new AbortController();
    try {
      const response = await fetch(`${input.dataset.names}?${query}`, { signal: asking.signal });
      if (response.ok) show((await response.json()).names);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  input.addEventListener("input", () => {
    close();
    if (input.value.trim().length > 1) waiting = setTimeout(ask, 120);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (list.hidden || event.isComposing) return;
    if (event.key === "ArrowDown") choose(chosen < last ? chosen + 1 : -1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? last : chosen - 1);
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" && chosen >= 0) location.assign(list.children[chosen].dataset.url);
    else return;
    event.preventDefault();
  });
  // Before the box loses focus, which would close the list.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (item) location.assign(item.dataset.url);
  });
}
