// Waits for a condition, with a deadline.

import { setTimeout as pause } from 'node:timers/promises';

const DEADLINE_MS = 15_000;

/** Repeats a call until its result satisfies `until`, and returns that result. */
export async function eventually(ask, { until = Boolean, what = 'the condition', deadlineMs = DEADLINE_MS } = {}) {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (until(answer)) {
      return answer;
    }
    if (Date.now() > end) {
      throw new Error(`${what}: not within ${deadlineMs / 1000} s; last seen: ${JSON.stringify(answer)}`);
    }
    await pause(50);
  }
}
