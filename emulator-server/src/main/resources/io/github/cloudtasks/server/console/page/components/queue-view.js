import * as api from '../app/api.js';
import { count, counted, duration, instant, parts, rate, relative } from '../app/format.js';
import { html } from '../app/lib.js';
import { link, open } from '../app/router.js';
import { now } from '../app/store.js';
import { useRemote } from '../app/use-remote.js';
import { createTask } from './task-form.js';
import { LeasePanel } from './lease-panel.js';
import { Fact, StatePill } from './parts.js';
import { pauseOrResume, purge, remove } from './queue-actions.js';
import { TaskList } from './task-list.js';

/** One queue: its settings and statistics, and its tasks. */
export function QueueView({ name }) {
  const { data: queue, error, reload } = useRemote(() => api.getQueue(name), [name]);
  if (error && !queue) return html`<${NoQueue} name=${name} error=${error} />`;
  if (!queue) return html`<p class="muted">Loading…</p>`;
  const isPull = queue.type === 'PULL';
  const total = Number(queue.stats?.tasksCount ?? 0);
  const after = (action) => async () => {
    if (await action) reload();
  };
  const act = (action) => async () => after(action())();
  const removeQueue = async () => (await remove(queue)) && open('queues');
  return html`
    <${Path} name=${name} />
    <div class="heading">
      <h1>${parts(name).queue}</h1>
      <${StatePill} state=${queue.state} />${isPull && html`<span class="pill">pull</span>`}
      <div class="actions">
        <button type="button" class="primary" onClick=${act(() => createTask(queue))}>New task</button>
        <button type="button" onClick=${act(() => pauseOrResume(queue))}>${queue.state === 'PAUSED' ? 'Resume' : 'Pause'}</button>
        <button type="button" onClick=${act(() => purge(queue, total))}>Purge</button>
        <button type="button" class="danger" onClick=${removeQueue}>Delete</button>
      </div>
    </div>
    <${Facts} queue=${queue} total=${total} isPull=${isPull} />
    ${isPull && html`<${LeasePanel} queue=${name} />`}
    <section class="panel" aria-labelledby="tasks-title">
      <div class="panel-head"><h2 id="tasks-title">Tasks</h2><span class="muted">${counted(total, 'task')} in the order of their names</span></div>
      <${TaskList} read=${(page, abort) => api.listTasks(name, page, abort)} inputs=${[name]} total=${total} label="Tasks of the queue"
        empty=${html`<p class="empty muted">No tasks wait in this queue.</p>`} />
    </section>`;
}

function Facts({ queue, total, isPull }) {
  const { rateLimits = {}, retryConfig = {}, stats = {} } = queue;
  const next = instant(stats.oldestEstimatedArrivalTime);
  return html`
    <dl class="facts">
      <${Fact} name="Tasks">${count(total)}<//>
      ${!isPull && html`
        <${Fact} name="In flight">${count(stats.concurrentDispatchesCount ?? 0)} of ${count(rateLimits.maxConcurrentDispatches)}<//>
        <${Fact} name="Rate">${rate(rateLimits.maxDispatchesPerSecond)}/s, bursts of ${count(rateLimits.maxBurstSize)}<//>
        <${Fact} name="Last minute">${count(stats.executedLastMinuteCount ?? 0)} sent<//>`}
      <${Fact} name="First is due">${queue.state === 'RUNNING' ? relative(next, now.value) : '–'}<//>
      ${!isPull && html`
        <${Fact} name="Retries">
          ${retryConfig.maxAttempts === -1 ? 'no limit' : counted(retryConfig.maxAttempts ?? 0, 'attempt')}, backoff
          ${' '}${duration(retryConfig.minBackoff)} to ${duration(retryConfig.maxBackoff)}
        <//>`}
    </dl>`;
}

/** The way from the list of queues to this resource. */
export function Path({ name }) {
  const { project, location, queue, task, queueName } = parts(name);
  return html`
    <nav class="path" aria-label="Path">
      <a href=${link('queues')}>Queues</a><span class="muted"> / ${project} / ${location} / </span>
      ${task ? html`<a href=${link('queues', queueName)}>${queue}</a>` : html`<span aria-current="page">${queue}</span>`}
    </nav>`;
}

function NoQueue({ name, error }) {
  return html`
    <${Path} name=${name} />
    <div class="panel empty"><h1>${parts(name).queue}</h1><p>${error.message}</p><p><a href=${link('queues')}>All queues</a></p></div>`;
}
