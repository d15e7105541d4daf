// Small helps on every page. Each page works without them.
(() => {
  "use strict";

  /** The error summary, else the message of what was done, gets the focus when the page or a part of it is new. */
  function focusNews(root) {
    const news = root.querySelector(".ds-error-summary[data-focus]") ?? root.querySelector("[data-focus]");
    news?.focus({ preventScroll: false });
  }

  /** Buttons that only work with JavaScript are hidden until it runs. */
  function showPrintButtons(root) {
    for (const button of root.querySelectorAll("[data-print]")) button.hidden = false;
  }

  function enhance(root) {
    showPrintButtons(root);
    focusNews(root);
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) window.print();
  });
  document.addEventListener("htmx:after:swap", (event) => enhance(event.target?.querySelector ? event.target : document));
  enhance(document);
})();
