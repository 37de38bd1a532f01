import { instant, millis, preciseTime, relative, span } from '../app/format.js';
import { html, useState } from '../app/lib.js';
import { now } from '../app/store.js';
import { isSuccess, scheduleOf } from '../app/task-facts.js';
import { AttemptDetail } from './attempt-detail.js';
import { StatusPill } from './parts.js';

/** The attempts of a task in the order of time, with the backoff between them. */
export function Attempts({ attempts, task, status, end }) {
  const [chosen, setChosen] = useState();
  const open = attempts.find((attempt) => keyOf(attempt) === chosen);
  const schedule = scheduleOf(task);
  const isWaiting = status === 'WAITING' && schedule > now.value;
  const last = attempts.at(-1);
  const dropped = (attempts[0]?.number ?? 1) - 1;
  return html`
    <ol class="timeline">
      <li class="step is-plain"><span class="mono muted">${preciseTime(instant(task.createTime))}</span> created</li>
      ${dropped > 0 && html`<li class="pause muted">${dropped} earlier attempts are not kept</li>`}
      ${attempts.map((attempt, index) => html`
        ${index > 0 && html`<${Pause} key=${`after ${keyOf(attempts[index - 1])}`} ms=${startOf(attempt) - endOf(attempts[index - 1])} />`}
        <${Step} key=${keyOf(attempt)} attempt=${attempt} isOpen=${attempt === open}
          onOpen=${() => setChosen(attempt === open ? undefined : keyOf(attempt))} />`)}
      ${status === 'RUNNING' && html`<li class="step is-running">an attempt is in flight</li>`}
      ${isWaiting && html`
        ${last && html`<${Pause} ms=${schedule - endOf(last)} />`}
        <li class="step is-next"><span class="mono muted">${preciseTime(schedule)}</span> next attempt <strong>${relative(schedule, now.value)}</strong></li>`}
      ${end && html`<li class=${`step ${status === 'SUCCEEDED' ? 'is-good' : 'is-bad'}`}><span class="mono muted">${preciseTime(instant(end.time))}</span> ${status.toLowerCase()}</li>`}
    </ol>
    ${attempts.length === 0 && status !== 'RUNNING' && html`<p class="muted">No attempt has ended yet.</p>`}
    ${open && html`<${AttemptDetail} attempt=${open} />`}`;
}

const keyOf = (attempt) => `${attempt.number} ${attempt.dispatchTime}`;
const startOf = (attempt) => instant(attempt.dispatchTime);
const endOf = (attempt) => startOf(attempt) + millis(attempt.took);

function Pause({ ms }) {
  return html`<li class="pause muted">${ms < 1 ? 'at once' : `${span(ms)} backoff`}</li>`;
}

function Step({ attempt, isOpen, onOpen }) {
  const { number, response, error, took } = attempt;
  const status = response?.status;
  return html`
    <li class=${`step ${isSuccess(status) ? 'is-good' : 'is-bad'}`}>
      <button type="button" class="step-button" aria-expanded=${isOpen} onClick=${onOpen}>
        <span class="mono muted">${preciseTime(startOf(attempt))}</span>
        <span>attempt ${number}</span>
        <${StatusPill} status=${status} error=${error} />
        <span class="muted">${span(millis(took))}</span>
        ${error && html`<span class="error-text">${error}</span>`}
      </button>
    </li>`;
}
