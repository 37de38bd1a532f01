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
