import * as api from '../app/api.js';
import { html, useState } from '../app/lib.js';
import { useRemote } from '../app/use-remote.js';
import { Code, Tabs } from './parts.js';

const TITLES = { curl: 'curl', gcloud: 'gcloud', python: 'Python', node: 'Node', go: 'Go', java: 'Java' };
const NEVER_MS = 2 ** 31 - 1;

/** Programs that create a task like this one, in a dialog. */
export function CodeExamples({ name, close }) {
  const { data: programs, error } = useRemote(() => api.clientCode(name), [name], NEVER_MS);
  const [language, setLanguage] = useState('curl');
  if (!programs) return html`<p class=${error ? 'bad' : 'muted'}>${error?.message ?? 'Loading…'}</p>`;
  const titles = programs.map((program) => TITLES[program.language] ?? program.language);
  const shown = programs.find((program) => program.language === language) ?? programs[0];
  return html`
    <${Tabs} names=${titles} value=${TITLES[shown.language]} onChange=${(title) => setLanguage(programs[titles.indexOf(title)].language)} label="Language" />
    <${Code} text=${shown.code} label=${`Code for ${TITLES[shown.language]}`} />
    <div class="row is-end"><button type="button" onClick=${() => close(undefined)}>Close</button></div>`;
}
