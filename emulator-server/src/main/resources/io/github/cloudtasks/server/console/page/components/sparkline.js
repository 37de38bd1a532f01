import { counted, INTERVALS, recent } from '../app/activity.js';
import { html, useMemo } from '../app/lib.js';
import { now } from '../app/store.js';

/** Intervals that one bar sums up. */
const STEP = 5;
const HEIGHT = 20;
const BAR = 3;
const SECONDS = 5;

/** The attempts of a queue in the last five minutes as bars: failed ones below, successful ones above. */
export function Sparkline({ queue }) {
  const version = counted.value;
  const seconds = Math.floor(now.value / 1000 / SECONDS);
  const { good, bad, total } = useMemo(() => paths(recent(queue, now.value, 0)), [queue, version, seconds]);
  const width = (INTERVALS / STEP) * BAR;
  return html`
    <svg class="sparkline" width=${width} height=${HEIGHT} role="img" aria-label=${`${total} attempts in five minutes`}>
      <path class="base" d=${`M0 ${HEIGHT - 0.5}H${width}`} /><path class="is-good" d=${good} /><path class="is-bad" d=${bad} />
    </svg>`;
}

function paths({ succeeded, failed }) {
  const bars = [];
  for (let from = 0; from < succeeded.length; from += STEP) {
    const sum = (list) => list.slice(from, from + STEP).reduce((one, other) => one + other, 0) * 2;
    bars.push({ good: sum(succeeded), bad: sum(failed) });
  }
  const highest = Math.max(1, ...bars.map(({ good, bad }) => good + bad));
  const path = (from, to) =>
    bars
      .map((bar, index) => [bar, index * BAR + BAR / 2])
      .filter(([bar]) => to(bar) > from(bar))
      .map(([bar, x]) => `M${x} ${y(from(bar), highest)}V${Math.min(y(to(bar), highest), y(from(bar), highest) - 1.5)}`)
      .join('');
  const total = Math.round(bars.reduce((sum, { good, bad }) => sum + good + bad, 0));
  return { bad: path(() => 0, ({ bad }) => bad), good: path(({ bad }) => bad, ({ good, bad }) => good + bad), total };
}

function y(value, highest) {
  return HEIGHT - (value / highest) * (HEIGHT - 1);
}
