// Actions on many tasks, which the API has for single tasks only.

import * as api from './api.js';

const AT_ONCE = 8;
const PAGE_SIZE = 1000;

/** The most tasks of one action. */
export const BULK_LIMIT = 10_000;

/** Returns the names of the tasks that match, at most BULK_LIMIT. */
export async function findNames(filter) {
  const names = [];
  let pageToken = '';
  do {
    const page = await api.searchTasks(filter, { pageToken, pageSize: PAGE_SIZE });
    names.push(...(page.tasks ?? []).map(({ task }) => task.name));
    pageToken = page.nextPageToken;
  } while (pageToken && names.length < BULK_LIMIT);
  return names.slice(0, BULK_LIMIT);
}

/**
 * Runs an action for every task, some at a time. A task that has gone meanwhile is skipped.
 * @returns {Promise<number>} the number of tasks for which it succeeded
 */
export async function forEach(names, action) {
  const left = [...names];
  let done = 0;
  const work = async () => {
    for (let name = left.pop(); name; name = left.pop()) {
      try {
        await action(name);
        done += 1;
      } catch (error) {
        if (error.status !== 404) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return done;
}
