import * as api from '../app/api.js';
import { count, counted } from '../app/format.js';
import { html, useEffect, useState } from '../app/lib.js';
import { attempt, confirm, notify } from '../app/notices.js';
import { parameters, setParameter } from '../app/router.js';
import { parseSearch, SEARCH_HINT } from '../app/search.js';
import { refresh } from '../app/store.js';
import { ENDED, IN_QUEUE } from '../app/task-facts.js';
import { TaskList } from './task-list.js';

const TYPING_MS = 250;

/** The groups of states that can be shown, with the number of tasks in each if it is known. */
const GROUPS = [
  { id: 'waiting', title: 'Waiting', states: ['WAITING'] },
  { id: 'running', title: 'Running', states: ['RUNNING'], isFor: (isPull) => isPull !== true },
  { id: 'leased', title: 'Leased', states: ['LEASED'], isFor: (isPull) => isPull !== false },
  { id: 'ended', title: 'Ended', states: ENDED },
];

/**
 * The tasks of a queue or of all queues, by state, with a search and actions on everything that it finds.
 * @param {{queue?: string, isPull?: boolean, numbers?: object}} props numbers of tasks by state
 */
export function TaskSearch({ queue, isPull, numbers }) {
  const chosen = parameters.value.get('state');
  const groups = GROUPS.filter(({ isFor }) => !isFor || isFor(isPull));
  const group = groups.find(({ id }) => id === chosen) ?? groups[0];
  const text = parameters.value.get('search') ?? '';
  const settled = useSettled(text);
  const filterOf = (search) => ({ state: group.states.join(',').toLowerCase(), ...parseSearch(search), ...(queue ? { queue } : {}) });
  const filter = filterOf(settled);
  const [round, setRound] = useState(0);
  const total = settled ? undefined : sum(numbers, group.states);
  const renew = async () => {
    await refresh();
    setRound((before) => before + 1);
  };
  return html`
    <section class="panel" aria-label="Tasks">
      <div class="search">
        <div class="tabs" role="group" aria-label="State of the tasks">
          ${groups.map(({ id, title, states }) => html`
            <button type="button" key=${id} aria-pressed=${id === group.id} onClick=${() => setParameter('state', id)}>
              ${title}${numbers && html` <span class="muted">${count(sum(numbers, states))}</span>`}
            </button>`)}
        </div>
        <input type="search" aria-label="Search tasks" placeholder="Search: name, url:, header:, body:, tag:, status:" title=${SEARCH_HINT}
          spellcheck=${false} value=${text} onInput=${(event) => setParameter('search', event.currentTarget.value)} />
        <${BulkActions} filter=${filterOf(text)} group=${group} isPull=${isPull} onDone=${renew} />
      </div>
      <${TaskList} read=${(page, abort) => api.searchTasks(filter, page, abort)} inputs=${[JSON.stringify(filter), round]} total=${total}
        label=${`${group.title} tasks`} showsQueue=${!queue} empty=${html`<p class="empty muted">${emptyText(group, settled)}</p>`} />
    </section>`;
}

function emptyText({ id }, search) {
  if (search) return 'No task matches the search.';
  return { waiting: 'No tasks wait.', running: 'No attempt is in flight.', leased: 'No task is leased.', ended: 'No task has ended yet.' }[id];
}

function sum(numbers, states) {
  return numbers && states.reduce((total, state) => total + (numbers[state.toLowerCase()] ?? 0), 0);
}

/** Returns a text after somebody has stopped typing. */
function useSettled(text) {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(setSettled, TYPING_MS, text);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function BulkActions({ filter, group, isPull, onDone }) {
  const isInQueue = IN_QUEUE.includes(group.states[0]);
  const change = async (title, action, done, apply) => {
    const found = await attempt(() => api.countTasks(filter));
    if (!found) return;
    if (found.count === 0) return notify('No task matches.');
    const limit = found.more ? `. One action takes the first ${count(api.BULK_LIMIT)} of them` : '';
    const text = `${found.more ? 'More than ' : ''}${counted(found.count, 'task')} ${found.count === 1 ? 'matches' : 'match'} at this moment${limit}.`;
    if (!(await confirm({ title, text, action }))) return;
    await attempt(() => apply(filter), ({ taskCount, failedCount, firstError }) => `${counted(taskCount, 'task')} ${done}${failed(failedCount, firstError)}.`);
    await onDone();
  };
  const replay = async () => {
    const isSure = await confirm({ title: 'Replay all that match?', text: `A new task is created for each one, at most ${count(api.REPLAY_LIMIT)}.`, action: 'Replay' });
    if (!isSure) return;
    await attempt(() => api.replayTasks(filter), (result) => `${counted(result.replays?.length ?? 0, 'task')} created${failed(result.failedCount, result.firstError)}.`);
    await onDone();
  };
  return html`
    <div class="row">
      ${isInQueue && isPull !== true && html`<button type="button" onClick=${() => change('Run all that match?', 'Run', 'sent', api.runTasks)}>Run all</button>`}
      <button type="button" onClick=${replay}>Replay all</button>
      ${isInQueue && html`<button type="button" class="danger" onClick=${() => change('Delete all that match?', 'Delete', 'deleted', api.deleteTasks)}>Delete all</button>`}
    </div>`;
}

/** Returns what went wrong in an action on several tasks. */
function failed(failedCount, firstError) {
  return failedCount ? `, ${count(failedCount)} failed: ${firstError}` : '';
}
