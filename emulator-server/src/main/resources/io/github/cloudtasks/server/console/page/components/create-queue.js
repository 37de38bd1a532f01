import * as api from '../app/api.js';
import { parts } from '../app/format.js';
import { html } from '../app/lib.js';
import { ask, attempt } from '../app/notices.js';
import { queues, refresh } from '../app/store.js';
import { Field } from './field.js';

/** Asks for the settings of a new queue and creates it. Returns its name; undefined if it was not created. */
export function createQueue() {
  return ask({ title: 'New queue', body: Form });
}

function Form({ close }) {
  const first = queues.value?.[0]?.queue.name;
  const parent = first ? parts(first) : { project: 'demo', location: 'us-central1' };
  const submit = async (event) => {
    event.preventDefault();
    const values = Object.fromEntries(new FormData(event.currentTarget));
    const name = `projects/${values.project}/locations/${values.location}/queues/${values.id}`;
    if (await attempt(() => api.createQueue(name, settings(values), values.type === 'pull'), `Queue ${values.id} was created.`)) {
      await refresh();
      close(name);
    }
  };
  return html`
    <form onSubmit=${submit}>
      <${Field} label="Name" name="id" required autofocus pattern="[A-Za-z0-9\\-]+" title="letters, digits and hyphens" class="mono" />
      <div class="grid-2">
        <${Field} label="Project" name="project" value=${parent.project} required class="mono" />
        <${Field} label="Location" name="location" value=${parent.location} required class="mono" />
      </div>
      <label class="field"><span>Type</span>
        <select name="type"><option value="push">Push: the emulator sends the tasks</option><option value="pull">Pull: workers lease the tasks</option></select>
      </label>
      <details>
        <summary>Limits and retries</summary>
        <p class="muted small">An empty field means the default of the service. Pull queues have only the number of attempts.</p>
        <div class="grid-2">
          <${Field} label="Dispatches per second" name="rate" type="number" min="0" step="any" placeholder="500" />
          <${Field} label="Dispatches at once" name="concurrent" type="number" min="1" placeholder="1000" />
          <${Field} label="Attempts" name="attempts" type="number" min="-1" placeholder="100" />
          <${Field} label="Doublings" name="doublings" type="number" min="0" placeholder="16" />
          <${Field} label="First backoff in seconds" name="minBackoff" type="number" min="0" step="any" placeholder="0.1" />
          <${Field} label="Longest backoff in seconds" name="maxBackoff" type="number" min="0" step="any" placeholder="3600" />
        </div>
      </details>
      <div class="row is-end">
        <button type="button" onClick=${() => close(undefined)}>Cancel</button>
        <button class="primary">Create queue</button>
      </div>
    </form>`;
}

function settings(values) {
  const retryConfig = {
    maxAttempts: values.attempts,
    maxDoublings: values.doublings,
    minBackoff: values.minBackoff && `${values.minBackoff}s`,
    maxBackoff: values.maxBackoff && `${values.maxBackoff}s`,
  };
  const rateLimits = { maxDispatchesPerSecond: values.rate, maxConcurrentDispatches: values.concurrent };
  return { ...given('rateLimits', rateLimits), ...given('retryConfig', retryConfig) };
}

/** Returns an object with the given values under a name; an empty one if there are none. */
function given(name, values) {
  const entries = Object.entries(values).filter(([, value]) => value);
  return entries.length ? { [name]: Object.fromEntries(entries.map(([key, value]) => [key, /^-?[\d.]+$/.test(value) ? Number(value) : value])) } : {};
}
