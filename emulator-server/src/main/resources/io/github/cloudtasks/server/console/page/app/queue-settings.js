// The settings of a queue that can be changed, each with its path in the JSON of v2beta3.

/** How a value is written in a field of the form. The text of a value that is not set is empty. */
const NUMBER = { type: 'number', toText: String, toValue: Number };
const SECONDS = { type: 'number', toText: (value) => String(Number(value.slice(0, -1))), toValue: (text) => `${text}s` };
const TEXT = { type: 'text', toText: (value) => value, toValue: (text) => text };
const CHOICE = { ...TEXT, type: 'choice' };
const HEADERS = {
  type: 'lines',
  toText: (overrides) => overrides.map(({ header }) => `${header.key}: ${header.value}`).join('\n'),
  toValue: (text) =>
    text
      .split('\n')
      .filter((line) => line.trim())
      .map((line) => line.split(/:(.*)/s))
      .map(([key, value = '']) => ({ header: { key: key.trim(), value: value.trim() } })),
};

const URI = 'httpTarget.uriOverride';
const ROUTING = 'appEngineHttpQueue.appEngineRoutingOverride';
const ATTEMPTS = { path: 'retryConfig.maxAttempts', label: 'Attempts', ...NUMBER, min: '-1', placeholder: '100', title: '-1 means no limit' };
const LIFETIMES = {
  title: 'Lifetimes',
  fields: [
    { path: 'taskTtl', label: 'Tasks expire after seconds', ...SECONDS, min: '0' },
    { path: 'tombstoneTtl', label: 'Used task names are blocked for seconds', ...SECONDS, min: '0' },
  ],
};

/** The groups of settings of push queues. */
const PUSH = [
  {
    title: 'Limits and retries',
    fields: [
      { path: 'rateLimits.maxDispatchesPerSecond', label: 'Dispatches per second', ...NUMBER, min: '0', placeholder: '500' },
      { path: 'rateLimits.maxConcurrentDispatches', label: 'Dispatches at once', ...NUMBER, min: '1', placeholder: '1000' },
      ATTEMPTS,
      { path: 'retryConfig.maxDoublings', label: 'Doublings', ...NUMBER, min: '0', placeholder: '16' },
      { path: 'retryConfig.minBackoff', label: 'First backoff in seconds', ...SECONDS, min: '0', placeholder: '0.1' },
      { path: 'retryConfig.maxBackoff', label: 'Longest backoff in seconds', ...SECONDS, min: '0', placeholder: '3600' },
      { path: 'retryConfig.maxRetryDuration', label: 'Longest time of retries in seconds', ...SECONDS, min: '0', placeholder: 'no limit' },
    ],
  },
  {
    title: 'Target of HTTP tasks',
    note: 'What is set here replaces what the tasks say.',
    fields: [
      { path: `${URI}.scheme`, label: 'Scheme', ...CHOICE, choices: ['HTTP', 'HTTPS'] },
      { path: `${URI}.host`, label: 'Host', ...TEXT },
      { path: `${URI}.port`, label: 'Port', ...NUMBER, min: '1' },
      { path: `${URI}.pathOverride.path`, label: 'Path', ...TEXT },
      { path: `${URI}.queryOverride.queryParams`, label: 'Query', ...TEXT },
      { path: `${URI}.uriOverrideEnforceMode`, label: 'Applies', ...CHOICE, choices: ['ALWAYS', 'IF_NOT_EXISTS'] },
      { path: 'httpTarget.httpMethod', label: 'Method', ...CHOICE, choices: ['POST', 'GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'] },
      { path: 'httpTarget.oidcToken.serviceAccountEmail', label: 'Service account of ID tokens', ...TEXT },
      { path: 'httpTarget.headerOverrides', label: 'Headers', ...HEADERS },
    ],
  },
  {
    title: 'Target of App Engine tasks',
    fields: [
      { path: `${ROUTING}.service`, label: 'Service', ...TEXT },
      { path: `${ROUTING}.version`, label: 'Version', ...TEXT },
      { path: `${ROUTING}.instance`, label: 'Instance', ...TEXT },
    ],
  },
  LIFETIMES,
];

const PULL = [{ title: 'Retries', fields: [ATTEMPTS] }, LIFETIMES];

/** Returns the groups of settings that a queue has. */
export const groupsOf = (queue) => (queue.type === 'PULL' ? PULL : PUSH);

/** Returns the value of a setting as the text of its field. */
export function textOf(queue, { path, toText }) {
  const value = path.split('.').reduce((part, name) => part?.[name], queue);
  return value === undefined || value.length === 0 ? '' : toText(value);
}

/**
 * Returns the request that makes the settings those of a form.
 * @param {object} queue as it was when the form was opened, so that settings which others change meanwhile stay
 * @param {object} texts the texts of the fields by path
 * @returns {{queue: object, updateMask: string}} an empty mask if nothing is changed; an empty field restores the default
 */
export function changesOf(queue, texts) {
  const changed = groupsOf(queue)
    .flatMap(({ fields }) => fields)
    .filter((field) => texts[field.path] !== undefined && texts[field.path].trim() !== textOf(queue, field));
  const result = {};
  for (const { path, toValue } of changed) {
    const text = texts[path].trim();
    if (text) set(result, path.split('.'), toValue(text));
  }
  return { queue: result, updateMask: changed.map(({ path }) => path).join(',') };
}

function set(object, [name, ...rest], value) {
  if (rest.length) set((object[name] ??= {}), rest, value);
  else object[name] = value;
}
