import { parts, relative, timeNear } from '../app/format.js';
import { html, useEffect, useMemo, useState } from '../app/lib.js';
import { link } from '../app/router.js';
import { now } from '../app/store.js';
import { dispatchesOf, lastStatusOf, requestOf, scheduleOf } from '../app/task-facts.js';
import { TaskPages } from '../app/task-pages.js';
import { VirtualList } from './virtual-list.js';

const REFRESH_MS = 2000;
const WIDE = globalThis.matchMedia('(min-width: 700px)');
const ROW_HEIGHT = { wide: 34, narrow: 56 };

/**
 * Tasks as a list that loads further pages while somebody scrolls.
 * @param {{read: Function, inputs: any[], total: number|undefined, label: string, empty: any}} props read is that of TaskPages;
 *   inputs are what it depends on
 */
export function TaskList({ read, inputs, total, label, empty }) {
  const [, setVersion] = useState(0);
  const pages = useMemo(() => new TaskPages(read, () => setVersion((version) => version + 1)), inputs);
  const isWide = useIsWide();
  useEffect(() => {
    pages.load(1);
    const timer = setInterval(() => document.hidden || pages.refresh(), REFRESH_MS);
    return () => {
      clearInterval(timer);
      pages.close();
    };
  }, [pages]);
  const count = pages.isComplete ? pages.rows.length : Math.max(pages.rows.length, total ?? 0);
  if (pages.error) return html`<p class="notice is-bad" role="alert">${pages.error.message}</p>`;
  if (count === 0) return pages.isComplete ? empty : html`<p class="muted">Loading…</p>`;
  return html`
    <div class="list-head" aria-hidden="true"><span>Task</span><span>Target</span><span>Schedule</span><span>Attempts</span></div>
    <${VirtualList} label=${label} count=${count} rowHeight=${isWide ? ROW_HEIGHT.wide : ROW_HEIGHT.narrow}
      row=${(index) => html`<${TaskRow} task=${pages.rows[index]} />`} onRange=${(from, to) => pages.load(to)} />`;
}

function useIsWide() {
  const [isWide, setWide] = useState(WIDE.matches);
  useEffect(() => {
    const listen = (event) => setWide(event.matches);
    WIDE.addEventListener('change', listen);
    return () => WIDE.removeEventListener('change', listen);
  }, []);
  return isWide;
}

function TaskRow({ task }) {
  if (!task) return html`<span class="muted">…</span>`;
  const { method, target } = requestOf(task);
  const schedule = scheduleOf(task);
  const dispatches = dispatchesOf(task);
  const failure = lastStatusOf(task)?.message;
  return html`
    <a class="mono task-name" href=${link('tasks', task.name)}>${parts(task.name).task}</a>
    <span class="mono muted target" title=${target}>${method} ${target}</span>
    <span class="schedule" title=${timeNear(schedule, now.value)}>${relative(schedule, now.value)}</span>
    <span class=${failure ? 'bad attempts-cell' : 'muted attempts-cell'} title=${failure}>${dispatches || ''} ${failure ? shortFailure(failure) : ''}</span>`;
}

/** Returns the HTTP status in a message such as "UNAVAILABLE(14): HTTP status code 503"; 0 means no response. */
function shortFailure(message) {
  const status = /HTTP status code (\d+)/.exec(message)?.[1];
  return status === '0' ? '· no response' : status ? `· ${status}` : '';
}
