import * as api from '../app/api.js';
import { html, useState } from '../app/lib.js';
import { ask, attempt } from '../app/notices.js';
import { decodeBase64, encodeBase64, encodeText, textOf } from '../app/payload.js';
import { now, refresh } from '../app/store.js';
import { requestOf } from '../app/task-facts.js';
import { Field } from './field.js';
import { parts } from '../app/format.js';

/** Asks for a new task of a queue and creates it. Returns its name; undefined if it was not created. */
export function createTask(queue) {
  const isPull = queue.type === 'PULL';
  const task = isPull ? { pullMessage: {} } : { httpRequest: { url: 'http://localhost:8080/', httpMethod: 'POST', headers: {} } };
  return ask({ title: 'New task', body: Form, queue: queue.name, task, action: 'Create task' });
}

/** Asks for changes of a task, and creates another one. Returns the name of the new task; undefined if it was not created. */
export function editAndResend(task) {
  return ask({ title: 'Edit and resend', body: Form, queue: parts(task.name).queueName, task, action: 'Send', original: task.name });
}

function Form({ queue, task, action, original, close }) {
  const request = requestOf(task);
  const [kind, setKind] = useState(request.kind);
  const body = textOf(decodeBase64(request.body));
  const submit = async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.currentTarget));
    const created = await attempt(() => send(values, kind, queue, original), (name) => `Task ${parts(name).task} was created.`);
    if (created) {
      await refresh();
      close(created);
    }
  };
  return html`
    <form onSubmit=${submit}>
      ${kind !== 'pull' && html`
        <div class="grid-method">
          <label class="field"><span>Target</span>
            <select value=${kind} disabled=${Boolean(original)} onChange=${(event) => setKind(event.currentTarget.value)}><option value="http">HTTP</option><option value="app">App Engine</option></select>
          </label>
          <label class="field"><span>Method</span>
            <select name="method">${['POST', 'GET', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'].map((method) => html`<option selected=${method === request.method}>${method}</option>`)}</select>
          </label>
          <${Field} label=${kind === 'app' ? 'Path' : 'URL'} name="target" required class="mono" value=${kind === request.kind ? request.target : ''} autofocus />
        </div>
        <label class="field"><span>Headers</span>
          <textarea name="headers" class="mono" rows="3" spellcheck=${false} placeholder="Content-Type: application/json">${headerLines(request.headers)}</textarea>
        </label>`}
      <label class="field"><span>${kind === 'pull' ? 'Payload' : 'Body'}</span>
        <textarea name="body" class="mono" rows="7" spellcheck=${false}>${body ?? request.body}</textarea>
      </label>
      <label class="check"><input type="checkbox" name="isBase64" checked=${body === undefined} /> The text is base64</label>
      ${kind === 'pull' && html`<${Field} label="Tag" name="tag" class="mono" value=${task.pullMessage?.tag ?? ''} />`}
      <div class="grid-2">
        <${Field} label="Delay in seconds" name="delay" type="number" min="0" step="any" placeholder="0" />
        <${Field} label="Name" name="id" class="mono" placeholder="chosen by the emulator" pattern="[A-Za-z0-9_\\-]+" title="letters, digits, hyphens and underscores" />
      </div>
      <div class="row is-end">
        <button type="button" onClick=${() => close(undefined)}>Cancel</button>
        <button class="primary">${action}</button>
      </div>
    </form>`;
}

/** Headers that the emulator adds to every task. */
const ADDED = new Set(['user-agent']);

function headerLines(headers) {
  return Object.entries(headers)
    .filter(([name]) => !ADDED.has(name.toLowerCase()))
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
}

function parseHeaders(text) {
  const lines = text.split('\n').filter((line) => line.trim());
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      if (colon < 1) throw new Error(`A header must be "Name: value", not "${line}".`);
      return [line.slice(0, colon).trim(), line.slice(colon + 1).trim()];
    }),
  );
}

/** The fields of a task that the form shows, by the kind of its target. What it does not show, such as a token, stays as it is. */
const EDITED = {
  http: ['httpRequest.url', 'httpRequest.httpMethod', 'httpRequest.headers', 'httpRequest.body'],
  app: ['appEngineHttpRequest.relativeUri', 'appEngineHttpRequest.httpMethod', 'appEngineHttpRequest.headers', 'appEngineHttpRequest.body'],
  pull: ['pullMessage.payload', 'pullMessage.tag'],
};

/** Creates the task of the form, as a replay if there is an original. Returns its name. */
async function send(values, kind, queue, original) {
  const task = taskOf(values, kind, queue);
  if (!original) return (await api.createTask(queue, task)).name;
  const mask = [...EDITED[kind], ...['name', 'scheduleTime'].filter((field) => task[field])];
  return api.replayTask(original, { task, updateMask: mask.join(',') });
}

function taskOf(values, kind, queue) {
  const payload = values.isBase64 ? values.body.trim() : encodeBase64(encodeText(values.body));
  const task = {};
  if (values.id) task.name = `${queue}/tasks/${values.id}`;
  if (Number(values.delay) > 0) task.scheduleTime = new Date(now.value + Number(values.delay) * 1000).toISOString();
  if (kind === 'pull') return { ...task, pullMessage: { payload, tag: values.tag } };
  const request = { httpMethod: values.method, headers: parseHeaders(values.headers), ...(payload && { body: payload }) };
  return kind === 'app'
    ? { ...task, appEngineHttpRequest: { ...request, relativeUri: values.target } }
    : { ...task, httpRequest: { ...request, url: values.target } };
}
