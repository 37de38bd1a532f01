// Waiting for a condition, with a deadline, instead of sleeping and hoping.

import { setTimeout as pause } from 'node:timers/promises';

const DEADLINE_MS = 15_000;

/** Asks again and again until the answer satisfies `until`, and returns that answer. */
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
