// Saves a form while the person writes: <form data-autosave data-autosave-url="…">.
//
// Nothing typed is lost: what the server has not acknowledged is kept in sessionStorage and put back when the page is
// opened again in this tab. The form posts its own fields, among them `revision`; the answers are
//   200 {revision, saved_label, other_writer}   saved
//   409 {revision, text, message}               somebody saved another text: both are shown, the writer chooses
//   401/403 {message, login_url}                signed out: the text is kept until after the sign-in
//   other 4xx {message}                         refused, tried again at the next change
//   no answer or 5xx                            tried again, more and more rarely
(() => {
  "use strict";

  const WAIT = 800;
  const LONGEST_WAIT = 60_000;
  const TECHNICAL = new Set(["csrfmiddlewaretoken", "acting_as", "revision"]);

  /** Whether somebody was faster than this script: on a slow line the page can be written in before it has come. */
  function typedBefore(form) {
    return [...form.elements].some((field) =>
      ["checkbox", "radio"].includes(field.type)
        ? field.checked !== field.defaultChecked
        : field.defaultValue !== undefined && field.value !== field.defaultValue,
    );
  }

  class Autosave {
    constructor(form) {
      this.form = form;
      this.url = form.dataset.autosaveUrl || form.action;
      this.key = `autosave:${form.dataset.autosaveKey || this.url}`;
      this.status = form.querySelector("[data-autosave-status]");
      this.revision = form.elements.namedItem("revision");
      const early = typedBefore(form);
      this.saved = early ? null : this.content();
      this.failures = 0;
      this.sending = false;
      this.blocked = false;
      this.restore(early);
      form.addEventListener("input", () => this.changed());
      form.addEventListener("focusout", () => this.saveNow());
      form.addEventListener("submit", (event) => this.submitted(event));
      document.addEventListener("visibilitychange", () => document.hidden && this.saveNow());
      window.addEventListener("pagehide", () => this.saveNow());
      window.addEventListener("beforeunload", (event) => this.failures && this.dirty() && event.preventDefault());
      for (const part of form.querySelectorAll("[data-autosave-fallback]")) part.hidden = true;
    }

    /** What the person has written, as one string that can be compared and stored. */
    content() {
      const fields = [...new FormData(this.form)].filter(([name, value]) => !TECHNICAL.has(name) && typeof value === "string");
      return JSON.stringify(fields);
    }

    dirty() {
      return this.content() !== this.saved;
    }

    changed() {
      this.blocked = false;
      this.keep();
      this.schedule(WAIT);
    }

    keep() {
      try {
        sessionStorage.setItem(this.key, JSON.stringify({ content: this.content(), revision: this.revision?.value }));
      } catch {
        // Private browsing or a full store: saving on the server still works.
      }
    }

    forget() {
      try {
        sessionStorage.removeItem(this.key);
      } catch {
        // See keep().
      }
    }

    /** Puts back text that never reached the server. Its old revision goes along, so that a newer text is not overwritten. */
    restore(early) {
      let kept = null;
      try {
        kept = JSON.parse(sessionStorage.getItem(this.key));
      } catch {
        kept = null;
      }
      if (!kept || kept.content === this.saved) {
        this.forget();
        if (early) this.changed();
        return;
      }
      this.fill(JSON.parse(kept.content));
      if (this.revision && kept.revision) this.revision.value = kept.revision;
      this.say(this.status?.dataset.restored);
      this.schedule(WAIT);
    }

    fill(fields) {
      const seen = new Map();
      for (const [name, value] of fields) {
        const inputs = [...this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
        const place = seen.get(name) ?? 0;
        seen.set(name, place + 1);
        const toggle = inputs.find((input) => ["radio", "checkbox"].includes(input.type) && input.value === value);
        if (toggle) toggle.checked = true;
        else if (inputs[place]) inputs[place].value = value;
      }
    }

    schedule(wait) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.saveNow(), wait);
    }

    async saveNow() {
      clearTimeout(this.timer);
      if (this.sending || this.blocked || !this.dirty()) return;
      this.sending = true;
      const content = this.content();
      this.say(this.status?.dataset.saving);
      let wait = null;
      try {
        wait = await this.handle(await this.post(), content);
      } catch {
        wait = this.failed();
      } finally {
        this.sending = false;
      }
      if (this.afterSaving) this.afterSaving();
      else if (wait !== null && this.dirty()) this.schedule(wait);
    }

    post() {
      const body = new URLSearchParams([...new FormData(this.form)].filter(([, value]) => typeof value === "string"));
      const token = body.get("csrfmiddlewaretoken") ?? "";
      const headers = { Accept: "application/json", "X-CSRFToken": token };
      return fetch(this.url, { method: "POST", body, headers, keepalive: body.toString().length < 60_000, redirect: "manual" });
    }

    /** The wait in milliseconds before the next attempt, or null when a change by the person must come first. */
    async handle(response, content) {
      if (response.status >= 500) return this.failed();
      if (response.type === "opaqueredirect") return this.refused({}, true);
      const answer = await response.json().catch(() => ({}));
      if (response.ok) return this.acknowledged(answer, content);
      if (response.status === 409 && typeof answer.text === "string") return this.conflict(answer);
      return this.refused(answer, response.status === 401 || response.status === 403);
    }

    acknowledged(answer, content) {
      this.failures = 0;
      this.saved = content;
      if (this.revision) this.revision.value = answer.revision;
      if (this.dirty()) this.keep();
      else this.forget();
      const writer = answer.other_writer && this.status?.dataset.otherWriter?.replace("{name}", answer.other_writer);
      this.say([answer.saved_label, writer].filter(Boolean).join(". "));
      return WAIT;
    }

    failed() {
      this.failures += 1;
      this.say(this.status?.dataset.retry, "error");
      return Math.min(1000 * 2 ** this.failures, LONGEST_WAIT);
    }

    refused(answer, signedOut) {
      this.blocked = true;
      this.say(answer.message || (signedOut ? this.status?.dataset.signedOut : this.status?.dataset.retry), "error");
      if (signedOut) this.offerSignIn(answer.login_url || this.status?.dataset.loginUrl);
      return null;
    }

    offerSignIn(url) {
      if (!url || !this.status) return;
      const link = document.createElement("a");
      link.href = url;
      link.textContent = this.status.dataset.signIn;
      this.status.append(" ", link);
    }

    /** Both texts are shown. The writer keeps the own text, which then replaces the other one, or takes the other one. */
    conflict(answer) {
      this.blocked = true;
      this.say(answer.message, "error");
      const box = this.form.querySelector("[data-autosave-conflict]");
      const field = this.form.elements.namedItem(answer.field || "text") ?? this.form.querySelector("textarea");
      if (!box || !field) return null;
      box.querySelector("[data-autosave-theirs]").textContent = answer.text;
      box.hidden = false;
      const choose = (text) => {
        field.value = text;
        if (this.revision) this.revision.value = answer.revision;
        box.hidden = true;
        field.focus();
        this.changed();
      };
      box.querySelector("[data-autosave-keep-mine]").onclick = () => choose(field.value);
      box.querySelector("[data-autosave-take-theirs]").onclick = () => choose(answer.text);
      return null;
    }

    /** The button waits for a saving under way: it would otherwise post an outdated revision. */
    submitted(event) {
      clearTimeout(this.timer);
      if (!this.sending) return;
      event.preventDefault();
      const button = event.submitter;
      this.afterSaving = () => {
        this.afterSaving = null;
        this.form.requestSubmit(button);
      };
    }

    say(text, state = "") {
      if (!this.status || text === undefined) return;
      this.status.dataset.state = state;
      this.status.textContent = text;
    }
  }

  const start = (root) => {
    for (const form of root.querySelectorAll("form[data-autosave]:not([data-autosave-started])")) {
      form.dataset.autosaveStarted = "";
      new Autosave(form);
    }
  };
  document.addEventListener("htmx:after:swap", () => start(document));
  start(document);
})();
