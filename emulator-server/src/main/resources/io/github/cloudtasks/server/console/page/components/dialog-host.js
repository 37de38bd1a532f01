import { html, useLayoutEffect, useRef } from '../app/lib.js';
import { dialog } from '../app/notices.js';

/** The open dialog: a question, or a form that a view has passed as "body". */
export function DialogHost() {
  const open = dialog.value;
  return open && html`<${Dialog} key=${open.title} ...${open} />`;
}

function Dialog({ title, text, action, isDangerous, body: Body, resolve, ...rest }) {
  const element = useRef();
  useLayoutEffect(() => {
    const shown = element.current;
    shown.showModal();
    // Closing returns the focus to where it was before.
    return () => shown.close();
  }, []);
  const cancel = (event) => {
    event.preventDefault();
    resolve(undefined);
  };
  return html`
    <dialog ref=${element} onCancel=${cancel} aria-labelledby="dialog-title" class=${Body ? 'is-form' : ''}>
      <h2 id="dialog-title">${title}</h2>
      ${Body
        ? html`<${Body} ...${rest} action=${action} close=${resolve} />`
        : html`
            <p>${text}</p>
            <div class="row is-end">
              <button type="button" onClick=${() => resolve(undefined)}>Cancel</button>
              <button type="button" class=${isDangerous ? 'danger' : 'primary'} onClick=${() => resolve(true)}>${action}</button>
            </div>`}
    </dialog>`;
}
