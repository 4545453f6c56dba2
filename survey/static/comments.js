/* Reading and correcting comments with the keyboard. Without it every correction is a form with buttons. */
"use strict";

/* How far reading has come, every three seconds until it is done. */
(function () {
  const box = document.querySelector("[data-progress]");
  if (!box) return;
  async function look() {
    try {
      const reply = await fetch(box.dataset.progress, { credentials: "same-origin", redirect: "error" });
      if (!reply.ok) return;
      const found = await reply.json();
      box.querySelector("p").textContent = found.said;
      box.querySelector("progress").value = found.read;
      if (!found.done) setTimeout(look, 3000);
    } catch (error) { /* the page still says how to look again */ }
  }
  setTimeout(look, 3000);
})();

(function () {
  const list = document.querySelector("[data-comments]");
  const help = document.getElementById("keys");
  if (!list || !help) return;
  const said = list.querySelector("[data-said]");
  const opener = list.querySelector("[data-keys]");
  const undone = [];
  let current = null;

  if (opener && help.showModal) {
    opener.hidden = false;
    opener.addEventListener("click", function () { help.showModal(); });
  }

  function say(text) { if (said) said.textContent = text; }

  function all() { return Array.from(list.querySelectorAll("[data-comment]")); }

  function here() {
    const focused = document.activeElement && document.activeElement.closest("[data-comment]");
    return focused || current;
  }

  function go(step) {
    const comments = all();
    if (!comments.length) return;
    const place = comments.indexOf(here());
    const page = place + step >= comments.length ? "next" : step < 0 && place === 0 ? "prev" : "";
    const further = page && document.querySelector("a[rel=" + page + "]");
    if (further) {
      further.click();
      return;
    }
    const next = comments[Math.min(Math.max(place + step, 0), comments.length - 1)];
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "center" });
  }

  list.addEventListener("focusin", function (event) {
    current = event.target.closest("[data-comment]") || current;
  });

  function replace(article, html) {
    const made = new DOMParser().parseFromString(html, "text/html").querySelector("[data-comment]");
    if (!made) return;
    article.replaceWith(made);
    current = made;
    made.focus({ preventScroll: true });
  }

  async function send(url, fields, article) {
    article.setAttribute("aria-busy", "true");
    try {
      const reply = await fetch(url, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: fields,
        credentials: "same-origin",
        redirect: "error",
      });
      if (!reply.ok) throw new Error(String(reply.status));
      const kept = await reply.json();
      replace(article, kept.html);
      return kept;
    } catch (error) {
      article.removeAttribute("aria-busy");
      say(list.dataset.failed);
      return null;
    }
  }

  async function correct(form, button) {
    const article = form.closest("[data-comment]");
    if (article.getAttribute("aria-busy")) return;
    const fields = new URLSearchParams(new FormData(form));
    if (button && button.name) fields.append(button.name, button.value);
    const kept = await send(form.action, fields, article);
    if (!kept) return;
    undone.push({ url: form.action, undo: kept.undo, token: fields.get("csrf_token") });
    say(kept.said);
  }

  async function undo() {
    const last = undone.pop();
    const article = last && document.getElementById("c-" + last.undo.ref);
    if (!article) {
      say(list.dataset.nothing);
      return;
    }
    const fields = new URLSearchParams({ csrf_token: last.token, aspect: last.undo.aspect });
    if (last.undo.values.length) last.undo.values.forEach(function (value) { fields.append("values", value); });
    else fields.append("withdraw", "y");
    if (await send(last.url, fields, article)) say(list.dataset.undone);
    else undone.push(last);
  }

  list.addEventListener("submit", function (event) {
    if (!event.target.matches("[data-correct]")) return;
    event.preventDefault();
    correct(event.target, event.submitter);
  });

  function tone(key) {
    const article = here();
    const button = article && article.querySelector("[data-key='" + key + "']");
    if (button) correct(button.form, button);
  }

  function dimensions() {
    const article = here();
    const box = article && article.querySelector("[data-dimensions]");
    if (!box) return;
    box.open = true;
    box.querySelector("input[type=checkbox]").focus();
  }

  function open() {
    const article = here();
    if (!article) return;
    history.replaceState(null, "", "#" + article.id); /* coming back, this comment has the focus again */
    location.assign(article.dataset.open);
  }

  const marked = location.hash.startsWith("#c-") && document.getElementById(location.hash.slice(1));
  if (marked) marked.focus();

  function typing(target) {
    return target.closest("input, textarea, select, [contenteditable]") !== null;
  }

  document.addEventListener("keydown", function (event) {
    const box = event.target.closest && event.target.closest("[data-dimensions]");
    if (box && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      correct(box.querySelector("form"), null);
      return;
    }
    if (box && event.key === "Escape") {
      box.open = false;
      box.closest("[data-comment]").focus();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (help.open) {
      if (event.key === "?") help.close();
      return;
    }
    if (typing(event.target)) return;
    const act = {
      j: function () { go(1); },
      k: function () { go(-1); },
      d: dimensions,
      u: undo,
      "?": function () { if (help.showModal) help.showModal(); },
      "？": function () { if (help.showModal) help.showModal(); },
      "/": function () { document.getElementById("f-q").focus(); },
      Enter: event.target.matches("[data-comment]") ? open : null,
    }[event.key] || (/^[0-4]$/.test(event.key) ? function () { tone(event.key); } : null);
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
