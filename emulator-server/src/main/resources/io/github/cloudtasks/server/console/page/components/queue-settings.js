import * as api from '../app/api.js';
import { parts } from '../app/format.js';
import { html, useState } from '../app/lib.js';
import { ask, notify } from '../app/notices.js';
import { changesOf, groupsOf, textOf } from '../app/queue-settings.js';
import { refresh } from '../app/store.js';
import { Field } from './field.js';

/** Shows the settings of a queue, and saves those that are changed. */
export function changeSettings(queue) {
  return ask({ title: `Settings of ${parts(queue.name).queue}`, body: Form, queue });
}

function Form({ queue, close }) {
  const [error, setError] = useState('');
  const submit = async (event) => {
    event.preventDefault();
    const changes = changesOf(queue, Object.fromEntries(new FormData(event.currentTarget)));
    if (!changes.updateMask) return close(undefined);
    try {
      await api.updateQueue(queue.name, changes.queue, changes.updateMask);
    } catch ({ message }) {
      return setError(message);
    }
    notify(`The settings of ${parts(queue.name).queue} were saved.`);
    await refresh();
    close(queue.name);
  };
  return html`
    <form onSubmit=${submit}>
      <p class="muted small">An empty field means the default of the service.</p>
      ${groupsOf(queue).map((group, index) => html`<${Group} ...${group} queue=${queue} isOpen=${index === 0} />`)}
      ${error && html`<p class="notice is-bad" role="alert">${error}</p>`}
      <div class="row is-end">
        <button type="button" onClick=${() => close(undefined)}>Cancel</button>
        <button class="primary">Save settings</button>
      </div>
    </form>`;
}

/** A group of settings, which is open if it is the first one or has values. */
function Group({ title, note, fields, queue, isOpen }) {
  return html`
    <details open=${isOpen || fields.some((field) => textOf(queue, field))}>
      <summary>${title}</summary>
      ${note && html`<p class="muted small">${note}</p>`}
      <div class="grid-2">${fields.map((field) => html`<${Setting} ...${field} text=${textOf(queue, field)} />`)}</div>
    </details>`;
}

function Setting({ path, label, type, choices, text, min, placeholder, title }) {
  if (type === 'choice') {
    return html`
      <label class="field"><span>${label}</span>
        <select name=${path}>${['', ...choices].map((choice) => html`<option value=${choice} selected=${choice === text}>${choice.toLowerCase().replaceAll('_', ' ')}</option>`)}</select>
      </label>`;
  }
  if (type === 'lines') {
    return html`
      <label class="field is-wide"><span>${label}</span>
        <textarea name=${path} class="mono" rows="2" spellcheck=${false} placeholder="X-Tenant: test">${text}</textarea>
      </label>`;
  }
  const number = type === 'number' ? { min, step: 'any' } : { class: 'mono' };
  return html`<${Field} label=${label} name=${path} type=${type} value=${text} placeholder=${placeholder} title=${title} ...${number} />`;
}
