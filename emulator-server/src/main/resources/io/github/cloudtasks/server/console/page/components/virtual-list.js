import { html, useEffect, useLayoutEffect, useRef, useState } from '../app/lib.js';

/** Rows above and below the visible ones, so that fast scrolling shows no gaps. */
const MARGIN = 8;

/**
 * A list that has elements for its visible rows only, so that it scrolls smoothly with 100,000 rows.
 * @param {{count: number, rowHeight: number, row: (index: number) => any, onRange: (from: number, to: number) => void,
 *   label: string}} props onRange is called with the visible rows after scrolling
 */
export function VirtualList({ count, rowHeight, row, onRange, label }) {
  const scroller = useRef();
  const [view, setView] = useState({ top: 0, height: 600 });
  const measure = () => {
    const { scrollTop, clientHeight } = scroller.current;
    setView((before) => (before.top === scrollTop && before.height === clientHeight ? before : { top: scrollTop, height: clientHeight }));
  };
  useLayoutEffect(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(scroller.current);
    return () => observer.disconnect();
  }, []);
  const from = Math.max(0, Math.min(count, Math.floor(view.top / rowHeight) - MARGIN));
  const to = Math.min(count, Math.ceil((view.top + view.height) / rowHeight) + MARGIN);
  useEffect(() => onRange?.(from, to), [from, to, count]);
  const rows = [];
  for (let index = from; index < to; index++) {
    rows.push(html`
      <div key=${index} class="list-row" role="listitem" aria-posinset=${index + 1} aria-setsize=${count}
        style=${{ height: `${rowHeight}px`, transform: `translateY(${index * rowHeight}px)` }}>${row(index)}</div>`);
  }
  return html`
    <div class="list" ref=${scroller} onScroll=${measure} tabindex="0" role="group" aria-label=${label}
      style=${{ height: `min(${count * rowHeight}px, 62vh)` }}>
      <div class="list-space" role="list" style=${{ height: `${count * rowHeight}px` }}>${rows}</div>
    </div>`;
}
