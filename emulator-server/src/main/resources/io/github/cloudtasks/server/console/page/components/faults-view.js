import * as api from '../app/api.js';
import { count, parts } from '../app/format.js';
import { html, useState } from '../app/lib.js';
import { ask, attempt } from '../app/notices.js';
import { faults, queues, refresh } from '../app/store.js';
import { Field } from './field.js';

/** The kinds of faults, as docs/faults.md describes them. */
const KINDS = {
  duplicate: 'A task is dispatched twice at once.',
  'out-of-order': 'A later task is dispatched before the first.',
  latency: 'A request is sent after a delay, in real time.',
  'lost-response': 'The target does its work, but the service sees a failure.',
  unreachable: 'The request is not sent.',
  throttle: 'Responses 429 and 503 slow the queue down, as at the service.',
  'api-error': 'A call of the API fails.',
};

const CODES = ['UNAVAILABLE', 'RESOURCE_EXHAUSTED', 'DEADLINE_EXCEEDED', 'INTERNAL', 'ABORTED', 'PERMISSION_DENIED', 'UNAUTHENTICATED'];

/** The faults that the emulator causes on purpose. */
export function FaultsView() {
  const all = faults.value;
  const change = async (action, done) => {
    await attempt(action, done);
    await refresh();
  };
  const add = () => ask({ title: 'New fault', body: Form });
  return html`
    <div class="heading">
      <h1>Faults</h1>
      <p class="muted">that the emulator causes on purpose</p>
      <div class="actions">
        <button type="button" class="primary" onClick=${add}>New fault</button>
        ${all?.length > 0 && html`<button type="button" class="danger" onClick=${() => change(api.removeFaults, 'All faults were removed.')}>Remove all</button>`}
      </div>
    </div>
    ${all?.length === 0 && html`
      <div class="panel empty">
        <h2>No faults</h2>
        <p>Tasks are delivered as well as they can be. Add a fault to see how a handler copes with duplicates, lost responses and others.</p>
      </div>`}
    ${all?.length > 0 && html`
      <div class="panel">
        <table class="faults">
          <thead><tr><th scope="col">Kind</th><th scope="col">Queue</th><th scope="col">Settings</th><th scope="col" class="number">Occurred</th><th scope="col"><span class="hidden">Actions</span></th></tr></thead>
          <tbody>${all.map((fault) => html`<${Row} key=${fault.id} fault=${fault} onRemove=${() => change(() => api.removeFault(fault.id), `Fault ${fault.id} was removed.`)} />`)}</tbody>
        </table>
      </div>`}`;
}

function Row({ fault, onRemove }) {
  const { id, kind, queue, injected, rate = 1, count: limit, seed, delay, code, method, applied } = fault;
  const settings = [
    rate < 1 && `rate ${rate}`,
    limit > 0 && (limit === 1 ? 'at most once' : `at most ${limit} times`),
    seed !== 0 && seed !== undefined && `seed ${seed}`,
    delay && `delay ${delay}`,
    code,
    method,
    applied && 'after the call took effect',
  ].filter(Boolean);
  return html`
    <tr>
      <th scope="row"><strong>${kind}</strong> <span class="muted small">${id}</span><div class="muted small">${KINDS[kind]}</div></th>
      <td>${queue ? parts(queue).queue : 'all queues'}</td>
      <td>${settings.join(', ') || 'always'}</td>
      <td class="number">${count(injected ?? 0)}</td>
      <td class="end"><button type="button" class="quiet" onClick=${onRemove}>Remove<span class="hidden"> ${id}</span></button></td>
    </tr>`;
}

function Form({ close }) {
  const [kind, setKind] = useState('duplicate');
  const submit = async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.currentTarget));
    if (await attempt(() => api.addFault(faultOf(values)), (fault) => `Fault ${fault.id} was added.`)) {
      await refresh();
      close();
    }
  };
  return html`
    <form onSubmit=${submit}>
      <label class="field"><span>Kind</span>
        <select name="kind" value=${kind} onChange=${(event) => setKind(event.currentTarget.value)} autofocus>
          ${Object.entries(KINDS).map(([id, text]) => html`<option value=${id}>${id}: ${text}</option>`)}
        </select>
      </label>
      <label class="field"><span>Queue</span>
        <select name="queue"><option value="">all queues</option>${queues.value?.map(({ queue }) => html`<option value=${queue.name}>${parts(queue.name).queue} (${parts(queue.name).project})</option>`)}</select>
      </label>
      ${kind === 'latency' && html`<${Field} label="Delay" name="delay" class="mono" required placeholder="2s or 0.1s-5s" />`}
      ${kind === 'api-error' && html`
        <div class="grid-2">
          <label class="field"><span>Code</span><select name="code">${CODES.map((code) => html`<option>${code}</option>`)}</select></label>
          <${Field} label="Method" name="method" class="mono" placeholder="all methods, or CreateTask" />
        </div>
        <label class="check"><input type="checkbox" name="applied" /> The call takes effect before it fails</label>`}
      <div class="grid-2">
        <${Field} label="Rate" name="rate" type="number" min="0" max="1" step="any" placeholder="1: always" />
        <${Field} label="How often in all" name="count" type="number" min="1" placeholder="no limit" />
      </div>
      <${Field} label="Seed" name="seed" type="number" step="1" placeholder="0" />
      <div class="row is-end">
        <button type="button" onClick=${() => close(undefined)}>Cancel</button>
        <button class="primary">Add fault</button>
      </div>
    </form>`;
}

const NUMBERS = new Set(['rate', 'count', 'seed']);

function faultOf(values) {
  const given = Object.entries(values).filter(([, value]) => value !== '');
  return Object.fromEntries(given.map(([name, value]) => [name, NUMBERS.has(name) ? Number(value) : name === 'applied' ? true : value]));
}
