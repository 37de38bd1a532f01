import { html } from '../app/lib.js';
import { queues } from '../app/store.js';
import { TaskSearch } from './task-search.js';

/** The tasks of all queues. */
export function TasksView() {
  const numbers = {};
  for (const overview of queues.value ?? []) {
    for (const [key, value] of Object.entries(overview)) {
      if (typeof value === 'number') numbers[key] = (numbers[key] ?? 0) + value;
    }
  }
  return html`<div class="heading"><h1>Tasks</h1><p class="muted">of all queues</p></div><${TaskSearch} numbers=${numbers} />`;
}
