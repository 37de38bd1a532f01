import * as api from '../app/api.js';
import { html, useState } from '../app/lib.js';
import { ask, attempt } from '../app/notices.js';
import { decodeBase64, encodeBase64, encodeText, textOf } from '../app/payload.js';
import { now, refresh } from '../app/store.js';
import { requestOf } from '../app/task-facts.js';
import { Field } from './field.js';
import { parts } from '../app/format.js';

/** Asks for a new task of a queue and creates it. Returns the created task; undefined if it was not created. */
export function createTask(queue) {
  const isPull = queue.type === 'PULL';
  const task = isPull ? { pullMessage: {} } : { httpRequest: { url: 'http://localhost:8080/', httpMethod: 'POST', headers: {} } };
  return ask({ title: 'New task', body: Form, queue: queue.name, task, action: 'Create task' });
}

/** Asks for changes of a task, and creates another one. Returns the created task; undefined if it was not created. */
export function editAndResend(task) {
  return ask({ title: 'Edit and resend', body: Form, queue: parts(task.name).queueName, task, action: 'Send' });
}

function Form({ queue, task, action, close }) {
  const original = requestOf(task);
  const [kind, setKind] = useState(original.kind);
  const body = textOf(decodeBase64(original.body));
  const submit = async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.currentTarget));
    const created = await attempt(
      () => api.createTask(queue, taskOf(values, kind, task, queue)),
      (result) => `${parts(result.name).task} was created.`,
    );
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
            <select value=${kind} onChange=${(event) => setKind(event.currentTarget.value)}><option value="http">HTTP</option><option value="app">App Engine</option></select>
          </label>
          <label class="field"><span>Method</span>
            <select name="method">${['POST', 'GET', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'].map((method) => html`<option selected=${method === original.method}>${method}</option>`)}</select>
          </label>
          <${Field} label=${kind === 'app' ? 'Path' : 'URL'} name="target" required class="mono" value=${kind === original.kind ? original.target : ''} autofocus />
        </div>
        <label class="field"><span>Headers</span>
          <textarea name="headers" class="mono" rows="3" spellcheck=${false} placeholder="Content-Type: application/json">${headerLines(original.headers)}</textarea>
        </label>`}
      <label class="field"><span>${kind === 'pull' ? 'Payload' : 'Body'}</span>
        <textarea name="body" class="mono" rows="7" spellcheck=${false}>${body ?? original.body}</textarea>
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

/** Returns the task that the form describes, with what the form does not show of the original, such as an OIDC token. */
function taskOf(values, kind, original, queue) {
  const payload = values.isBase64 ? values.body.trim() : encodeBase64(encodeText(values.body));
  const task = {};
  if (values.id) task.name = `${queue}/tasks/${values.id}`;
  if (Number(values.delay) > 0) task.scheduleTime = new Date(now.value + Number(values.delay) * 1000).toISOString();
  if (original.dispatchDeadline) task.dispatchDeadline = original.dispatchDeadline;
  if (kind === 'pull') return { ...task, pullMessage: { payload, tag: values.tag } };
  const request = { httpMethod: values.method, headers: parseHeaders(values.headers) };
  if (payload) request.body = payload;
  if (kind === 'app') {
    const { appEngineRouting } = original.appEngineHttpRequest ?? {};
    return { ...task, appEngineHttpRequest: { ...request, relativeUri: values.target, ...(appEngineRouting && { appEngineRouting }) } };
  }
  const { oidcToken, oauthToken } = original.httpRequest ?? {};
  return { ...task, httpRequest: { ...request, url: values.target, ...(oidcToken && { oidcToken }), ...(oauthToken && { oauthToken }) } };
}
