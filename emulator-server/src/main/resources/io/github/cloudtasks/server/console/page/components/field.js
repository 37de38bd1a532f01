import { html } from '../app/lib.js';

/** A labelled text field of a form. */
export function Field({ label, hint, ...input }) {
  return html`<label class="field"><span>${label}</span><input spellcheck=${false} autocomplete="off" ...${input} />${hint && html`<small class="muted">${hint}</small>`}</label>`;
}
