import { count, counted, duration, instant, parts, rate, relative } from '../app/format.js';
import { html } from '../app/lib.js';
import { link, open } from '../app/router.js';
import { findQueue, now, queues, taskCount } from '../app/store.js';
import { LeasePanel } from './lease-panel.js';
import { Fact, Path, StatePill } from './parts.js';
import { Plots } from './plots.js';
import { pauseOrResume, purge, remove } from './queue-actions.js';
import { changeSettings } from './queue-settings.js';
import { createTask } from './task-form.js';
import { TaskSearch } from './task-search.js';

/** One queue: its settings and numbers, and its tasks. */
export function QueueView({ name }) {
  const overview = findQueue(name);
  if (!overview) return queues.value ? html`<${NoQueue} name=${name} />` : html`<h1>${parts(name).queue}</h1><p class="muted">Loading…</p>`;
  const { queue } = overview;
  const isPull = queue.type === 'PULL';
  const total = taskCount(overview);
  const removeQueue = async () => (await remove(queue)) && open('queues');
  return html`
    <${Path} name=${name} />
    <div class="heading">
      <h1>${parts(name).queue}</h1>
      <${StatePill} state=${queue.state} />${isPull && html`<span class="pill">pull</span>`}
      <div class="actions">
        <button type="button" class="primary" onClick=${() => createTask(queue)}>New task</button>
        <button type="button" onClick=${() => pauseOrResume(queue)}>${queue.state === 'PAUSED' ? 'Resume' : 'Pause'}</button>
        <button type="button" onClick=${() => changeSettings(queue)}>Settings</button>
        <button type="button" onClick=${() => purge(queue, total)}>Purge</button>
        <button type="button" class="danger" onClick=${removeQueue}>Delete</button>
      </div>
    </div>
    <${Facts} overview=${overview} total=${total} isPull=${isPull} />
    <${Plots} queue=${name} backlog=${total} />
    ${isPull && html`<${LeasePanel} queue=${name} />`}
    <${TaskSearch} queue=${name} isPull=${isPull} numbers=${overview} />`;
}

function Facts({ overview, total, isPull }) {
  const { queue, attemptsInFlight, executedLastMinute, nextDispatchTime } = overview;
  const { rateLimits = {}, retryConfig = {} } = queue;
  const next = instant(nextDispatchTime);
  return html`
    <dl class="facts">
      <${Fact} name="Tasks">${count(total)}<//>
      <${Fact} name="Last minute">${count(executedLastMinute ?? 0)} ${isPull ? 'leased' : 'sent'}<//>
      ${!isPull && html`
        <${Fact} name="In flight">${count(attemptsInFlight ?? 0)} of ${count(rateLimits.maxConcurrentDispatches)}<//>
        <${Fact} name="Rate">${rate(rateLimits.maxDispatchesPerSecond)}/s, bursts of ${count(rateLimits.maxBurstSize)}<//>
        <${Fact} name="Next dispatch">${next === undefined ? '–' : relative(Math.max(next, now.value), now.value)}<//>
        <${Fact} name="Retries">
          ${retryConfig.maxAttempts === -1 ? 'no limit' : counted(retryConfig.maxAttempts ?? 0, 'attempt')}, backoff
          ${' '}${duration(retryConfig.minBackoff)} to ${duration(retryConfig.maxBackoff)}
        <//>`}
    </dl>`;
}

function NoQueue({ name }) {
  return html`
    <${Path} name=${name} />
    <div class="panel empty"><h1>${parts(name).queue}</h1><p>There is no queue ${name}.</p><p><a href=${link('queues')}>All queues</a></p></div>`;
}
