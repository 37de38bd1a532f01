import { html } from '../app/lib.js';
import { decodeBase64, encodeText, headerOf } from '../app/payload.js';
import { StatusPill } from './parts.js';
import { Pairs, PayloadView } from './payload-view.js';

/** The request and the response of an attempt, side by side. */
export function AttemptDetail({ attempt }) {
  const { request, response, error, number, redirects, remoteAddress } = attempt;
  return html`
    <div class="exchange" role="region" aria-label=${`Attempt ${number}`}>
      <section>
        <h3>Request ${number}</h3>
        ${request
          ? html`
              <p class="mono target-line">${request.method} ${request.url}</p>
              ${request.calledUrl && html`<p class="muted small">sent to <span class="mono">${request.calledUrl}</span></p>`}
              ${redirects > 0 && html`<p class="muted small">after ${redirects} redirects</p>`}
              <${Message} message=${request} label="request body" />`
          : html`<p class="muted">No request could be sent.</p>`}
      </section>
      <section>
        <h3>Response ${response && html`<${StatusPill} status=${response.status} />`}</h3>
        ${remoteAddress && html`<p class="muted small">from <span class="mono">${remoteAddress}</span></p>`}
        ${response ? html`<${Message} message=${response} label="response body" />` : html`<p class="bad">${error}</p>`}
      </section>
    </div>`;
}

function Message({ message: { headers, body }, label }) {
  const bytes = body.text === undefined ? decodeBase64(body.bytes) : encodeText(body.text);
  const pairs = headers.map(({ name, value }) => [name, value]);
  return html`
    <${PayloadView} bytes=${bytes} length=${Number(body.length ?? bytes.length)} contentType=${headerOf(Object.fromEntries(pairs), 'content-type')} label=${label} />
    <h4>Headers</h4>
    <${Pairs} pairs=${pairs} />`;
}
