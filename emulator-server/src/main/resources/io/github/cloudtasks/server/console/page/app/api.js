// Every request of the page to the emulator: the REST API and the control API, on the page's own origin.

import { parts } from './format.js';

const CONTROL = 'emulator/v1';

/** An error response. Its message is that of the server. */
export class ApiError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * Sends a request and returns the JSON of the response.
 * @param {string} method
 * @param {string} path without a slash at the start, so that the page works below a path of a proxy
 * @param {object|string} [body] an object is sent as JSON
 * @param {AbortSignal} [abort]
 */
async function call(method, path, body, abort) {
  let response;
  try {
    response = await fetch(path, {
      method,
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      signal: abort,
    });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new ApiError(0, 'The emulator does not respond. It may have been stopped.');
  }
  const text = await response.text();
  if (!response.ok) throw new ApiError(response.status, messageOf(text) ?? `${response.status} ${response.statusText}`);
  return text ? JSON.parse(text) : {};
}

function messageOf(text) {
  try {
    return JSON.parse(text).error.message;
  } catch {
    return undefined;
  }
}

function path(name) {
  return name.split('/').map(encodeURIComponent).join('/');
}

function query(values) {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '');
  return given.length ? `?${new URLSearchParams(given)}` : '';
}

// ---- The emulator

/** Returns the version, the time and the routes of the control API. */
export const overview = () => call('GET', CONTROL);
export const freezeTime = () => call('POST', `${CONTROL}/time/freeze`, {});
export const resumeTime = () => call('POST', `${CONTROL}/time/resume`, {});

/** Advances the time by a duration such as 90s or 1h30m. */
export const advanceTime = (by) => call('POST', `${CONTROL}/time/advance`, { by });
export const reset = () => call('POST', `${CONTROL}/reset`, {});

/** The address of the stream of events, from the first one that is kept. */
export const EVENTS = `${CONTROL}/events?after=0`;

/** The address of the exported state. */
export const STATE = `${CONTROL}/state`;

/** Adds the queues of an exported state. */
export const importState = (text) => call('POST', STATE, text);

// ---- Snapshots

/** Returns all snapshots: name, saveTime, time, queueCount, taskCount, bytes. */
export async function listSnapshots() {
  const { snapshots = [] } = await call('GET', `${CONTROL}/snapshots`);
  return snapshots;
}

/** Saves the state under a name. */
export const saveSnapshot = (name, replace) => call('POST', `${CONTROL}/snapshots`, { name, replace });
export const restoreSnapshot = (name) => call('POST', `${CONTROL}/snapshots/${encodeURIComponent(name)}:restore`, {});
export const deleteSnapshot = (name) => call('DELETE', `${CONTROL}/snapshots/${encodeURIComponent(name)}`);

// ---- Faults on purpose

export async function listFaults() {
  const { faults = [] } = await call('GET', `${CONTROL}/faults`);
  return faults;
}

/** Adds a fault, and returns it with its id. */
export const addFault = (fault) => call('POST', `${CONTROL}/faults`, fault);
export const removeFault = (id) => call('DELETE', `${CONTROL}/faults/${encodeURIComponent(id)}`);
export const removeFaults = () => call('DELETE', `${CONTROL}/faults`);

// ---- Queues

/** Returns all queues, each with the number of its tasks by state. */
export async function listQueues() {
  const { queues = [] } = await call('GET', `${CONTROL}/queues`);
  return queues;
}

/** Creates a queue. Pull queues are created in v2beta2, which has them. */
export function createQueue(name, settings, isPull) {
  const version = isPull ? 'v2beta2' : 'v2beta3';
  return call('POST', `${version}/${path(parts(name).parent)}/queues`, { name, ...settings, ...(isPull ? { pullTarget: {} } : {}) });
}

/**
 * Changes the settings of a queue.
 * @param {object} queue the new values
 * @param {string} updateMask the paths of the settings that are changed, separated by commas
 */
export const updateQueue = (name, queue, updateMask) => call('PATCH', `v2beta3/${path(name)}${query({ updateMask })}`, queue);
export const pauseQueue = (name) => call('POST', `v2beta3/${path(name)}:pause`, {});
export const resumeQueue = (name) => call('POST', `v2beta3/${path(name)}:resume`, {});
export const purgeQueue = (name) => call('POST', `v2beta3/${path(name)}:purge`, {});
export const deleteQueue = (name) => call('DELETE', `v2beta3/${path(name)}`);

// ---- Tasks

/**
 * Returns a page of the tasks that match, in their queues or kept after their end.
 * @param {{queue?: string, state?: string, name?: string, url?: string, header?: string, body?: string, tag?: string,
 *   status?: string}} filter as docs/control.md describes
 */
export const searchTasks = (filter, { pageToken, pageSize }, abort) =>
  call('GET', `${CONTROL}/tasks${query({ ...filter, pageSize, pageToken })}`, undefined, abort);

/** Returns a task with its attempts, and why it is not sent at the moment or how it ended. */
export const getTask = (name, abort) => call('GET', `${CONTROL}/${path(name)}`, undefined, abort);

/** Returns programs that create a task like this one. */
export async function clientCode(name) {
  const { programs } = await call('GET', `${CONTROL}/${path(name)}:code`);
  return programs;
}

/** Creates a task that repeats another one, with the changed fields. Returns the name of the new task. */
export async function replayTask(name, changes = {}) {
  const { replay } = await call('POST', `${CONTROL}/${path(name)}:replay`, changes);
  return replay;
}

/** The most tasks that one request replays, and the most that one request sends or deletes. */
export const REPLAY_LIMIT = 1000;
export const BULK_LIMIT = 10_000;

/**
 * Counts the tasks that match.
 * @returns {Promise<{count: number, more: boolean}>} whether there are more than one request changes
 */
export async function countTasks(filter) {
  const { taskCount = 0, more } = await call('POST', `${CONTROL}/tasks:delete`, { ...filter, maxTasks: BULK_LIMIT, validateOnly: true });
  return { count: taskCount, more };
}

/** Sends all tasks that match at once. Returns the number of tasks, and what went wrong. */
export const runTasks = (filter) => call('POST', `${CONTROL}/tasks:run`, { ...filter, maxTasks: BULK_LIMIT });
export const deleteTasks = (filter) => call('POST', `${CONTROL}/tasks:delete`, { ...filter, maxTasks: BULK_LIMIT });

/** Repeats the tasks that match, wherever they are. */
export const replayTasks = (filter) => call('POST', `${CONTROL}/tasks:replay`, { ...filter, maxTasks: REPLAY_LIMIT });

/** Creates a task, whose name the emulator chooses if it has none. */
export const createTask = (queue, task) => call('POST', `v2beta3/${path(queue)}/tasks`, { task, responseView: 'BASIC' });
export const runTask = (name) => call('POST', `v2beta3/${path(name)}:run`, {});
export const deleteTask = (name) => call('DELETE', `v2beta3/${path(name)}`);

// ---- Leases of pull tasks, which v2beta2 has

/** Leases up to "maxTasks" tasks for a duration such as 60s. Returns them with their payloads. */
export async function leaseTasks(queue, maxTasks, leaseDuration, filter) {
  const request = { maxTasks, leaseDuration, responseView: 'FULL', ...(filter ? { filter } : {}) };
  const { tasks = [] } = await call('POST', `v2beta2/${path(queue)}/tasks:lease`, request);
  return tasks;
}

export const acknowledgeTask = (name, scheduleTime) => call('POST', `v2beta2/${path(name)}:acknowledge`, { scheduleTime });
export const cancelLease = (name, scheduleTime) => call('POST', `v2beta2/${path(name)}:cancelLease`, { scheduleTime });
