import * as api from '../app/api.js';
import { counted, parts, relative, instant } from '../app/format.js';
import { html, useState } from '../app/lib.js';
import { attempt } from '../app/notices.js';
import { link } from '../app/router.js';
import { now } from '../app/store.js';
import { Field } from './field.js';

/** Leases tasks of a pull queue as a worker does, and ends the leases. */
export function LeasePanel({ queue }) {
  const [leases, setLeases] = useState([]);
  const lease = async (event) => {
    event.preventDefault();
    const { max, seconds } = Object.fromEntries(new FormData(event.currentTarget));
    const tasks = await attempt(
      () => api.leaseTasks(queue, Number(max), `${seconds}s`),
      (leased) => (leased.length ? `${counted(leased.length, 'task')} leased.` : 'No task is available.'),
    );
    if (Array.isArray(tasks)) setLeases([...leases, ...tasks]);
  };
  const end = async (task, action, done) => {
    await attempt(() => action(task.name, task.scheduleTime), done);
    setLeases((before) => before.filter((other) => other.name !== task.name));
  };
  return html`
    <section class="panel" aria-labelledby="lease-title">
      <div class="panel-head"><h2 id="lease-title">Lease</h2><span class="muted">as a worker does</span></div>
      <form class="row is-bottom" onSubmit=${lease}>
        <${Field} label="Tasks" name="max" type="number" min="1" max="1000" value="1" required />
        <${Field} label="Seconds" name="seconds" type="number" min="1" max="604800" value="60" required />
        <button>Lease</button>
      </form>
      ${leases.length > 0 && html`
        <ul class="leases">
          ${leases.map((task) => html`
            <li key=${task.name}>
              <a class="mono" href=${link('tasks', task.name)}>${parts(task.name).task}</a>
              <span class="muted">ends ${relative(instant(task.scheduleTime), now.value)}</span>
              <button type="button" onClick=${() => end(task, api.acknowledgeTask, 'The task was acknowledged and removed.')}>Acknowledge</button>
              <button type="button" onClick=${() => end(task, api.cancelLease, 'The task is available again.')}>Release</button>
            </li>`)}
        </ul>`}
    </section>`;
}
