// Small elements that several views share.

import { parts } from '../app/format.js';
import { html, useState } from '../app/lib.js';
import { notify } from '../app/notices.js';
import { link } from '../app/router.js';
import { isSuccess } from '../app/task-facts.js';

const STATE_CLASSES = { RUNNING: 'is-good', PAUSED: 'is-warn', DISABLED: 'is-bad' };

/** The state of a queue as a word with a colour. */
export function StatePill({ state }) {
  return html`<span class=${`pill ${STATE_CLASSES[state] ?? ''}`}>${state?.toLowerCase()}</span>`;
}

const TASK_CLASSES = { RUNNING: 'is-run', LEASED: 'is-run', SUCCEEDED: 'is-good', FAILED: 'is-bad', EXPIRED: 'is-warn' };

/** The state of a task as a word with a colour. */
export function TaskPill({ status }) {
  return html`<span class=${`pill ${TASK_CLASSES[status] ?? ''}`}>${status?.toLowerCase()}</span>`;
}

/** The way from the list of queues to a queue or task. */
export function Path({ name }) {
  const { project, location, queue, task, queueName } = parts(name);
  return html`
    <nav class="path" aria-label="Path">
      <a href=${link('queues')}>Queues</a><span class="muted"> / ${project} / ${location} / </span>
      ${task ? html`<a href=${link('queues', queueName)}>${queue}</a>` : html`<span aria-current="page">${queue}</span>`}
    </nav>`;
}

/** An HTTP status, or the reason why there is none. */
export function StatusPill({ status, error }) {
  return html`<span class=${`pill mono ${isSuccess(status) ? 'is-good' : 'is-bad'}`}>${status || (error ? 'no response' : 'none')}</span>`;
}

/** A button that copies a text. */
export function CopyButton({ text, label = 'Copy' }) {
  const [isDone, setDone] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
      setTimeout(setDone, 1500, false);
    } catch {
      notify('The browser does not let the page write to the clipboard. Select the text and copy it.', true);
    }
  };
  return html`<button type="button" class="quiet" onClick=${copy} aria-label=${label}>${isDone ? 'Copied' : 'Copy'}</button>`;
}

/** A fact with its name, for a list of facts. */
export function Fact({ name, children }) {
  return html`<div class="fact"><dt>${name}</dt><dd>${children}</dd></div>`;
}

/** A text of code with a button that copies it. */
export function Code({ text, label = 'Code' }) {
  return html`<div class="code"><pre class="mono" tabindex="0" aria-label=${label}>${text}</pre><${CopyButton} text=${text} /></div>`;
}

/** Tabs that show one of several texts or panels. */
export function Tabs({ names, value, onChange, label }) {
  const move = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = names[(names.indexOf(value) + step + names.length) % names.length];
    onChange(next);
    event.currentTarget.querySelector(`[data-tab="${next}"]`)?.focus();
  };
  return html`
    <div class="tabs" role="tablist" aria-label=${label} onKeyDown=${move}>
      ${names.map(
        (name) => html`
          <button type="button" role="tab" data-tab=${name} aria-selected=${name === value} tabindex=${name === value ? 0 : -1}
            onClick=${() => onChange(name)}>${name}</button>`,
      )}
    </div>`;
}
