// How long a picked time is kept. The page says until when by the clock; this counts down, and says so aloud twice.
(() => {
  "use strict";

  const kept = document.querySelector("[data-hold-seconds]");
  const ends = kept && performance.now() + Number(kept.dataset.holdSeconds) * 1000;
  const warnAt = 120;

  /** A screen reader hears of the last two minutes and of the end, not of every second. */
  function say(text) {
    const place = document.querySelector("[data-hold-said]");
    if (place && place.textContent !== text) place.textContent = text;
  }

  function tick() {
    const left = Math.max(0, Math.ceil((ends - performance.now()) / 1000));
    const clock = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    kept.querySelector("[data-hold-left]").textContent = left ? `(${clock})` : "";
    if (left > 0 && left <= warnAt) say(kept.dataset.twoMinutes);
    if (left > 0) return;
    clearInterval(timer);
    kept.querySelector("[data-hold-text]").textContent = kept.dataset.over;
    say(kept.dataset.over);
  }

  /** A second press of the button while the first is on its way would only meet "already done". */
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-once]")) return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "true";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("[data-once]")) delete form.dataset.sent;
  });

  const timer = kept ? setInterval(tick, 1000) : 0;
  if (kept) tick();
})();
