// The stream of events: it feeds the plots and the live view, and tells when the queues should be read again.

import { countEvent, publish } from './activity.js';
import * as api from './api.js';
import { instant, millis } from './format.js';
import { signal } from './lib.js';

/** The events that the live view can show. */
const KEPT = 1000;
const PUBLISH_MS = 250;
const RETRY_MS = 5000;

/** The latest events, the newest first: {id, kind, at, queue, task, …}. */
export const events = signal([]);
/** The number of events that were lost, since the page was too slow or away. */
export const lost = signal(0);

let arrived = [];
let timer;

function add(message) {
  const event = JSON.parse(message.data);
  event.id = message.lastEventId;
  event.at = instant(event.time);
  countEvent(event, event.at, millis(event.took));
  arrived.push(event);
  timer ??= setTimeout(show, PUBLISH_MS);
}

/** Shows what has arrived, so that a busy emulator does not redraw the page for every event. */
function show() {
  timer = undefined;
  const newest = arrived.slice(-KEPT).reverse();
  arrived = [];
  events.value = [...newest, ...events.value].slice(0, KEPT);
  publish();
}

function addGap(message) {
  const { lost: count = 0, restarted = false } = JSON.parse(message.data);
  lost.value += count;
  if (restarted) {
    // The ids of another emulator start again.
    countEvent({ kind: 'RESET' });
    events.value = [];
  }
}

/**
 * Starts to read the events. The browser connects again by itself and continues after the last event, unless the response was
 * an error, such as that of an emulator with too many readers.
 */
export function readEvents() {
  const source = new EventSource(api.EVENTS);
  source.addEventListener('message', add);
  source.addEventListener('gap', addGap);
  source.addEventListener('error', () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(readAgain, RETRY_MS);
  });
}

/** Starts from the first event that is kept, so that nothing is counted twice. */
function readAgain() {
  countEvent({ kind: 'RESET' });
  events.value = [];
  readEvents();
}
