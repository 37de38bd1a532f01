// What several views show: the queues and the time of the emulator.

import * as api from './api.js';
import { batch, computed, signal } from './lib.js';

const POLL_MS = 2000;
const TICK_MS = 250;

/** The response of GET /emulator/v1; null before the first one. */
export const emulator = signal(null);
/** All queues with the number of their tasks by state, in the order of the server; null before the first response. */
export const queues = signal(null);
/** The faults that the emulator causes on purpose; null before the first response. */
export const faults = signal(null);
/** Whether the emulator responds. */
export const isConnected = signal(true);

const time = signal({ now: Date.now(), readAt: Date.now(), frozen: false });
const tick = signal(Date.now());

/** Whether the time of the emulator is frozen. */
export const isFrozen = computed(() => time.value.frozen);
/** The time of the emulator in milliseconds since 1970. It changes a few times a second. */
export const now = computed(() => {
  const { now: read, readAt, frozen } = time.value;
  return frozen ? read : read + Math.max(0, tick.value - readAt);
});

/** Takes the time of a response of the control API. */
export function setTime({ now: text, frozen = false }) {
  time.value = { now: Date.parse(text), readAt: Date.now(), frozen };
}

/** Reads the queues and the time. An error is shown as a lost connection, since it is repeated soon. */
export async function refresh() {
  try {
    const [about, all, onPurpose] = await Promise.all([api.overview(), api.listQueues(), api.listFaults()]);
    batch(() => {
      faults.value = onPurpose;
      emulator.value = about;
      queues.value = all;
      isConnected.value = true;
      setTime(about.time);
    });
  } catch (error) {
    isConnected.value = error.status > 0;
  }
}

/** Starts to follow the emulator, while the page is visible. */
export async function follow() {
  setInterval(() => {
    tick.value = Date.now();
  }, TICK_MS);
  for (;;) {
    if (!document.hidden) await refresh();
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** Returns a queue with its numbers; undefined if there is none. */
export function findQueue(name) {
  return queues.value?.find(({ queue }) => queue.name === name);
}

/** Returns the number of tasks in a queue. */
export function taskCount({ waiting = 0, running = 0, leased = 0 }) {
  return waiting + running + leased;
}

/** Returns the number of kept tasks of a queue, which have left it. */
export function endedCount({ succeeded = 0, failed = 0, deleted = 0, expired = 0, purged = 0 }) {
  return succeeded + failed + deleted + expired + purged;
}
