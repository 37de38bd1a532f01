// Messages and questions to the user.

import { signal } from './lib.js';

/** The messages on the screen, the oldest first: {id, text, isError}. */
export const toasts = signal([]);
/** The question or form that is open: null or {title, …, resolve}. */
export const dialog = signal(null);

const SHOWN_MS = 6000;
let lastId = 0;

/** Shows a message. An error stays until it is closed. */
export function notify(text, isError = false) {
  lastId += 1;
  const toast = { id: lastId, text, isError };
  toasts.value = [...toasts.value.slice(-3), toast];
  if (!isError) setTimeout(dismiss, SHOWN_MS, toast.id);
}

export function dismiss(id) {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}

/**
 * Runs an action of the user, and shows its result or the message of its error.
 * @param {() => Promise<any>} action
 * @param {string|((result: any) => string)} [done] the message after success
 * @returns the result; undefined after an error
 */
export async function attempt(action, done) {
  try {
    const result = await action();
    if (done) notify(typeof done === 'function' ? done(result) : done);
    return result ?? true;
  } catch (error) {
    notify(error.message, true);
    return undefined;
  }
}

/**
 * Asks before something is destroyed.
 * @param {{title: string, text: string, action: string}} question the action is the text of the button
 * @returns {Promise<boolean>}
 */
export function confirm(question) {
  return ask({ ...question, isDangerous: true });
}

/** Opens a dialog and returns what it is closed with; undefined if it is cancelled. */
export function ask(content) {
  dialog.value?.resolve(undefined);
  return new Promise((resolve) => {
    dialog.value = {
      ...content,
      resolve: (result) => {
        dialog.value = null;
        resolve(result);
      },
    };
  });
}
