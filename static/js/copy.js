// Copies what stands in a field: <button data-copy="id of the field" data-copied="…" hidden>, said in [data-copy-said].
(() => {
  "use strict";

  /** Without the field being copied, it is selected: one key press is left. */
  async function copy(button) {
    const field = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(field.value);
      document.querySelector("[data-copy-said]").textContent = button.dataset.copied;
    } catch {
      field.focus();
      field.select();
    }
  }

  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
})();
