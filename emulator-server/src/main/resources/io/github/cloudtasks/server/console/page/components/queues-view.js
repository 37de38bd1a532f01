import { counted, count, parts, rate, relative, instant } from '../app/format.js';
import { html } from '../app/lib.js';
import { link, open } from '../app/router.js';
import { emulator, now, queues } from '../app/store.js';
import { createQueue } from './create-queue.js';
import { StatePill } from './parts.js';
import { pauseOrResume } from './queue-actions.js';

/** All queues with their state and numbers. */
export function QueuesView() {
  const all = queues.value;
  if (!all) return html`<p class="muted">Loading…</p>`;
  const create = async () => {
    const name = await createQueue();
    if (name) open('queues', name);
  };
  return html`
    <div class="heading">
      <h1>Queues</h1>
      <p class="muted">${counted(all.length, 'queue')}, ${counted(emulator.value?.taskCount ?? 0, 'task')}</p>
      <div class="actions"><button type="button" class="primary" onClick=${create}>New queue</button></div>
    </div>
    ${all.length === 0
      ? html`<${NoQueues} />`
      : html`
          <div class="panel">
            <table class="queues">
              <thead>
                <tr>
                  <th scope="col">Queue</th><th scope="col">State</th><th scope="col" class="number">Tasks</th>
                  <th scope="col" class="number">Rate</th><th scope="col" class="number">At once</th>
                  <th scope="col">Next dispatch</th><th scope="col"><span class="hidden">Actions</span></th>
                </tr>
              </thead>
              <tbody>${all.map((queue) => html`<${Row} key=${queue.name} queue=${queue} />`)}</tbody>
            </table>
          </div>`}`;
}

function Row({ queue }) {
  const { queue: id, project, location } = parts(queue.name);
  const isPull = queue.type === 'PULL';
  const isPaused = queue.state === 'PAUSED';
  const next = instant(queue.nextDispatchTime);
  return html`
    <tr>
      <th scope="row"><a class="strong" href=${link('queues', queue.name)}>${id}</a><div class="muted small">${project} / ${location}</div></th>
      <td><${StatePill} state=${queue.state} />${isPull && html` <span class="pill">pull</span>`}</td>
      <td class="number" data-label="Tasks">${count(queue.taskCount)}</td>
      <td class="number" data-label="Rate">${isPull ? '–' : `${rate(queue.rateLimits?.maxDispatchesPerSecond)}/s`}</td>
      <td class="number" data-label="At once">${isPull ? '–' : count(queue.rateLimits?.maxConcurrentDispatches)}</td>
      <td data-label="Next dispatch">${next ? relative(next, now.value) : '–'}</td>
      <td class="end">
        <button type="button" class="quiet" onClick=${() => pauseOrResume(queue)} aria-label=${`${isPaused ? 'Resume' : 'Pause'} ${id}`}>
          ${isPaused ? 'Resume' : 'Pause'}
        </button>
      </td>
    </tr>`;
}

function NoQueues() {
  return html`
    <div class="panel empty">
      <h2>No queues yet</h2>
      <p>Create one here, start the emulator with <code>--queue</code>, or let your application create it.
        <a href=${link('connect')}> Connect</a> has the lines for your client.</p>
    </div>`;
}
