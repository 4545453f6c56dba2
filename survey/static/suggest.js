/* Suggested reason codes beside a field: fetched on asking or after the notes were saved; a click fills the field. */
"use strict";

(function () {
  const boxes = Array.from(document.querySelectorAll("[data-suggest]"));

  function line(box, one) {
    const item = document.createElement("li");
    const code = document.createElement("b");
    code.textContent = one.code;
    item.append(code, " " + one.label + " ");
    if (one.words.length) {
      const words = document.createElement("span");
      words.className = "muted small";
      words.textContent = box.dataset.because + one.words.join(box.dataset.joined);
      item.append(words, " ");
    }
    const fill = document.createElement("button");
    fill.type = "button";
    fill.className = "btn btn-sm btn-outline-secondary";
    fill.textContent = box.dataset.fill;
    fill.setAttribute("aria-label", box.dataset.fill + " " + one.code + " " + one.label);
    fill.addEventListener("click", function () {
      const field = document.getElementById(box.dataset.field);
      field.value = one.code;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
    item.append(fill);
    return item;
  }

  function say(list, text) {
    const said = document.createElement("p");
    said.className = "muted small";
    said.textContent = text;
    list.replaceChildren(said);
  }

  async function ask(box, aloud) {
    const list = box.querySelector("[data-suggest-list]");
    box.setAttribute("aria-busy", "true");
    try {
      const reply = await fetch(box.dataset.url, { headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "error" });
      if (!reply.ok) throw new Error(String(reply.status));
      const found = await reply.json();
      if (found.codes.length) {
        const items = document.createElement("ul");
        items.className = "suggested";
        items.append(...found.codes.map(function (one) { return line(box, one); }));
        list.replaceChildren(items);
      } else if (aloud) say(list, found.message);
    } catch (error) {
      if (aloud) say(list, box.dataset.failed);
    }
    box.removeAttribute("aria-busy");
  }

  boxes.forEach(function (box) {
    box.querySelector("[data-suggest-ask]").addEventListener("click", function (event) {
      event.preventDefault();
      ask(box, true);
    });
    if (box.hasAttribute("data-auto")) ask(box, false);
    const form = box.closest("form[data-autosave]");
    if (form) form.addEventListener("liusheng-saved", function () { ask(box, false); });
  });
})();
