import { instant, millis, preciseTime, relative, span } from '../app/format.js';
import { html, useState } from '../app/lib.js';
import { now } from '../app/store.js';
import { scheduleOf } from '../app/task-facts.js';
import { AttemptDetail } from './attempt-detail.js';
import { StatusPill } from './parts.js';

/** The attempts of a task in the order of time, with the backoff between them. */
export function Attempts({ attempts, task, reasons }) {
  const [chosen, setChosen] = useState();
  const open = attempts.find((attempt) => attempt.serial === chosen);
  const isInFlight = reasons.some(({ kind }) => kind === 'IN_FLIGHT');
  const isWaiting = task && !isInFlight && scheduleOf(task) > now.value && !task.pullMessage;
  const last = attempts.at(-1);
  return html`
    <ol class="timeline">
      ${task && html`<li class="step is-plain"><span class="mono muted">${preciseTime(instant(task.createTime))}</span> created</li>`}
      ${attempts.map((attempt, index) => html`
        ${index > 0 && html`<${Pause} key=${`p${attempt.serial}`} ms=${startOf(attempt) - endOf(attempts[index - 1])} />`}
        <${Step} key=${attempt.serial} attempt=${attempt} isOpen=${attempt === open}
          onOpen=${() => setChosen(attempt === open ? undefined : attempt.serial)} />`)}
      ${isInFlight && html`<li class="step is-running">an attempt is in flight</li>`}
      ${isWaiting && html`
        ${last && html`<${Pause} ms=${scheduleOf(task) - endOf(last)} />`}
        <li class="step is-next"><span class="mono muted">${preciseTime(scheduleOf(task))}</span> next attempt <strong>${relative(scheduleOf(task), now.value)}</strong></li>`}
    </ol>
    ${attempts.length === 0 && !isInFlight && html`<p class="muted">No attempt has ended yet.</p>`}
    ${open && html`<${AttemptDetail} attempt=${open} />`}`;
}

const startOf = (attempt) => instant(attempt.dispatchTime);
const endOf = (attempt) => startOf(attempt) + millis(attempt.took);

function Pause({ ms }) {
  return html`<li class="pause muted">${span(Math.max(0, ms))} backoff</li>`;
}

function Step({ attempt, isOpen, onOpen }) {
  const { number, response, error, took } = attempt;
  const status = response?.status;
  const isGood = status >= 200 && status < 300;
  return html`
    <li class=${`step ${isGood ? 'is-good' : 'is-bad'}`}>
      <button type="button" class="step-button" aria-expanded=${isOpen} onClick=${onOpen}>
        <span class="mono muted">${preciseTime(startOf(attempt))}</span>
        <span>attempt ${number}</span>
        <${StatusPill} status=${status} error=${error} />
        <span class="muted">${span(millis(took))}</span>
        ${error && html`<span class="error-text">${error}</span>`}
      </button>
    </li>`;
}
