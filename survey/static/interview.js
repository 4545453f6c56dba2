/* Saves what is typed every ten seconds and lends the interviewer a few keys. Without it everything works by buttons. */
"use strict";

(function () {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const EVERY = 10000;
  const state = form.querySelector("[data-save-state]");
  let saved = body();
  let running = null;
  let leaving = false;

  function body() {
    const data = new URLSearchParams(new FormData(form));
    data.delete("csrf_token");
    data.delete("stamp");
    for (const name of Array.from(data.keys())) if (name.startsWith("seen:")) data.delete(name);
    return data.toString();
  }

  function say(text, failed) {
    state.textContent = text;
    state.classList.toggle("failed", Boolean(failed));
  }

  function post() {
    return fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(new FormData(form)),
      credentials: "same-origin",
      redirect: "error",
    });
  }

  /* Signing in again in another window changes the page's token: fetch a new one, keep what is typed. */
  async function renewToken() {
    const page = await fetch(location.pathname, { credentials: "same-origin", redirect: "error" });
    const found = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[name=csrf_token]");
    if (found) for (const field of document.querySelectorAll("[name=csrf_token]")) field.value = found.value;
    return Boolean(found);
  }

  async function save() {
    const sending = body();
    if (sending === saved) {
      say("");
      return;
    }
    say(state.dataset.saving);
    try {
      let reply = await post();
      if (reply.status === 400 && (await renewToken())) reply = await post();
      if (!reply.ok) throw new Error(String(reply.status));
      const kept = await reply.json();
      if (kept.clashes.length) {
        say(state.dataset.clash, true);
        return;
      }
      form.elements.stamp.value = kept.stamp;
      for (const [name, mark] of Object.entries(kept.seen)) {
        const field = form.elements["seen:" + name];
        if (field) field.value = mark;
      }
      saved = sending;
      form.dispatchEvent(new CustomEvent("liusheng-saved"));
      const problem = Object.keys(kept.problems).length > 0;
      say(problem ? state.dataset.problem : kept.saved + " " + new Date().toTimeString().slice(0, 5), problem);
    } catch (error) {
      say(state.dataset.failed, true);
    }
  }

  function autosave() {
    if (running || leaving) return running;
    running = save().finally(function () { running = null; });
    return running;
  }

  setInterval(autosave, EVERY);
  document.addEventListener("visibilitychange", function () { if (document.hidden) autosave(); });
  form.addEventListener("input", function () { if (!running) say(state.dataset.dirty); });

  form.addEventListener("submit", function (event) {
    if (leaving) return;
    leaving = true;
    if (!running) return;
    event.preventDefault(); /* an autosave under way first, else we would clash with ourselves */
    const button = event.submitter;
    running.then(function () { form.requestSubmit ? form.requestSubmit(button || undefined) : form.submit(); });
  });
  window.addEventListener("pageshow", function () { leaving = false; });
  window.addEventListener("beforeunload", function (event) {
    if (!leaving && body() !== saved) event.preventDefault();
  });

  /* keys */
  const questions = Array.from(form.querySelectorAll("[data-question]"));

  function go(step) {
    const here = questions.findIndex(function (one) { return one.contains(document.activeElement); });
    const next = questions[Math.min(Math.max(here + step, 0), questions.length - 1)];
    const field = next && next.querySelector("textarea, input:not([type=hidden]), select");
    if (field) {
      next.scrollIntoView({ block: "center" });
      field.focus({ preventScroll: true });
    }
  }

  function insert(before, after) {
    const field = document.activeElement;
    if (!field || field.tagName !== "TEXTAREA" || field.form !== form) return;
    const chosen = field.value.slice(field.selectionStart, field.selectionEnd);
    field.setRangeText(before + chosen + after, field.selectionStart, field.selectionEnd, "end");
    if (after && !chosen) field.selectionStart = field.selectionEnd -= after.length;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.code === "KeyS") {
      event.preventDefault();
      autosave();
      return;
    }
    if (!event.altKey || event.ctrlKey || event.metaKey) return;
    const act = {
      ArrowDown: function () { go(1); },
      ArrowUp: function () { go(-1); },
      KeyT: function () { insert("[" + new Date().toTimeString().slice(0, 5) + "] ", ""); },
      KeyQ: function () { insert("“", "”"); },
      KeyC: function () {
        const code = form.querySelector("#stated_code");
        if (code) code.focus();
      },
    }[event.code];
    if (!act) return;
    event.preventDefault();
    act();
  });
})();
