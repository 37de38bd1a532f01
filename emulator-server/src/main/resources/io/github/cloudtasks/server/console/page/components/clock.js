import * as api from '../app/api.js';
import { timeOfDay } from '../app/format.js';
import { html, useRef } from '../app/lib.js';
import { attempt } from '../app/notices.js';
import { isFrozen, now, refresh, setTime } from '../app/store.js';

const STEPS = ['10s', '1m', '10m', '1h', '1d'];

/** The time of the emulator, with a panel to freeze and advance it. */
export function Clock() {
  const panel = useRef();
  const change = (action, message) => attempt(async () => {
    setTime(await action());
    await refresh();
  }, message);
  const advance = (by) => change(() => api.advanceTime(by), `The time was advanced by ${by}.`);
  const submit = (event) => {
    event.preventDefault();
    advance(event.currentTarget.elements.by.value.trim());
  };
  const frozen = isFrozen.value;
  return html`
    <div class="clock">
      <button type="button" class=${`clock-face ${frozen ? 'is-frozen' : ''}`} popovertarget="clock-panel"
>
        <span class="hidden">Time of the emulator:</span> <span class="mono">${timeOfDay(now.value)}</span>${frozen && html`<span class="badge">frozen</span>`}
      </button>
      <div id="clock-panel" class="panel clock-panel" popover="auto" ref=${panel} role="group" aria-label="Clock">
        <p class="muted">${new Date(now.value).toISOString().slice(0, 10)} in the emulator. Targets and tokens use the system clock.</p>
        <div class="row">
          ${frozen
            ? html`<button type="button" class="primary" onClick=${() => change(api.resumeTime, 'The time runs again.')}>Resume</button>`
            : html`<button type="button" class="primary" onClick=${() => change(api.freezeTime, 'The time is frozen.')}>Freeze</button>`}
        </div>
        <p class="label" id="advance-label">Advance by</p>
        <div class="row" role="group" aria-labelledby="advance-label">
          ${STEPS.map((by) => html`<button type="button" onClick=${() => advance(by)}>${by}</button>`)}
        </div>
        <form class="row" onSubmit=${submit}>
          <input name="by" class="mono" aria-label="Duration such as 90s or 1h30m" placeholder="1h30m" required size="8" />
          <button>Advance</button>
        </form>
      </div>
    </div>`;
}
