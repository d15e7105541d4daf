// Small helps on every page. Each page works without them.
(() => {
  "use strict";

  /** The error summary, else the message of what was done, gets the focus once, when the page or a part of it is new. */
  function focusNews() {
    const news = document.querySelector(".ds-error-summary[data-focus]") ?? document.querySelector("[data-focus]");
    for (const element of document.querySelectorAll("[data-focus]")) element.removeAttribute("data-focus");
    news?.focus();
  }

  /** Buttons that only work with JavaScript are hidden until it runs. */
  function showPrintButtons() {
    for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
  }

  function enhance() {
    showPrintButtons();
    focusNews();
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) window.print();
  });
  document.addEventListener("htmx:after:swap", enhance);
  enhance();
})();
