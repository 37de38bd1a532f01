// What happened in the last minutes, counted for plots: overall and by queue.

import { signal } from './lib.js';
import { isSuccess } from './task-facts.js';

/** The length of one interval of the plots. */
export const INTERVAL_MS = 2000;
/** Five minutes. */
export const INTERVALS = 150;

const OVERALL = '';

/** Changes after something was counted, at most a few times a second. */
export const counted = signal(0);

/** Intervals by queue and by number; a number is the time divided by the length. */
let series = new Map();

function interval(queue, time) {
  let intervals = series.get(queue);
  if (!intervals) series.set(queue, (intervals = new Map()));
  const number = Math.floor(time / INTERVAL_MS);
  let values = intervals.get(number);
  if (!values) {
    values = { created: 0, succeeded: 0, failed: 0, change: 0, tookMs: 0, ended: 0 };
    intervals.set(number, values);
    if (intervals.size > 2 * INTERVALS) drop(intervals, number - INTERVALS);
  }
  return values;
}

function drop(intervals, before) {
  for (const number of intervals.keys()) if (number < before) intervals.delete(number);
}

/** Counts an event of the emulator. */
export function countEvent(event, time, tookMs) {
  if (event.kind === 'RESET') {
    series = new Map();
    return;
  }
  if (!event.queue || event.kind === 'CALL_FAILED') return;
  for (const queue of [OVERALL, event.queue]) count(interval(queue, time), event, tookMs);
}

function count(values, { kind, status, detail, count: removed = 0 }, tookMs) {
  if (kind === 'TASK_CREATED') {
    values.created += 1;
    values.change += 1;
  } else if (kind === 'ATTEMPT_ENDED') {
    values[isSuccess(status) ? 'succeeded' : 'failed'] += 1;
    values.tookMs += tookMs ?? 0;
    values.ended += 1;
  } else if (kind === 'TASK_FINISHED') {
    values.change -= 1;
    if (detail === 'ACKNOWLEDGED') values.succeeded += 1;
  } else if (kind === 'TASKS_REMOVED') {
    values.change -= removed;
  }
}

/** Tells the plots that events were counted. */
export function publish() {
  counted.value += 1;
}

/**
 * Returns the values of the last intervals up to a time.
 * @param {string} queue the full name of a queue; empty for all queues
 * @param {number} now
 * @param {number} backlog the number of tasks at this time, from which earlier numbers follow
 * @returns {{times: number[], created: number[], succeeded: number[], failed: number[], backlog: number[], latency: (number|null)[]}}
 *   times in seconds since 1970, rates in tasks per second, latency in milliseconds
 */
export function recent(queue, now, backlog) {
  const intervals = series.get(queue) ?? new Map();
  const last = Math.floor(now / INTERVAL_MS);
  const result = { times: [], created: [], succeeded: [], failed: [], backlog: [], latency: [] };
  let left = backlog;
  for (let number = last; number > last - INTERVALS; number--) {
    const values = intervals.get(number);
    result.times.push((number * INTERVAL_MS) / 1000);
    for (const name of ['created', 'succeeded', 'failed']) result[name].push(((values?.[name] ?? 0) * 1000) / INTERVAL_MS);
    result.backlog.push(Math.max(0, left));
    result.latency.push(values?.ended ? values.tookMs / values.ended : null);
    left -= values?.change ?? 0;
  }
  Object.values(result).forEach((list) => list.reverse());
  return result;
}
