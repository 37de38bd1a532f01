import * as api from '../app/api.js';
import { duration, instant, parts, relative, size, timeNear } from '../app/format.js';
import { html } from '../app/lib.js';
import { attempt, ask, confirm } from '../app/notices.js';
import { decodeBase64 } from '../app/payload.js';
import { link, open } from '../app/router.js';
import { now, refresh } from '../app/store.js';
import { contentTypeOf, dispatchesOf, ENDED, requestOf, scheduleOf } from '../app/task-facts.js';
import { useRemote } from '../app/use-remote.js';
import { Attempts } from './attempts.js';
import { CodeExamples } from './code-examples.js';
import { CopyButton, Fact, Path, TaskPill } from './parts.js';
import { PayloadView, Pairs } from './payload-view.js';
import { editAndResend } from './task-form.js';

const READ_MS = 1000;

/** One task, in its queue or kept after its end: why it waits, its attempts, and what is sent. */
export function TaskView({ name }) {
  const { data, error, reload } = useRemote((abort) => api.getTask(name, abort), [name], READ_MS);
  if (!data) return html`<${Path} name=${name} /><h1 class="mono">${parts(name).task}</h1><p class=${error ? 'notice is-bad' : 'muted'}>${error?.message ?? 'Loading…'}</p>`;
  const { task, status, waitReasons = [], end, attempts = [], replayOf, replays = [] } = data;
  const isPull = Boolean(task.pullMessage);
  return html`
    <${Path} name=${name} />
    <div class="heading">
      <h1 class="mono">${parts(name).task}</h1><${TaskPill} status=${status} /><${CopyButton} text=${name} label="Copy the full name" />
      <${Actions} task=${task} status=${status} reload=${reload} />
    </div>
    ${end && html`
      <p class=${`notice ${status === 'SUCCEEDED' ? 'is-good' : status === 'FAILED' ? 'is-bad' : ''}`}>
        ${end.text} <span class="muted">${timeNear(instant(end.time), now.value)}. The API does not return the task any more.</span>
      </p>`}
    <${Reasons} reasons=${waitReasons} />
    <${Links} replayOf=${replayOf} replays=${replays} />
    <div class="columns">
      <section class="panel" aria-labelledby="attempts-title">
        <div class="panel-head"><h2 id="attempts-title">${isPull ? 'Leases' : 'Attempts'}</h2></div>
        ${isPull ? html`<p>${leaseText(task, status)}</p>` : html`<${Attempts} attempts=${attempts} task=${task} status=${status} end=${end} />`}
      </section>
      <${Content} task=${task} />
    </div>`;
}

function leaseText(task, status) {
  const leases = dispatchesOf(task);
  const times = leases === 1 ? 'once' : `${leases} times`;
  if (leases === 0) return 'No worker has leased the task yet.';
  return status === 'LEASED' ? `Leased ${times}. The lease ends ${relative(scheduleOf(task), now.value)}.` : `Leased ${times}.`;
}

function Actions({ task, status, reload }) {
  const id = parts(task.name).task;
  const isPull = Boolean(task.pullMessage);
  const isEnded = ENDED.includes(status);
  const act = async (action, done) => {
    await attempt(action, done);
    reload();
    refresh();
  };
  const replay = async () => {
    const name = await attempt(() => api.replayTask(task.name), (created) => `Task ${parts(created).task} was created.`);
    if (name) open('tasks', name);
  };
  const resend = async () => {
    const name = await editAndResend(task);
    if (name) open('tasks', name);
  };
  const remove = async () => {
    const isSure = await confirm({ title: 'Delete the task?', text: `${task.name} will be removed from its queue.`, action: 'Delete task' });
    if (isSure) await act(() => api.deleteTask(task.name), `Task ${id} was deleted.`);
  };
  const showCode = () => ask({ title: 'Copy as code', body: CodeExamples, name: task.name });
  return html`
    <div class="actions">
      ${!isPull && !isEnded && html`<button type="button" class="primary" onClick=${() => act(() => api.runTask(task.name), `Task ${id} is sent now.`)}>Run now</button>`}
      ${status === 'LEASED' && html`
        <button type="button" class="primary" onClick=${() => act(() => api.acknowledgeTask(task.name, task.scheduleTime), `Task ${id} was acknowledged.`)}>Acknowledge</button>
        <button type="button" onClick=${() => act(() => api.cancelLease(task.name, task.scheduleTime), `Task ${id} is available again.`)}>Release</button>`}
      <button type="button" class=${isEnded ? 'primary' : ''} onClick=${replay}>Replay</button>
      <button type="button" onClick=${resend}>Edit and resend</button>
      <button type="button" onClick=${showCode}>Copy as code</button>
      ${!isEnded && html`<button type="button" class="danger" onClick=${remove}>Delete</button>`}
    </div>`;
}

/** Why the task is not sent now. */
function Reasons({ reasons }) {
  if (!reasons.length) return null;
  return html`
    <ul class="reasons" aria-label="Why the task waits">
      ${reasons.map(({ kind, text, until, tasks = [] }) => html`
        <li key=${kind}>
          <span class="pill is-warn">${kind.toLowerCase().replaceAll('_', ' ')}</span>
          <span>${text} ${until && html`<strong>${relative(instant(until), now.value)}</strong>`}
            ${tasks.slice(0, 5).map((other) => html` <a class="mono" href=${link('tasks', other)}>${parts(other).task}</a>`)}
          </span>
        </li>`)}
    </ul>`;
}

function Links({ replayOf, replays }) {
  if (!replayOf && !replays.length) return null;
  const toTask = (name) => html` <a class="mono" href=${link('tasks', name)}>${parts(name).task}</a>`;
  return html`
    <p class="links muted">
      ${replayOf && html`<span>Repeats ${toTask(replayOf)}</span>`} ${replays.length > 0 && html`<span>Repeated by ${replays.slice(-5).map(toTask)}</span>`}
    </p>`;
}

function Content({ task }) {
  const { method, target, headers, body, kind } = requestOf(task);
  const bytes = decodeBase64(body);
  const token = task.httpRequest?.oidcToken ?? task.httpRequest?.oauthToken;
  return html`
    <section class="panel" aria-labelledby="content-title">
      <div class="panel-head"><h2 id="content-title">${kind === 'pull' ? 'Message' : 'Request'}</h2></div>
      <p class="mono target-line">${method} ${target}</p>
      <dl class="facts is-plain">
        <${Fact} name="Scheduled">${timeNear(scheduleOf(task), now.value)}<//>
        <${Fact} name="Created">${timeNear(instant(task.createTime), now.value)}<//>
        ${task.dispatchDeadline && html`<${Fact} name="Deadline">${duration(task.dispatchDeadline)}<//>`}
        <${Fact} name="Size">${size(bytes.length)}<//>
        ${token && html`<${Fact} name=${task.httpRequest.oidcToken ? 'ID token' : 'OAuth token'}>${token.serviceAccountEmail}<//>`}
      </dl>
      <h3>Body</h3>
      <${PayloadView} bytes=${bytes} contentType=${contentTypeOf(task)} label="body" />
      ${kind !== 'pull' && html`<h3>Headers</h3><${Pairs} pairs=${Object.entries(headers)} />`}
    </section>`;
}
