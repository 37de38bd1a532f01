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

/** The address of the exported state. */
export const STATE = `${CONTROL}/state`;

/** Adds the queues of an exported state. */
export const importState = (text) => call('POST', STATE, text);

// ---- Queues

/** Returns all queues as v2beta3 shows them, with the number of their tasks as "taskCount". */
export async function listQueues() {
  const { queues = [] } = await call('GET', STATE);
  return queues.map(({ queue, tasks }) => ({ ...queue, taskCount: tasks.length }));
}

/** Returns a queue with its statistics. */
export const getQueue = (name) => call('GET', `v2beta3/${path(name)}?readMask=*`);

/** Creates a queue. Pull queues are created in v2beta2, which has them. */
export function createQueue(name, settings, isPull) {
  const version = isPull ? 'v2beta2' : 'v2beta3';
  return call('POST', `${version}/${path(parts(name).parent)}/queues`, { name, ...settings, ...(isPull ? { pullTarget: {} } : {}) });
}

export const pauseQueue = (name) => call('POST', `v2beta3/${path(name)}:pause`, {});
export const resumeQueue = (name) => call('POST', `v2beta3/${path(name)}:resume`, {});
export const purgeQueue = (name) => call('POST', `v2beta3/${path(name)}:purge`, {});
export const deleteQueue = (name) => call('DELETE', `v2beta3/${path(name)}`);

// ---- Tasks

/** Returns a page of the tasks of a queue, in the order of their names. */
export const listTasks = (queue, { pageToken, pageSize = 500 } = {}, abort) =>
  call('GET', `v2beta3/${path(queue)}/tasks${query({ pageSize, pageToken })}`, undefined, abort);

/** Returns a task in the full view, and why it is not sent at the moment. */
export const getTask = (name, abort) => call('GET', `${CONTROL}/${path(name)}`, undefined, abort);

/** Creates a task, whose name the emulator chooses if it has none. */
export const createTask = (queue, task) => call('POST', `v2beta3/${path(queue)}/tasks`, { task, responseView: 'BASIC' });
export const runTask = (name) => call('POST', `v2beta3/${path(name)}:run`, {});
export const deleteTask = (name) => call('DELETE', `v2beta3/${path(name)}`);

/** Returns the recorded attempts of a task or a queue, the oldest first. */
export async function listAttempts(filter, abort) {
  const { attempts } = await call('GET', `${CONTROL}/attempts${query(filter)}`, undefined, abort);
  return attempts;
}

// ---- Leases of pull tasks, which v2beta2 has

/** Leases up to "maxTasks" tasks for a duration such as 60s. Returns them with their payloads. */
export async function leaseTasks(queue, maxTasks, leaseDuration, filter) {
  const request = { maxTasks, leaseDuration, responseView: 'FULL', ...(filter ? { filter } : {}) };
  const { tasks = [] } = await call('POST', `v2beta2/${path(queue)}/tasks:lease`, request);
  return tasks;
}

export const acknowledgeTask = (name, scheduleTime) => call('POST', `v2beta2/${path(name)}:acknowledge`, { scheduleTime });
export const cancelLease = (name, scheduleTime) => call('POST', `v2beta2/${path(name)}:cancelLease`, { scheduleTime });
