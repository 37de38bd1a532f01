import { html, useEffect, useErrorBoundary } from '../app/lib.js';
import { route } from '../app/router.js';
import { isConnected } from '../app/store.js';
import { ConnectView } from './connect-view.js';
import { DialogHost } from './dialog-host.js';
import { FaultsView } from './faults-view.js';
import { Header } from './header.js';
import { QueueView } from './queue-view.js';
import { QueuesView } from './queues-view.js';
import { LiveView } from './live-view.js';
import { StateView } from './state-view.js';
import { TaskView } from './task-view.js';
import { TasksView } from './tasks-view.js';
import { Toasts } from './toasts.js';

const VIEWS = { queues: QueuesView, tasks: TasksView, live: LiveView, faults: FaultsView, state: StateView, connect: ConnectView };
const VIEWS_OF_ONE = { queues: QueueView, tasks: TaskView };
const TITLES = { queues: 'Queues', tasks: 'Tasks', live: 'Live', faults: 'Faults', state: 'State', connect: 'Connect' };

/** The whole page: the header, the view of the address, messages and dialogs. */
export function App() {
  const { view, name } = route.value;
  const View = (name ? VIEWS_OF_ONE[view] : VIEWS[view]) ?? QueuesView;
  useEffect(() => {
    document.title = `${name ? name.split('/').at(-1) : TITLES[view] ?? 'Queues'} · Cloud Tasks emulator`;
  }, [view, name]);
  return html`
    <a class="skip" href="#main" onClick=${skip}>Skip to the content</a>
    <${Header} />
    ${!isConnected.value && html`<p class="offline" role="alert">The emulator does not respond. Trying again…</p>`}
    <main id="main" tabindex="-1">
      <${Boundary} key=${`${view}/${name}`}><${View} name=${name} /><//>
    </main>
    <${Toasts} />
    <${DialogHost} />`;
}

/** Moves the focus without changing the hash, which is the address of the view. */
function skip(event) {
  event.preventDefault();
  document.getElementById('main').focus();
}

function Boundary({ children }) {
  const [error] = useErrorBoundary((thrown) => console.error(thrown));
  return error ? html`<p class="notice is-bad">This view failed: ${error.message}</p>` : children;
}
