/* Comfort for respondents: everything works without this file. ES2017, no dependency.
   <form data-save="URL" data-draft="id" data-section="key">: saved 10 s after a change, and copied to
   localStorage until the server has it. <… data-done="id"> on the
   thank-you page clears the copies. */
(function () {
  "use strict";
  var WAIT = 10000;
  var PREFIX = "liusheng:";

  function each(list, work) { Array.prototype.forEach.call(list, work); }

  // localStorage may be missing, full or forbidden (private windows, WeChat): all of it is best effort.
  function store(work) {
    try { return work(window.localStorage); } catch (refused) { return null; }
  }

  function drop(draft, except) {
    store(function (box) {
      Object.keys(box).forEach(function (key) {
        if (key.indexOf(PREFIX + draft + "#") === 0 && key !== except) box.removeItem(key);
      });
    });
  }

  function fieldsOf(form) {
    return Array.prototype.filter.call(form.elements, function (field) {
      return field.name && field.name.indexOf("q.") === 0;
    });
  }

  function snapshot(form) {
    var kept = [];
    fieldsOf(form).forEach(function (field) {
      var ticks = field.type === "radio" || field.type === "checkbox";
      if (ticks ? field.checked : field.value) kept.push([field.name, field.value]);
    });
    return kept;
  }

  // Fills only what is empty: what the server shows again outranks the copy.
  function restore(form, kept) {
    var filled = new Set(snapshot(form).map(function (pair) { return pair[0]; }));
    fieldsOf(form).forEach(function (field) {
      if (filled.has(field.name)) return;
      kept.forEach(function (pair) {
        if (pair[0] !== field.name) return;
        if (field.type === "radio" || field.type === "checkbox") {
          if (field.value === pair[1]) field.checked = true;
        } else {
          field.value = pair[1];
        }
      });
    });
  }

  function body(form) {
    var sent = new URLSearchParams();
    new FormData(form).forEach(function (value, name) {
      if (typeof value === "string") sent.append(name, value);
    });
    return sent;
  }

  function keepSaved(form) {
    var draft = form.dataset.draft || location.pathname;
    var key = PREFIX + draft + "#" + (form.dataset.section || "");
    var notice = document.querySelector("[data-saved]");
    var timer = null;
    var changes = 0;
    var saved = 0;

    function copy() {
      store(function (box) { box.setItem(key, JSON.stringify(snapshot(form))); });
    }

    function save(leaving) {
      timer = null;
      if (!form.dataset.save || changes === saved || form.dataset.sent) return;
      var at = changes;
      fetch(form.dataset.save, {
        method: "POST", body: body(form), credentials: "same-origin", keepalive: leaving === true
      }).then(function (answer) {
        if (!answer.ok) return;
        saved = Math.max(saved, at);
        if (saved === changes) store(function (box) { box.removeItem(key); });
        if (notice) notice.hidden = false;
      }).catch(function () { /* offline: the copy stays, the next change tries again */ });
    }

    function changed() {
      changes += 1;
      copy();
      if (notice) notice.hidden = true;
      if (timer === null) timer = setTimeout(save, WAIT);
    }

    drop(draft, key);
    var kept = store(function (box) { return JSON.parse(box.getItem(key) || "[]"); });
    if (Array.isArray(kept) && kept.length) {
      restore(form, kept.filter(Array.isArray));
      changes += 1;
      timer = setTimeout(save, WAIT);
    }
    form.addEventListener("input", changed);
    form.addEventListener("change", changed);
    document.addEventListener("visibilitychange", function () {
      if (document.visibilityState === "hidden") save(true);
    });
    form.addEventListener("submit", copy);
  }

  function sendOnce(form) {
    var notice = form.querySelector("[data-offline]");
    function enable(on) {
      each(form.querySelectorAll("button"), function (button) { button.disabled = !on; });
    }
    form.addEventListener("submit", function (event) {
      var offline = navigator.onLine === false;
      if (notice) notice.hidden = !offline;
      if (offline || form.dataset.sent) { event.preventDefault(); return; }
      form.dataset.sent = "1";
      // After this turn, so that the name of the button pressed is still sent.
      setTimeout(function () { enable(false); }, 0);
    });
    window.addEventListener("pageshow", function () {
      delete form.dataset.sent;
      enable(true);
    });
  }

  // Characters are counted as the server counts them: code points, one for a newline.
  function countCharacters(area) {
    var most = Number(area.dataset.max);
    var line = document.createElement("p");
    line.className = "counter";
    line.setAttribute("aria-hidden", "true");
    area.parentNode.insertBefore(line, area.nextSibling);
    function show() {
      var n = Array.from(area.value.replace(/\r\n?/g, "\n")).length;
      line.textContent = n + " / " + most;
      line.classList.toggle("over", n > most);
    }
    area.addEventListener("input", show);
    show();
  }

  // "None of these" and the others exclude each other.
  function keepAlone(event) {
    var box = event.target;
    if (box.type !== "checkbox" || !box.checked) return;
    each(box.form.elements, function (other) {
      if (other === box || other.name !== box.name) return;
      if ("alone" in box.dataset || "alone" in other.dataset) other.checked = false;
    });
  }

  var done = document.querySelector("[data-done]");
  if (done) drop(done.dataset.done, null);
  each(document.querySelectorAll("form[data-save]"), function (form) {
    // Fields open by themselves here: the server need not send the page back to open them.
    if (form.elements.plain) form.elements.plain.disabled = true;
    form.addEventListener("change", keepAlone);
    keepSaved(form);
    sendOnce(form);
  });
  var retry = document.querySelector("form[data-retry]");
  if (retry) setTimeout(function () { retry.submit(); }, 8000);
  each(document.querySelectorAll("textarea[data-max]"), countCharacters);
}());
