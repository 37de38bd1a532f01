// What a task is, read from its JSON in v2beta3.

import { instant } from './format.js';
import { headerOf } from './payload.js';

/** Returns the request of a task in one shape for all kinds of targets. */
export function requestOf(task) {
  const { httpRequest: http, appEngineHttpRequest: app, pullMessage: pull } = task;
  if (pull) return { kind: 'pull', method: '', target: pull.tag ? `tag ${pull.tag}` : '', headers: {}, body: pull.payload ?? '' };
  if (app) {
    return { kind: 'app', method: app.httpMethod ?? 'POST', target: app.relativeUri ?? '/', headers: app.headers ?? {}, body: app.body ?? '' };
  }
  return { kind: 'http', method: http?.httpMethod ?? 'POST', target: http?.url ?? '', headers: http?.headers ?? {}, body: http?.body ?? '' };
}

/** Returns the content type that the task names. */
export function contentTypeOf(task) {
  return headerOf(requestOf(task).headers, 'content-type');
}

/** Returns the status of the last response that the service recorded; undefined before the first one. */
export function lastStatusOf(task) {
  return task.lastAttempt?.responseStatus;
}

export const scheduleOf = (task) => instant(task.scheduleTime);

/** Returns the number of attempts that were sent. */
export const dispatchesOf = (task) => Number(task.dispatchCount ?? task.status?.attemptDispatchCount ?? 0);

/** Returns whether an HTTP status ends a task. */
export function isSuccess(status) {
  return (status >= 200 && status < 300) || status === 304;
}

/** Returns the HTTP status in a message such as "UNAVAILABLE(14): HTTP status code 503"; 0 means no response. */
export function httpStatusOf(task) {
  const status = /HTTP status code (\d+)/.exec(lastStatusOf(task)?.message ?? '')?.[1];
  return status === undefined ? undefined : Number(status);
}

/** The states of tasks in their queues, and of those that have left them. */
export const IN_QUEUE = ['WAITING', 'RUNNING', 'LEASED'];
export const ENDED = ['SUCCEEDED', 'FAILED', 'DELETED', 'EXPIRED', 'PURGED'];
