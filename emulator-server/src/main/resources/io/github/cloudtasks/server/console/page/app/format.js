// Texts for people: names, times, durations and sizes.

const PARTS = /^projects\/([^/]+)\/locations\/([^/]+)\/queues\/([^/]+)(?:\/tasks\/([^/]+))?$/;

/**
 * Returns the parts of the full name of a queue or task.
 * @param {string} name such as projects/p/locations/l/queues/q/tasks/t
 * @returns {{project: string, location: string, queue: string, task: string, queueName: string, parent: string}}
 */
export function parts(name) {
  const [, project = '', location = '', queue = name, task = ''] = PARTS.exec(name ?? '') ?? [];
  const parent = `projects/${project}/locations/${location}`;
  return { project, location, queue, task, parent, queueName: `${parent}/queues/${queue}` };
}

const WHOLE = new Intl.NumberFormat('en-US');

/** Returns a number with separators: 12,345. */
export function count(value) {
  return value === undefined || value === null ? '–' : WHOLE.format(Number(value));
}

/** Returns a count with its noun: 1 task, 2 tasks. */
export function counted(value, noun) {
  return `${count(value)} ${noun}${Number(value) === 1 ? '' : 's'}`;
}

/** Returns a rate without needless digits: 500, 0.25. */
export function rate(value) {
  return value === undefined ? '–' : String(Math.round(Number(value) * 1000) / 1000);
}

/** Returns the milliseconds of a duration in JSON, such as "0.100s". */
export function millis(duration) {
  const seconds = /^(-?[0-9.]+)s$/.exec(duration ?? '');
  return seconds ? Number(seconds[1]) * 1000 : undefined;
}

/** Returns a span of milliseconds in the largest fitting units: 44 ms, 1.2 s, 3 min 5 s, 2 h 4 min, 3 d. */
export function span(ms) {
  if (ms === undefined || Number.isNaN(ms)) return '–';
  const sign = ms < 0 ? '−' : '';
  const value = Math.abs(ms);
  if (value < 1) return value === 0 ? '0 ms' : `${sign}${value.toFixed(1)} ms`;
  if (value < 999.5) return `${sign}${Math.round(value)} ms`;
  if (value < 10_000) return `${sign}${trimmed(value / 1000)} s`;
  const seconds = Math.round(value / 1000);
  if (seconds < 60) return `${sign}${seconds} s`;
  if (seconds < 3600) return sign + two(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return sign + two(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  return sign + two(Math.floor(minutes / 1440), 'd', Math.round((minutes % 1440) / 60), 'h');
}

function trimmed(value) {
  return String(Math.round(value * 10) / 10);
}

function two(large, largeUnit, small, smallUnit) {
  return small ? `${large} ${largeUnit} ${small} ${smallUnit}` : `${large} ${largeUnit}`;
}

/** Returns a duration in JSON as a span. */
export function duration(text) {
  return span(millis(text));
}

/** Returns the milliseconds since 1970 of a time in JSON; undefined without one. */
export function instant(time) {
  const value = time ? Date.parse(time) : Number.NaN;
  return Number.isNaN(value) ? undefined : value;
}

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/** Returns the local time of day: 14:05:09. */
export function timeOfDay(ms) {
  return ms === undefined ? '–' : CLOCK.format(ms);
}

/** Returns the local time of day with milliseconds. */
export function preciseTime(ms) {
  return ms === undefined ? '–' : `${CLOCK.format(ms)}.${String(Math.floor(ms % 1000)).padStart(3, '0')}`;
}

/** Returns the local time with the day, if it is another than that of a reference. */
export function timeNear(ms, reference) {
  if (ms === undefined) return '–';
  return DAY.format(ms) === DAY.format(reference) ? timeOfDay(ms) : `${DAY.format(ms)}, ${timeOfDay(ms)}`;
}

/** Returns a time relative to another: in 5 s, 3 min ago, now. */
export function relative(ms, now) {
  if (ms === undefined) return '–';
  const difference = ms - now;
  if (Math.abs(difference) < 500) return 'now';
  return difference > 0 ? `in ${span(difference)}` : `${span(-difference)} ago`;
}

/** Returns a size: 12 B, 4.1 KiB. */
export function size(bytes) {
  const value = Number(bytes ?? 0);
  if (value < 1024) return `${value} B`;
  return value < 1024 * 1024 ? `${trimmed(value / 1024)} KiB` : `${trimmed(value / 1024 / 1024)} MiB`;
}
