import { connectLines } from '../app/connect-lines.js';
import { html } from '../app/lib.js';
import { parameters, setParameter } from '../app/router.js';
import { Code, Tabs } from './parts.js';

const PAGE = 'https://github.com/cloudtasks/emulator/blob/main/docs/connect.md';

/** The lines to paste for each client. */
export function ConnectView() {
  const { host, origin } = globalThis.location;
  const lines = connectLines(host, origin);
  const chosen = parameters.value.get('client');
  const client = chosen in lines ? chosen : 'Python';
  return html`
    <div class="heading"><h1>Connect</h1></div>
    <div class="panel">
      <p>gRPC and REST are at <code>${host}</code>, without TLS. Credentials are not checked.</p>
      <${Tabs} names=${Object.keys(lines)} value=${client} onChange=${(name) => setParameter('client', name)} label="Client" />
      <${Code} text=${lines[client]} label=${`Lines for ${client}`} />
      <p class="muted small">More about each client: <a href=${PAGE} target="_blank" rel="noreferrer">docs/connect.md</a></p>
    </div>`;
}
