import { counted, recent } from '../app/activity.js';
import { count, rate, span } from '../app/format.js';
import { html, Plot, useEffect, useLayoutEffect, useMemo, useRef, useState } from '../app/lib.js';
import { now } from '../app/store.js';

const HEIGHT = 120;
const DARK = globalThis.matchMedia('(prefers-color-scheme: dark)');

/** Distances of ticks that are whole numbers. */
const WHOLE = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000].flatMap((power) => [power, 2 * power, 5 * power]);

const CHARTS = [
  {
    title: 'Per second',
    series: [
      ['created', 'created', '--accent'],
      ['succeeded', 'succeeded', '--good'],
      ['failed', 'failed', '--bad'],
    ],
    text: (value) => rate(Math.round(value * 10) / 10),
  },
  { title: 'Backlog', series: [['backlog', 'tasks', '--run']], text: (value) => count(Math.round(value)), isWhole: true },
  { title: 'Latency', series: [['latency', 'mean of attempts', '--warn']], text: (value) => span(value) },
];

/** Plots of the last five minutes, of one queue or of all. */
export function Plots({ queue = '', backlog }) {
  const version = counted.value;
  const seconds = Math.floor(now.value / 1000);
  const values = useMemo(() => recent(queue, now.value, backlog), [queue, backlog, version, seconds]);
  return html`
    <section class="plots" aria-label="Activity of the last five minutes">
      ${CHARTS.map((chart) => html`<${Chart} key=${chart.title} chart=${chart} values=${values} />`)}
    </section>`;
}

function Chart({ chart, values }) {
  const element = useRef();
  const plot = useRef();
  const [isDark, setDark] = useState(DARK.matches);
  useEffect(() => {
    const listen = (event) => setDark(event.matches);
    DARK.addEventListener('change', listen);
    return () => DARK.removeEventListener('change', listen);
  }, []);
  useLayoutEffect(() => {
    const width = () => Math.max(200, element.current.clientWidth);
    plot.current = new Plot(options(chart, width()), dataOf(chart, values), element.current);
    const observer = new ResizeObserver(() => plot.current.setSize({ width: width(), height: HEIGHT }));
    observer.observe(element.current);
    return () => {
      observer.disconnect();
      plot.current.destroy();
    };
  }, [chart, isDark]);
  useLayoutEffect(() => plot.current.setData(dataOf(chart, values)), [values]);
  const latest = chart.series.map(([key, name]) => `${name} ${chart.text(lastOf(values[key]))}`).join(', ');
  return html`
    <figure class="panel plot">
      <figcaption>
        <strong>${chart.title}</strong>
        ${chart.series.map(([key, name, colour]) => html`
          <span class="muted small"><span class=${`swatch is${colour}`}></span>${name} ${chart.text(lastOf(values[key]))}</span>`)}
      </figcaption>
      <div ref=${element} role="img" aria-label=${`${chart.title}: ${latest}`}></div>
    </figure>`;
}

/** Returns the last value that is known; undefined if there is none. The last interval has just begun, so that the one before counts. */
function lastOf(list) {
  return list.slice(0, -1).findLast((value) => value !== null);
}

function dataOf({ series }, values) {
  return [values.times, ...series.map(([key]) => values[key])];
}

function options({ series, text, isWhole }, width) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const axis = {
    stroke: colour('--muted'),
    font: '11px system-ui, sans-serif',
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    padding: [8, 8, 0, 0],
    scales: { y: { range: (plot, low, high) => [0, Math.max(high ?? 0, 1) * 1.1] } },
    axes: [
      { ...axis, size: 24, space: 70, values: [[60, '{HH}:{mm}', null, null, null, null, null, null, 1], [1, '{HH}:{mm}:{ss}', null, null, null, null, null, null, 1]] },
      { ...axis, size: 54, space: 34, values: (plot, ticks) => ticks.map(text), ...(isWhole && { incrs: WHOLE }) },
    ],
    series: [
      {},
      ...series.map(([, label, name]) => ({
        label,
        stroke: colour(name),
        fill: series.length === 1 ? `${colour(name)}22` : undefined,
        width: 1.5,
        points: { show: false },
        spanGaps: true,
      })),
    ],
  };
}
