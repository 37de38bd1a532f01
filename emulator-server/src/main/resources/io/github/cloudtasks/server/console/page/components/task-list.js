import { instant, parts, relative, size, timeNear } from '../app/format.js';
import { html, useEffect, useMemo, useState } from '../app/lib.js';
import { link } from '../app/router.js';
import { now } from '../app/store.js';
import { dispatchesOf, httpStatusOf, isSuccess, lastStatusOf, requestOf, scheduleOf } from '../app/task-facts.js';
import { TaskPages } from '../app/task-pages.js';
import { TaskPill } from './parts.js';
import { VirtualList } from './virtual-list.js';

const REFRESH_MS = 2000;
/** Rows that are loaded before somebody scrolls to them. */
const AHEAD = 100;
const WIDE = globalThis.matchMedia('(min-width: 700px)');
const ROW_HEIGHT = { wide: 34, narrow: 56 };

/**
 * Tasks as a list that loads further pages while somebody scrolls.
 * @param {{read: Function, inputs: any[], total: number|undefined, label: string, empty: any, showsQueue: boolean}} props
 *   read is that of TaskPages; inputs are what it depends on; total is undefined if it is not known
 */
export function TaskList({ read, inputs, total, label, empty, showsQueue }) {
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
  if (pages.error) return html`<p class="notice is-bad" role="alert">${pages.error.message}</p>`;
  // A list whose length is not known ends with a row for what is being loaded.
  const count = pages.isComplete ? pages.rows.length : Math.max(pages.rows.length + 1, total ?? 0);
  if (pages.rows.length === 0) return pages.isComplete ? empty : html`<p class="muted empty">Loading…</p>`;
  return html`
    <div class="list-head" aria-hidden="true"><span>Task</span><span>Target</span><span>State</span><span>Time</span><span>Attempts</span></div>
    <${VirtualList} label=${label} count=${count} rowHeight=${isWide ? ROW_HEIGHT.wide : ROW_HEIGHT.narrow}
      row=${(index) => html`<${TaskRow} found=${pages.rows[index]} showsQueue=${showsQueue} />`} onRange=${(from, to) => pages.load(to + AHEAD)} />`;
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

function TaskRow({ found, showsQueue }) {
  if (!found) return html`<span class="muted">…</span>`;
  const { task, status, end, bodySize } = found;
  const { method, target } = requestOf(task);
  const time = end ? instant(end.time) : scheduleOf(task);
  const { queue, task: id } = parts(task.name);
  return html`
    <span class="task-name">${showsQueue && html`<span class="muted">${queue} / </span>`}<a class="mono" href=${link('tasks', task.name)}>${id}</a></span>
    <span class="mono muted target" title=${`${method} ${target}, ${size(bodySize)}`}>${method} ${target}</span>
    <span class="state"><${TaskPill} status=${status} /></span>
    <span class="schedule" title=${timeNear(time, now.value)}>${relative(time, now.value)}</span>
    <${AttemptCell} task=${task} />`;
}

function AttemptCell({ task }) {
  const dispatches = dispatchesOf(task);
  const status = httpStatusOf(task);
  const isBad = status !== undefined && !isSuccess(status);
  return html`
    <span class=${isBad ? 'bad attempts-cell' : 'muted attempts-cell'} title=${lastStatusOf(task)?.message}>
      ${dispatches > 0 && `${dispatches}`}${isBad && ` · ${status || 'no response'}`}
    </span>`;
}
