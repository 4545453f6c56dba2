/* What scrolls sideways on a narrow screen can be reached and scrolled with the keyboard. */
(function () {
  "use strict";
  function mark() {
    document.querySelectorAll(".table-wrap, .table-flat, .chart, .sheet, .entry .notice").forEach(function (box) {
      var scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
      if (!scrolls || box.hasAttribute("tabindex")) { return; }
      var caption = box.querySelector("caption, figcaption, h2, h3");
      box.setAttribute("tabindex", "0");
      box.setAttribute("role", "region");
      box.setAttribute("aria-label", (caption || document.querySelector("h1") || document).textContent || document.title);
    });
  }
  mark();
  window.addEventListener("resize", mark);
}());
