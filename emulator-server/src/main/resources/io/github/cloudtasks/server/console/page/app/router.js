// The view that the hash of the address names: #/queues/projects/…, #/tasks/projects/…, #/live.

import { computed, signal } from './lib.js';

const hash = signal(globalThis.location.hash);
globalThis.addEventListener('hashchange', () => {
  hash.value = globalThis.location.hash;
});

/** The view and the full name of its queue or task; the name is empty for other views. */
export const route = computed(() => {
  const [path] = hash.value.replace(/^#\/?/, '').split('?');
  const slash = path.indexOf('/');
  const view = slash < 0 ? path : path.slice(0, slash);
  return { view: view || 'queues', name: slash < 0 ? '' : decode(path.slice(slash + 1)) };
});

/** The parameters behind a question mark in the hash, such as the search of a list. */
export const parameters = computed(() => new URLSearchParams(hash.value.split('?')[1] ?? ''));

function decode(text) {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}

/** Returns the link to a view. */
export function link(view, name = '', query = {}) {
  const search = new URLSearchParams(Object.entries(query).filter(([, value]) => value)).toString();
  return `#/${view}${name && `/${encodeURI(name)}`}${search && `?${search}`}`;
}

/** Opens a view. */
export function open(view, name, query) {
  globalThis.location.hash = link(view, name, query);
}

/** Changes a parameter of the address, without an entry in the history. */
export function setParameter(name, value) {
  const { view, name: resource } = route.value;
  const query = { ...Object.fromEntries(parameters.value), [name]: value };
  globalThis.history.replaceState(null, '', link(view, resource, query));
  hash.value = globalThis.location.hash;
}
