import * as api from '../app/api.js';
import { count, instant, size, timeNear } from '../app/format.js';
import { html, useEffect, useState } from '../app/lib.js';
import { attempt, confirm } from '../app/notices.js';
import { refresh } from '../app/store.js';
import { Field } from './field.js';

/** The states that were saved under names: save, restore, delete. */
export function SnapshotsPanel() {
  const [all, setAll] = useState(undefined);
  const load = () => attempt(async () => setAll(await api.listSnapshots()));
  useEffect(() => {
    load();
  }, []);
  const save = async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    const name = new FormData(form).get('name').trim();
    const isUsed = all?.some((snapshot) => snapshot.name === name);
    if (isUsed && !(await confirm({ title: `Replace the snapshot ${name}?`, text: 'The state that it has is lost.', action: 'Replace' }))) return;
    if (await attempt(() => api.saveSnapshot(name, isUsed), `${name} was saved.`)) form.reset();
    await load();
  };
  const restore = async (name) => {
    const isSure = await confirm({
      title: `Restore ${name}?`,
      text: 'The queues and tasks of the snapshot replace all present ones, and the clock is set.',
      action: 'Restore',
    });
    if (isSure && (await attempt(() => api.restoreSnapshot(name), `${name} was restored.`))) await refresh();
    await load();
  };
  const remove = async (name) => {
    const isSure = await confirm({ title: `Delete the snapshot ${name}?`, text: 'The state that it has is lost.', action: 'Delete' });
    if (isSure) await attempt(() => api.deleteSnapshot(name), `${name} was deleted.`);
    await load();
  };
  return html`
    <div class="panel">
      <h2>Snapshots</h2>
      <p>All queues with their tasks and leases, and the time, saved under a name to return to.</p>
      ${all?.length === 0 && html`<p class="muted">None has been saved.</p>`}
      ${all?.length > 0 && html`
        <table class="snapshots">
          <thead><tr><th scope="col">Name</th><th scope="col">Saved</th><th scope="col" class="number">Queues</th><th scope="col" class="number">Tasks</th><th scope="col" class="number">Size</th><th scope="col"><span class="hidden">Actions</span></th></tr></thead>
          <tbody>${all.map((snapshot) => html`<${Row} key=${snapshot.name} snapshot=${snapshot} onRestore=${restore} onDelete=${remove} />`)}</tbody>
        </table>`}
      <form class="row" onSubmit=${save}>
        <${Field} label="Name" name="name" class="mono" required pattern="[A-Za-z0-9][A-Za-z0-9._\\-]*" maxlength="63" placeholder="seeded" />
        <button>Save the state</button>
      </form>
    </div>`;
}

function Row({ snapshot, onRestore, onDelete }) {
  const { name, saveTime, queueCount, taskCount, bytes } = snapshot;
  return html`
    <tr>
      <th scope="row" class="mono">${name}</th>
      <td>${timeNear(instant(saveTime), Date.now())}</td>
      <td class="number">${count(queueCount)}</td>
      <td class="number">${count(taskCount)}</td>
      <td class="number">${size(bytes)}</td>
      <td class="end">
        <button type="button" class="quiet" onClick=${() => onRestore(name)}>Restore<span class="hidden"> ${name}</span></button>
        <button type="button" class="quiet" onClick=${() => onDelete(name)}>Delete<span class="hidden"> ${name}</span></button>
      </td>
    </tr>`;
}
