import { html } from '../app/lib.js';
import { link, route } from '../app/router.js';
import { emulator, faults } from '../app/store.js';
import { Clock } from './clock.js';

const PAGES = [
  ['queues', 'Queues'],
  ['tasks', 'Tasks'],
  ['live', 'Live'],
  ['faults', 'Faults'],
  ['state', 'State'],
  ['connect', 'Connect'],
];

/** The bar at the top: views and the clock. */
export function Header() {
  const { view, name } = route.value;
  const current = view === 'tasks' && name ? 'queues' : view;
  return html`
    <header class="top">
      <a class="brand" href=${link('queues')}>
        <img src="emulator/console/icon.svg" alt="" width="20" height="20" />
        <span>Cloud Tasks <span class="muted">emulator</span></span>
      </a>
      <nav aria-label="Views">
        ${PAGES.map(([id, title]) => html`<a href=${link(id)} aria-current=${current === id ? 'page' : undefined}>
          ${title}${id === 'faults' && faults.value?.length > 0 && html` <span class="pill is-warn">${faults.value.length}</span>`}</a>`)}
      </nav>
      <span class="version muted">${emulator.value?.version}</span>
      <${Clock} />
    </header>`;
}
