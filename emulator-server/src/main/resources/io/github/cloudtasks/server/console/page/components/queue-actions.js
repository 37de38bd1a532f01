// Actions on a queue, which several views offer.

import * as api from '../app/api.js';
import { counted, parts } from '../app/format.js';
import { attempt, confirm } from '../app/notices.js';
import { refresh } from '../app/store.js';

const idOf = (queue) => parts(queue.name).queue;

/** Runs an action, and shows its effect at once. */
async function act(action, done) {
  const result = await attempt(action, done);
  await refresh();
  return result;
}

export function pauseOrResume(queue) {
  return queue.state === 'PAUSED'
    ? act(() => api.resumeQueue(queue.name), `Queue ${idOf(queue)} is running.`)
    : act(() => api.pauseQueue(queue.name), `Queue ${idOf(queue)} is paused.`);
}

export async function purge(queue, taskCount) {
  const isSure = await confirm({
    title: `Purge ${idOf(queue)}?`,
    text: `${taskCount === undefined ? 'All tasks' : counted(taskCount, 'task')} of ${queue.name} will be removed. They cannot be restored.`,
    action: 'Purge',
  });
  return isSure && act(() => api.purgeQueue(queue.name), `Queue ${idOf(queue)} was purged.`);
}

/** Returns whether the queue was deleted. */
export async function remove(queue) {
  const isSure = await confirm({
    title: `Delete ${idOf(queue)}?`,
    text: `${queue.name} and all its tasks will be removed.`,
    action: 'Delete queue',
  });
  return isSure && (await act(() => api.deleteQueue(queue.name), `Queue ${idOf(queue)} was deleted.`)) !== undefined;
}
