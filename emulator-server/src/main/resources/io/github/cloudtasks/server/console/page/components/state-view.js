import * as api from '../app/api.js';
import { html } from '../app/lib.js';
import { attempt, confirm } from '../app/notices.js';
import { refresh } from '../app/store.js';
import { SnapshotsPanel } from './snapshots-panel.js';

/** Snapshots, export and import of all queues with their tasks, and the reset. */
export function StateView() {
  const load = async (event) => {
    const input = event.currentTarget;
    const [file] = input.files;
    if (!file) return;
    await attempt(async () => api.importState(await file.text()), `${file.name} was imported.`);
    input.value = '';
    await refresh();
  };
  const reset = async () => {
    const isSure = await confirm({
      title: 'Reset the emulator?',
      text: 'All queues and tasks are removed, the queues of the settings are created again, and the time is that of the system.',
      action: 'Reset',
    });
    if (isSure && (await attempt(api.reset, 'The emulator was reset.'))) await refresh();
  };
  return html`
    <div class="heading"><h1>State</h1></div>
    <${SnapshotsPanel} />
    <div class="panel">
      <h2>Export</h2>
      <p>All queues with their tasks, as JSON that <code>POST /emulator/v1/state</code> takes.</p>
      <p><a class="button" href=${api.STATE} download="cloud-tasks-state.json">Download the state</a></p>
    </div>
    <div class="panel">
      <h2>Import</h2>
      <p>Adds the queues of an exported state. A queue that exists must be empty.</p>
      <label class="field"><span>File</span><input type="file" accept="application/json,.json" onChange=${load} /></label>
    </div>
    <div class="panel">
      <h2>Reset</h2>
      <p>Removes everything and starts again from the settings of the emulator.</p>
      <p><button type="button" class="danger" onClick=${reset}>Reset the emulator</button></p>
    </div>`;
}
