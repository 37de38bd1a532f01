import * as api from '../app/api.js';
import { instant, parts, relative, timeNear, duration } from '../app/format.js';
import { html } from '../app/lib.js';
import { attempt, confirm } from '../app/notices.js';
import { link, open } from '../app/router.js';
import { decodeBase64 } from '../app/payload.js';
import { now } from '../app/store.js';
import { contentTypeOf, requestOf, scheduleOf } from '../app/task-facts.js';
import { useRemote } from '../app/use-remote.js';
import { Attempts } from './attempts.js';
import { editAndResend } from './task-form.js';
import { CopyButton, Fact } from './parts.js';
import { PayloadView, Pairs } from './payload-view.js';
import { Path } from './queue-view.js';

const READ_MS = 1000;

/** One task: why it waits, its attempts, and what is sent. */
export function TaskView({ name }) {
  const { data, error, reload } = useRemote((abort) => read(name, abort), [name], READ_MS);
  if (!data) return error ? html`<${Path} name=${name} /><p class="notice is-bad">${error.message}</p>` : html`<p class="muted">Loading…</p>`;
  const { task, waitReasons, attempts, missing } = data;
  return html`
    <${Path} name=${name} />
    <div class="heading">
      <h1 class="mono">${parts(name).task}</h1><${CopyButton} text=${name} label="Copy the full name" />
      ${task && html`<${Actions} task=${task} reload=${reload} />`}
    </div>
    ${missing && html`<p class="notice">${missing} ${attempts.length > 0 && 'Its latest attempts are below.'}</p>`}
    <${Reasons} reasons=${waitReasons} />
    <div class="columns">
      <section class="panel" aria-labelledby="attempts-title">
        <div class="panel-head"><h2 id="attempts-title">Attempts</h2></div>
        <${Attempts} attempts=${attempts} task=${task} reasons=${waitReasons} />
      </section>
      ${task && html`<${Content} task=${task} />`}
    </div>`;
}

/** Reads a task with its attempts. A task that is gone still has attempts. */
async function read(name, abort) {
  const attempts = await api.listAttempts({ task: name }, abort);
  try {
    return { attempts, ...(await api.getTask(name, abort)) };
  } catch (error) {
    if (error.status !== 404) throw error;
    return { attempts, waitReasons: [], missing: error.message };
  }
}

function Actions({ task, reload }) {
  const id = parts(task.name).task;
  const { kind } = requestOf(task);
  const run = async () => {
    await attempt(() => api.runTask(task.name), `${id} is sent now.`);
    reload();
  };
  const resend = async () => {
    const created = await editAndResend(task);
    if (created) open('tasks', created.name);
  };
  const remove = async () => {
    const isSure = await confirm({ title: 'Delete the task?', text: `${task.name} will be removed.`, action: 'Delete task' });
    if (isSure && (await attempt(() => api.deleteTask(task.name), `${id} was deleted.`))) open('queues', parts(task.name).queueName);
  };
  return html`
    <div class="actions">
      ${kind !== 'pull' && html`<button type="button" class="primary" onClick=${run}>Run now</button>`}
      <button type="button" onClick=${resend}>Edit and resend</button>
      <button type="button" class="danger" onClick=${remove}>Delete</button>
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

function Content({ task }) {
  const { method, target, headers, body, kind } = requestOf(task);
  return html`
    <section class="panel" aria-labelledby="content-title">
      <div class="panel-head"><h2 id="content-title">${kind === 'pull' ? 'Message' : 'Request'}</h2></div>
      <p class="mono target-line">${method} ${target}</p>
      <dl class="facts is-plain">
        <${Fact} name="Scheduled">${timeNear(scheduleOf(task), now.value)}<//>
        <${Fact} name="Created">${timeNear(instant(task.createTime), now.value)}<//>
        ${task.dispatchDeadline && html`<${Fact} name="Deadline">${duration(task.dispatchDeadline)}<//>`}
      </dl>
      <h3>Body</h3>
      <${PayloadView} bytes=${decodeBase64(body)} contentType=${contentTypeOf(task)} label="body" />
      ${kind !== 'pull' && html`<h3>Headers</h3><${Pairs} pairs=${Object.entries(headers)} />`}
    </section>`;
}
