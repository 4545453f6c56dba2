/* Comfort in the builder: everything works without this file. Dragging sends the same form as the arrows. */
(function () {
  "use strict";

  function post(url, fields) {
    var token = document.querySelector("input[name=csrf_token]");
    var form = document.createElement("form");
    form.method = "post";
    form.action = url;
    Object.keys(fields).forEach(function (name) {
      var input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = fields[name];
      form.appendChild(input);
    });
    form.appendChild(token.cloneNode());
    document.body.appendChild(form);
    form.submit();
  }

  function placeOf(element) {
    return Array.prototype.indexOf.call(element.parentNode.children, element);
  }

  function draggable(builder) {
    var stamp = builder.dataset.stamp;
    builder.classList.add("dragging");
    Sortable.create(builder.querySelector("[data-sections]"), {
      handle: ".outline-section > .handle",
      animation: 120,
      ghostClass: "ghost",
      onEnd: function (event) {
        if (event.oldIndex === event.newIndex) return;
        post(event.item.dataset.move, { stamp: stamp, position: placeOf(event.item) });
      },
    });
    builder.querySelectorAll("[data-items]").forEach(function (list) {
      Sortable.create(list, {
        group: "items",
        handle: ".handle",
        animation: 120,
        ghostClass: "ghost",
        onEnd: function (event) {
          if (event.from === event.to && event.oldIndex === event.newIndex) return;
          post(event.item.dataset.move, {
            stamp: stamp,
            section: event.to.dataset.items,
            position: placeOf(event.item),
          });
        },
      });
    });
    builder.querySelectorAll("[data-options]").forEach(function (list) {
      Sortable.create(list, {
        handle: ".handle",
        animation: 120,
        ghostClass: "ghost",
        onEnd: function () {
          list.querySelectorAll(".place input").forEach(function (input, index) { input.value = index + 1; });
        },
      });
    });
  }

  // The outline keeps its place while one works through it.
  function rememberScroll(outline) {
    var name = "liusheng-outline:" + window.location.pathname.split("/")[2];
    try {
      outline.scrollTop = Number(window.sessionStorage.getItem(name)) || 0;
      window.addEventListener("pagehide", function () { window.sessionStorage.setItem(name, outline.scrollTop); });
    } catch (refused) { /* private windows: the outline starts at its top */ }
    var selected = outline.querySelector(".selected");
    if (!selected || outline.scrollHeight <= outline.clientHeight) return;
    var box = selected.getBoundingClientRect();
    var frame = outline.getBoundingClientRect();
    if (box.top < frame.top || box.bottom > frame.bottom) outline.scrollTop += box.top - frame.top - 80;
  }

  // Offers the answers of the chosen item as boxes that fill the text field, and hides what is not asked.
  function conditions(when) {
    var offered = new Map(Object.entries(JSON.parse(when.dataset.offered)));
    var item = when.querySelector("[name=condition_item]");
    var values = when.querySelector("[name=condition_values]");
    var comparison = when.querySelector("[name=condition_comparison]");
    var part = when.querySelector("[name=condition_part]").closest(".field");
    var modes = when.parentNode.querySelectorAll("[name=condition]");
    var boxes = document.createElement("div");
    boxes.className = "offered";
    values.closest(".field").before(boxes);

    function chosen() {
      return values.value.split("\n").map(function (one) { return one.trim(); }).filter(Boolean);
    }

    function draw() {
      boxes.textContent = "";
      var wanted = chosen();
      (offered.get(item.value) || []).forEach(function (pair) {
        var label = document.createElement("label");
        var box = document.createElement("input");
        label.className = "check";
        box.type = "checkbox";
        box.className = "form-check-input";
        box.checked = wanted.indexOf(pair[0]) >= 0 || wanted.indexOf(pair[1]) >= 0;
        box.addEventListener("change", function () {
          var kept = chosen().filter(function (one) { return one !== pair[0] && one !== pair[1]; });
          if (box.checked) kept.push(pair[0]);
          values.value = kept.join("\n");
          if (kept.length > 1 && comparison.value === "is") comparison.value = "in";
        });
        label.append(box, " " + pair[1]);
        boxes.append(label);
      });
    }

    function show() {
      var mode = Array.prototype.find.call(modes, function (one) { return one.checked; });
      when.hidden = !mode || mode.value !== "when";
      var without = comparison.value === "answered" || comparison.value === "unanswered";
      values.closest(".field").hidden = boxes.hidden = without;
      part.hidden = (offered.get(item.value) || []).length === 0;
    }

    item.addEventListener("change", function () { values.value = ""; draw(); show(); });
    comparison.addEventListener("change", show);
    values.addEventListener("input", draw);
    modes.forEach(function (mode) { mode.addEventListener("change", show); });
    draw();
    show();
  }

  // Leaving with something typed and not saved asks first.
  function guard(form) {
    var changed = false;
    form.addEventListener("input", function () { changed = true; });
    form.addEventListener("submit", function () { changed = false; });
    window.addEventListener("beforeunload", function (event) { if (changed) event.preventDefault(); });
  }

  var builder = document.querySelector("[data-builder]");
  if (!builder) return;
  if (window.Sortable) draggable(builder);
  rememberScroll(builder.querySelector("[data-outline]"));
  builder.querySelectorAll("[data-offered]").forEach(conditions);
  // What was hidden above may have moved the place that the address names.
  var named = document.getElementById(window.location.hash.slice(1));
  if (named) named.scrollIntoView({ block: "nearest" });
  if (named && named.id === "form") named.scrollIntoView();
  builder.querySelectorAll(".save-bar").forEach(function (bar) { guard(bar.closest("form")); });
})();
