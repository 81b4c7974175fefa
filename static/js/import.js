/* Imports: say at once that a file is too large, go on with a check by itself, and show how far a long step is. */
"use strict";

const upload = document.querySelector("form[data-limit]");
if (upload) {
  upload.addEventListener("submit", (event) => {
    const file = upload.querySelector("input[type=file]").files[0];
    const limit = Number(upload.dataset.limit);
    const note = document.getElementById("too-large");
    note.hidden = !(file && file.size + 10000 > limit);
    if (!note.hidden) {
      event.preventDefault();
      note.textContent = `This file has ${Math.ceil(file.size / 1048576)} MB; at most ${Math.floor(limit / 1048576)} MB are taken. Split it.`;
    }
  });
}

const ask = async (address, form, look) => {
  const body = new FormData(form);
  if (look) body.append("look", "1");
  const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
};
const wait = (time) => new Promise((done) => setTimeout(done, time));

const work = document.querySelector("form.import-work");
if (work) {
  const bar = work.querySelector("progress");
  const label = work.querySelector("label");
  const button = work.querySelector("input[type=submit]");
  const go = async () => {
    button.hidden = true;
    for (let failed = 0; failed < 5; ) {
      try {
        const found = await ask(work.action, work, false);
        failed = 0;
        label.textContent = found.line;
        bar.value = found.done;
        if (found.state !== "checking") {
          location.reload();
          return;
        }
        await wait(100);
      } catch {
        failed += 1;
        await wait(2000);
      }
    }
    label.textContent = "The site does not answer. Nothing is lost: go on when it does.";
    button.hidden = false;
  };
  go();
}

for (const form of document.querySelectorAll("form[data-watch]")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("input[type=submit]");
    setTimeout(() => { button.disabled = true; }, 0);
    const look = async () => {
      try {
        const found = await ask(form.dataset.watch, form, true);
        button.value = found.line;
      } catch {
        // The step itself goes on; only its progress is not known.
      }
      setTimeout(look, 1500);
    };
    setTimeout(look, 1500);
  });
}
