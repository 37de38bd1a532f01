import { parts, preciseTime, relative, span, instant, millis } from '../app/format.js';
import { html, useState } from '../app/lib.js';
import { events, lost } from '../app/live.js';
import { parameters, link, setParameter } from '../app/router.js';
import { isSuccess } from '../app/task-facts.js';
import { Field } from './field.js';

/** The most events on the screen; the search looks at all that are kept. */
const SHOWN = 200;

const ENDS = { COMPLETED: 'is-good', ACKNOWLEDGED: 'is-good', RETRIES_EXHAUSTED: 'is-bad', LEASES_EXHAUSTED: 'is-bad', EXPIRED: 'is-warn' };
/** Effects of attempts after which the task stays in its queue. Others are followed by an event of their own. */
const STAYS = new Set(['RETRIED', 'SUPERSEDED', 'IGNORED']);

/** What happens, as it happens. */
export function LiveView() {
  const [held, setHeld] = useState(null);
  const search = parameters.value.get('search') ?? '';
  const all = held ?? events.value;
  const found = all.filter((event) => matches(event, search.toLowerCase()));
  return html`
    <div class="heading">
      <h1>Live</h1>
      <p class="muted">${held ? 'held; newer events arrive meanwhile' : 'the latest events, the newest first'}</p>
      <div class="actions"><button type="button" onClick=${() => setHeld(held ? null : events.value)}>${held ? 'Continue' : 'Hold'}</button></div>
    </div>
    ${lost.value > 0 && html`<p class="notice">${lost.value} events were lost, since the page was too slow or away.</p>`}
    <section class="panel" aria-label="Events">
      <${Field} label="Search" type="search" value=${search} onInput=${(event) => setParameter('search', event.currentTarget.value)}
        placeholder="a part of a name, such as a queue or a task, or what happened, such as retry or invalid argument" />
      ${found.length === 0
        ? html`<p class="empty muted">${all.length ? 'No event matches.' : 'Nothing has happened yet.'}</p>`
        : html`<ol class="events">${found.slice(0, SHOWN).map((event) => html`<${Line} key=${event.id} event=${event} />`)}</ol>`}
    </section>`;
}

function matches(event, search) {
  if (event.kind === 'ATTEMPT_SETTLED' && !STAYS.has(event.detail)) return false;
  if (!search) return true;
  return `${event.task ?? event.queue ?? ''} ${textOf(event).join(' ')} ${event.detail ?? ''}`.toLowerCase().includes(search);
}

function Line({ event }) {
  const { queue, task } = parts(event.task || event.queue);
  const [text, tone, more] = textOf(event);
  return html`
    <li>
      <span class="mono muted">${preciseTime(event.at)}</span>
      <span><span class=${`pill ${tone}`}>${text}</span></span>
      <span class="what">
        ${event.queue && html`<a href=${link('queues', event.queue)}>${queue}</a>`}
        ${event.task && html` <a class="mono" href=${link('tasks', event.task)}>${task}</a>`}
      </span>
      <span class="muted more">${more}</span>
    </li>`;
}

/** Returns what happened, its colour, and details. */
function textOf({ kind, status, detail = '', attempt, took, until, at, count, method, code }) {
  const words = detail.toLowerCase().replaceAll('_', ' ');
  switch (kind) {
    case 'TASK_CREATED':
      return ['created', '', until && instant(until) > at ? `due ${relative(instant(until), at)}` : ''];
    case 'ATTEMPT_STARTED':
      return [`attempt ${attempt}`, 'is-run', 'started'];
    case 'ATTEMPT_ENDED':
      return [status ? String(status) : 'no response', isSuccess(status) ? 'is-good' : 'is-bad', `attempt ${attempt}${took ? ` in ${span(millis(took))}` : ''}${detail && ` · ${detail}`}`];
    case 'ATTEMPT_SETTLED':
      if (detail !== 'RETRIED') return [words, '', `attempt ${attempt}`];
      return ['retry', 'is-warn', `after attempt ${attempt}${until ? `, ${relative(instant(until), at)}` : ''}`];
    case 'TASK_FINISHED':
      return [words, ENDS[detail] ?? '', 'the task has left its queue'];
    case 'TASKS_REMOVED':
      return ['removed', 'is-warn', `${count} tasks: ${words}`];
    case 'TASK_LEASED':
      return ['leased', 'is-run', until && `until ${preciseTime(instant(until))}`];
    case 'LEASE_RENEWED':
      return ['renewed', 'is-run', until && `until ${preciseTime(instant(until))}`];
    case 'LEASE_CANCELLED':
      return ['released', '', ''];
    case 'CALL_FAILED':
      return [code.toLowerCase().replaceAll('_', ' '), 'is-bad', `${method.split('.').at(-1)} · ${detail}`];
    case 'QUEUE_CHANGED':
      return [words, 'is-warn', 'queue'];
    default:
      return [kind.toLowerCase(), 'is-warn', ''];
  }
}
