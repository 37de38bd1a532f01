import { html } from '../app/lib.js';
import { dismiss, toasts } from '../app/notices.js';

/** The messages at the bottom of the page. */
export function Toasts() {
  return html`
    <div class="toasts" role="status" aria-live="polite">
      ${toasts.value.map(
        ({ id, text, isError }) => html`
          <div key=${id} class=${`toast ${isError ? 'is-bad' : ''}`}>
            <p>${text}</p>
            <button type="button" class="quiet" aria-label="Close the message" onClick=${() => dismiss(id)}>×</button>
          </div>`,
      )}
    </div>`;
}
