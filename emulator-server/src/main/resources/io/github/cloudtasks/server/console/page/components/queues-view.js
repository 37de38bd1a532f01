import { count, counted, instant, parts, rate, relative } from '../app/format.js';
import { html } from '../app/lib.js';
import { link, open } from '../app/router.js';
import { endedCount, now, queues, taskCount } from '../app/store.js';
import { createQueue } from './create-queue.js';
import { StatePill } from './parts.js';
import { Plots } from './plots.js';
import { pauseOrResume } from './queue-actions.js';
import { Sparkline } from './sparkline.js';

/** All queues with their state and numbers. */
export function QueuesView() {
  const all = queues.value;
  const create = async () => {
    const name = await createQueue();
    if (name) open('queues', name);
  };
  const backlog = all?.reduce((sum, queue) => sum + taskCount(queue), 0) ?? 0;
  return html`
    <div class="heading">
      <h1>Queues</h1>
      <p class="muted">${all ? `${counted(all.length, 'queue')}, ${counted(backlog, 'task')}` : 'Loading…'}</p>
      <div class="actions"><button type="button" class="primary" onClick=${create}>New queue</button></div>
    </div>
    ${all?.length === 0 && html`<${NoQueues} />`}
    ${all?.length > 0 && html`
      <${Plots} backlog=${backlog} />
      <div class="panel">
        <table class="queues">
          <thead>
            <tr>
              <th scope="col">Queue</th><th scope="col">State</th><th scope="col" class="number">Waiting</th>
              <th scope="col" class="number">Running</th><th scope="col" class="number">Leased</th><th scope="col" class="number">Ended</th>
              <th scope="col" class="number">Rate</th><th scope="col">Next dispatch</th><th scope="col">Last 5 minutes</th>
              <th scope="col"><span class="hidden">Actions</span></th>
            </tr>
          </thead>
          <tbody>${all.map((overview) => html`<${Row} key=${overview.queue.name} overview=${overview} />`)}</tbody>
        </table>
      </div>`}`;
}

function Row({ overview }) {
  const { queue, waiting, running, leased, failed, nextDispatchTime } = overview;
  const { queue: id, project, location } = parts(queue.name);
  const isPull = queue.type === 'PULL';
  const next = instant(nextDispatchTime);
  const ended = endedCount(overview);
  return html`
    <tr>
      <th scope="row"><a class="strong" href=${link('queues', queue.name)}>${id}</a><div class="muted small">${project} / ${location}</div></th>
      <td><${StatePill} state=${queue.state} />${isPull && html` <span class="pill">pull</span>`}</td>
      <td class="number" data-label="Waiting">${count(waiting)}</td>
      <td class="number" data-label="Running">${isPull ? '–' : count(running)}</td>
      <td class="number" data-label="Leased">${isPull ? count(leased) : '–'}</td>
      <td class="number" data-label="Ended">${count(ended)}${failed > 0 && html` <span class="bad small">${count(failed)} failed</span>`}</td>
      <td class="number" data-label="Rate">${isPull ? '–' : `${rate(queue.rateLimits?.maxDispatchesPerSecond)}/s`}</td>
      <td data-label="Next dispatch">${next === undefined ? '–' : relative(Math.max(next, now.value), now.value)}</td>
      <td><${Sparkline} queue=${queue.name} /></td>
      <td class="end">
        <button type="button" class="quiet" onClick=${() => pauseOrResume(queue)}>
          ${queue.state === 'PAUSED' ? 'Resume' : 'Pause'}<span class="hidden"> ${id}</span>
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
