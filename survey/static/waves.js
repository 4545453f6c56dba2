// Small comforts of the staff pages; everything works without them.
document.querySelectorAll("[data-copy]").forEach(function (button) {
  if (!navigator.clipboard) { return; }
  button.hidden = false;
  button.addEventListener("click", function () {
    var field = document.getElementById(button.dataset.copy);
    navigator.clipboard.writeText(field.value).then(function () { button.textContent = button.dataset.done; });
  });
});
document.querySelectorAll("[data-tick]").forEach(function (box) {
  box.parentNode.hidden = false;
  box.addEventListener("change", function () {
    document.querySelectorAll("input[name='" + box.dataset.tick + "']").forEach(function (one) { one.checked = box.checked; });
  });
});
(function () {
  var button = document.getElementById("print");
  if (!button) { return; }
  button.hidden = false;
  button.addEventListener("click", function () { window.print(); });
}());
