import { size } from '../app/format.js';
import { html, useState } from '../app/lib.js';
import { formOf, hexOf, jsonOf, textOf } from '../app/payload.js';
import { CopyButton, Tabs } from './parts.js';

/** The largest part of a body that is shown; more would slow the page. */
const SHOWN_BYTES = 256 * 1024;

/**
 * A body as JSON, form, text or hexadecimal digits. It is always shown as text.
 * @param {{bytes: Uint8Array, length?: number, contentType?: string, label: string}} props length is the size of the whole
 *   body, if bytes are a part of it
 */
export function PayloadView({ bytes, length = bytes.length, contentType, label }) {
  const [chosen, setChosen] = useState();
  if (length === 0) return html`<p class="muted">empty</p>`;
  const shown = bytes.subarray(0, SHOWN_BYTES);
  const text = textOf(shown) ?? (shown.length < length ? new TextDecoder().decode(shown) : undefined);
  const json = jsonOf(text);
  const form = formOf(text, contentType);
  const names = [json !== undefined && 'JSON', form && 'Form', text !== undefined && 'Text', 'Hex'].filter(Boolean);
  const name = names.includes(chosen) ? chosen : names[0];
  const content = { JSON: json, Text: text, Hex: hexOf(shown.subarray(0, SHOWN_BYTES / 4)) }[name];
  return html`
    <div class="payload">
      <div class="row">
        <${Tabs} names=${names} value=${name} onChange=${setChosen} label=${`Format of the ${label}`} />
        <span class="muted small">${size(length)}${shown.length < length ? `, the first ${size(shown.length)} are shown` : ''}</span>
        <${CopyButton} text=${content ?? text} label=${`Copy the ${label}`} />
      </div>
      ${name === 'Form'
        ? html`<${Pairs} pairs=${form} />`
        : html`<pre class="mono body" tabindex="0" aria-label=${label}>${content}</pre>`}
    </div>`;
}

/** Names and values, such as headers. */
export function Pairs({ pairs }) {
  if (!pairs.length) return html`<p class="muted">none</p>`;
  return html`<dl class="pairs mono">${pairs.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
