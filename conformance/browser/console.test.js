// The console, as a developer uses it: in a real browser, with the packaged server and a real target.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, beforeEach, describe, test } from 'node:test';
import { launch } from './chromium.js';
import { call, ConsolePage, emulator, startTarget } from './console-page.js';

const location = 'projects/shop/locations/europe-west1';
const queueName = (id) => `${location}/queues/${id}`;
const base64 = (text) => Buffer.from(text).toString('base64');

let browser;
let target;
/** The responses of the target by path; 200 for others. */
let responses;

before(async () => {
  browser = await launch();
  target = await startTarget((request) => responses[request.url] ?? {});
});

after(async () => {
  await browser?.close();
  target?.server.close();
});

beforeEach(async () => {
  responses = {};
  await call('POST', '/emulator/v1/reset', {});
});

function createQueue(id, settings = {}) {
  return call('POST', `/v2beta3/${location}/queues`, { name: queueName(id), ...settings });
}

function createPullQueue(id) {
  return call('POST', `/v2beta2/${location}/queues`, { name: queueName(id), pullTarget: {} });
}

function createTask(queue, id, path, request = {}, settings = {}) {
  const task = { name: `${queueName(queue)}/tasks/${id}`, httpRequest: { url: target.url + path, ...request }, ...settings };
  return call('POST', `/v2beta3/${queueName(queue)}/tasks`, { task });
}

/** Runs a test in a tab, and fails if the tab had an error, a violation of its policy or an external request. */
async function inConsole(hash, body, options) {
  const opened = await ConsolePage.open(browser, hash, options);
  try {
    await body(opened.page, opened);
  } catch (error) {
    await opened.shoot(`failed-${Date.now()}`);
    await opened.context.close();
    throw error;
  }
  await opened.close();
}

/** Creates what the views show best: a task that fails, waiting and leased tasks, a paused queue. */
async function fillTheShop() {
  responses['/charge/4711'] = {
    status: 503,
    headers: { 'content-type': 'application/json' },
    text: JSON.stringify({ error: 'card processor unavailable', retryable: true }),
  };
  await fetch(`${emulator}/v2/${queueName('none')}`);
  await createQueue('billing', { retryConfig: { minBackoff: '0.2s', maxBackoff: '600s', maxDoublings: 2 } });
  await createQueue('mail');
  await createQueue('reports');
  await createPullQueue('exports');
  await call('POST', `/v2beta3/${queueName('reports')}:pause`, {});
  const body = JSON.stringify({ order: 4711, amount: { currency: 'EUR', value: '49.90' }, items: ['lamp', 'bulb'] });
  await createTask('billing', 'charge-4711', '/charge/4711', { headers: { 'Content-Type': 'application/json' }, body: base64(body) });
  for (let i = 0; i < 40; i++) {
    await createTask('reports', `daily-${i}`, `/report/${i}`, { body: base64('x') }, { scheduleTime: new Date(Date.now() + i * 600_000).toISOString() });
  }
  for (let i = 0; i < 3; i++) {
    await call('POST', `/v2beta2/${queueName('exports')}/tasks`, { task: { pullMessage: { payload: base64(`row ${i}`), tag: 'eu' } } });
  }
}

const views = () => ({
  queues: '#/queues',
  queue: `#/queues/${queueName('reports')}`,
  'pull-queue': `#/queues/${queueName('exports')}`,
  task: `#/tasks/${queueName('billing')}/tasks/charge-4711`,
  tasks: '#/tasks',
  ended: '#/tasks?state=ended',
  live: '#/live',
  faults: '#/faults',
  state: '#/state',
  connect: '#/connect',
});

describe('the tour', () => {
  // The labels in bold type, in the order of docs/console.md.
  const labels = () => {
    const page = readFileSync(new URL('../../docs/console.md', import.meta.url), 'utf8');
    const tour = page.slice(page.indexOf('## A tour in five minutes'), page.indexOf('## What it shows'));
    return [...tour.matchAll(/\*\*(.+?)\*\*/g)].map(([, label]) => label);
  };

  test('docs/console.md: every step works', async () => {
    const used = [];
    await inConsole('', async (page, view) => {
      const press = async (label, root = page) => {
        used.push(label);
        await root.getByRole('button', { name: label, exact: true }).click();
      };
      const fill = async (label, text) => {
        used.push(label);
        await page.getByRole('dialog').getByLabel(label, { exact: true }).fill(text);
      };
      const dialog = page.getByRole('dialog');
      // 1. A queue.
      await press('New queue');
      await fill('Name', 'orders');
      await press('Create queue');
      await page.getByRole('heading', { level: 1, name: 'orders' }).waitFor();
      // 2. A task whose target does not exist.
      await press('New task');
      await fill('URL', 'http://localhost:1/work');
      await fill('Body', '{"order": 7}');
      await fill('Name', 'first');
      await press('Create task');
      await page.getByRole('link', { name: 'first' }).click();
      // 3. Why it is not sent, and its attempts.
      await page.getByRole('listitem').filter({ hasText: 'backoff' }).filter({ hasText: 'Connection refused' }).first().waitFor();
      await page.getByRole('button', { name: 'attempt 1 ' }).first().click();
      await page.getByRole('region', { name: 'Attempt 1' }).getByText('Connection refused').waitFor();
      await view.shoot('tour-attempts');
      // 4. The same task for a target that works.
      await press('Edit and resend');
      await fill('URL', `${target.url}/work`);
      await press('Send');
      await page.getByText('The API does not return the task any more.').waitFor();
      // 5. Again, as it was.
      // The resent task repeats another one too, so only its address tells it from the replayed one.
      const resent = page.url();
      await press('Replay');
      await page.waitForURL((url) => url.href !== resent);
      await page.getByText('Repeats').waitFor();
      // 6. The failing task is deleted.
      await page.goBack();
      await page.waitForURL(resent);
      await page.getByText('Repeated by').waitFor();
      await page.goBack();
      await page.getByRole('heading', { level: 1, name: 'first' }).waitFor();
      await press('Delete');
      await press('Delete task', dialog);
      await page.getByText('first was deleted.').waitFor();
      // 7. Time.
      await page.getByRole('button', { name: 'Time of the emulator' }).click();
      await press('Freeze');
      await press('1h');
      await page.getByText('The time was advanced by 1h.').waitFor();
      await press('Resume');
      await page.getByText('The time runs again.').waitFor();
      await page.keyboard.press('Escape');
      // 8. What happened.
      for (const label of ['Live', 'Connect']) {
        used.push(label);
        await page.getByRole('link', { name: label, exact: true }).click();
        await page.getByRole('heading', { level: 1, name: label }).waitFor();
      }
    });
    assert.deepEqual(used, labels());
  });
});

describe('the console', () => {
  test('a browser gets the page, other clients the JSON document', async () => {
    await inConsole('', async (page) => {
      assert.equal(await page.title(), 'Queues · Cloud Tasks emulator');
      assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Queues');
    });
    const document = await (await fetch(emulator)).json();
    assert.equal(document.name, 'Cloud Tasks emulator');
  });

  test('a queue and a task that fails: timeline, response, run now, pause, purge', async () => {
    responses['/work'] = { status: 503, text: 'the database is down' };
    await inConsole('', async (page, view) => {
      await view.press('New queue');
      await page.getByLabel('Name').fill('orders');
      await page.getByLabel('Project').fill('shop');
      await page.getByText('Limits and retries').click();
      await page.getByLabel('First backoff in seconds').fill('0.3');
      await page.getByLabel('Attempts').fill('3');
      await view.press('Create queue');
      await page.getByRole('heading', { level: 1, name: 'orders' }).waitFor();

      await view.press('New task');
      await page.getByLabel('URL').fill(`${target.url}/work`);
      await page.getByLabel('Headers').fill('Content-Type: application/json');
      await page.getByLabel('Body').fill('{"order":7}');
      await page.getByLabel('Delay in seconds').fill('3600');
      await page.getByLabel('Name').fill('first');
      await view.press('Create task');
      await page.getByRole('link', { name: 'first' }).click();
      await page.getByText('scheduled', { exact: true }).waitFor();

      await view.press('Run now');
      await page.getByRole('button', { name: 'attempt 2' }).waitFor();
      await page.getByText(/\d+ ms backoff/).first().waitFor();
      await page.getByRole('button', { name: 'attempt 1' }).click();
      await page.getByText('the database is down').waitFor();
      assert.equal(await page.getByLabel('request body', { exact: true }).textContent(), '{\n  "order": 7\n}');

      await page.getByRole('link', { name: 'orders' }).click();
      await view.press('Pause');
      await page.getByText('paused', { exact: true }).waitFor();
      await view.press('Purge');
      await page.getByRole('heading', { name: 'Purge orders?' }).waitFor();
      await view.press('Cancel');
      await view.press('Purge');
      await page.getByRole('dialog').getByRole('button', { name: 'Purge' }).click();
      await page.getByText('orders was purged.').waitFor();
    });
  });

  test('a deleted queue is gone after a confirmation only', async () => {
    await createQueue('mail');
    await inConsole(`#/queues/${queueName('mail')}`, async (page, view) => {
      await view.press('Delete');
      await page.keyboard.press('Escape');
      assert.equal((await call('GET', '/emulator/v1')).queueCount, 1);
      await view.press('Delete');
      await view.press('Delete queue');
      await page.getByText('No queues yet').waitFor();
      assert.equal((await call('GET', '/emulator/v1')).queueCount, 0);
    });
  });

  test('settings of a queue are changed, and no others', async () => {
    await createQueue('mail', { rateLimits: { maxDispatchesPerSecond: 7 }, retryConfig: { maxAttempts: 3, minBackoff: '0.5s' } });
    await inConsole(`#/queues/${queueName('mail')}`, async (page, view) => {
      const dialog = page.getByRole('dialog');
      const field = (label) => dialog.getByLabel(label, { exact: true });
      const masks = [];
      page.on('request', (request) => request.method() === 'PATCH' && masks.push(new URL(request.url()).searchParams.get('updateMask')));
      await view.press('Settings');
      assert.equal(await field('Dispatches per second').inputValue(), '7');
      assert.equal(await field('First backoff in seconds').inputValue(), '0.5');
      await field('Dispatches per second').fill('20');
      await field('Longest backoff in seconds').fill('60');
      await dialog.getByText('Target of HTTP tasks').click();
      await field('Host').fill('localhost');
      await field('Port').fill('9000');
      await dialog.getByLabel('Scheme').selectOption('HTTP');
      await dialog.getByLabel('Headers').fill('X-Tenant: test\nX-Other: a: b');
      await dialog.getByText('Target of App Engine tasks').click();
      await field('Service').fill('worker');
      await view.shoot('settings');
      assert.deepEqual(await view.accessibilityProblems(), []);
      // Somebody else changes a setting meanwhile: it stays.
      await call('PATCH', `/v2beta3/${queueName('mail')}?updateMask=retryConfig.maxAttempts`, { retryConfig: { maxAttempts: 9 } });
      await view.press('Save settings');
      await page.getByText('The settings of mail were saved.').waitFor();
      await page.getByText('20/s').waitFor();

      const saved = await call('GET', `/v2beta3/${queueName('mail')}`);
      assert.equal(saved.rateLimits.maxDispatchesPerSecond, 20);
      assert.deepEqual(saved.retryConfig, { ...saved.retryConfig, maxAttempts: 9, minBackoff: '0.500s', maxBackoff: '60s' });
      assert.deepEqual(saved.httpTarget.uriOverride, { scheme: 'HTTP', host: 'localhost', port: '9000' });
      assert.deepEqual(saved.httpTarget.headerOverrides.map(({ header }) => header), [{ key: 'X-Tenant', value: 'test' }, { key: 'X-Other', value: 'a: b' }]);
      assert.equal(saved.appEngineHttpQueue.appEngineRoutingOverride.service, 'worker');

      await view.press('Settings');
      assert.equal(await dialog.getByLabel('Headers').inputValue(), 'X-Tenant: test\nX-Other: a: b');
      await field('Dispatches per second').fill('');
      await dialog.getByLabel('Headers').fill('');
      await view.press('Save settings');
      await page.getByText('500/s').waitFor();
      assert.equal((await call('GET', `/v2beta3/${queueName('mail')}`)).httpTarget.headerOverrides, undefined);
      assert.deepEqual(masks.at(-1).split(','), ['rateLimits.maxDispatchesPerSecond', 'httpTarget.headerOverrides']);
    });
  });

  test('a setting that the service rejects is explained in the form', async () => {
    await createQueue('mail');
    await inConsole(`#/queues/${queueName('mail')}`, async (page, view) => {
      await view.press('Settings');
      await page.getByLabel('Dispatches per second', { exact: true }).fill('501');
      await view.press('Save settings');
      await page.getByRole('alert').getByText(/500/).waitFor();
      await page.getByLabel('Dispatches per second', { exact: true }).fill('500');
      await view.press('Save settings');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    });
  });

  test('settings of a pull queue are changed', async () => {
    await createPullQueue('exports');
    await inConsole(`#/queues/${queueName('exports')}`, async (page, view) => {
      await view.press('Settings');
      assert.equal(await page.getByLabel('Dispatches per second').count(), 0);
      await page.getByLabel('Attempts', { exact: true }).fill('4');
      await view.press('Save settings');
      await page.getByText('The settings of exports were saved.').waitFor();
      assert.equal((await call('GET', `/v2beta2/${queueName('exports')}`)).retryConfig.maxAttempts, 4);
    });
  });

  test('a task is edited and sent again', async () => {
    await createQueue('mail');
    await createTask('mail', 'letter', '/letter', { body: base64('dear all'), headers: { 'X-Kind': 'draft' } }, { scheduleTime: new Date(Date.now() + 3_600_000).toISOString() });
    await inConsole(`#/tasks/${queueName('mail')}/tasks/letter`, async (page, view) => {
      await view.press('Edit and resend');
      assert.equal(await page.getByLabel('Headers').inputValue(), 'X-Kind: draft');
      await page.getByRole('textbox', { name: 'Body' }).fill('dear Ada');
      await view.press('Send');
      await page.getByText(/ was created\./).waitFor();
      const { attempts } = await call('GET', `/emulator/v1/attempts?queue=${queueName('mail')}&timeout=10s`);
      assert.equal(attempts[0].request.body.text, 'dear Ada');
      assert.equal(attempts[0].request.headers.find(({ name }) => name === 'X-Kind').value, 'draft');
    });
  });

  test('a task that has ended is found, shown, and replayed', async () => {
    await createQueue('mail');
    await createTask('mail', 'welcome', '/welcome', { body: base64('hello') });
    await call('POST', '/emulator/v1/await-idle', {});
    await inConsole(`#/queues/${queueName('mail')}`, async (page, view) => {
      await view.press('Ended 1');
      await page.getByRole('link', { name: 'welcome' }).click();
      await page.getByText('The API does not return the task any more.').waitFor();
      await page.getByRole('button', { name: 'attempt 1' }).click();
      assert.equal(await page.getByLabel('request body', { exact: true }).textContent(), 'hello');
      await view.press('Replay');
      await page.getByText('Repeats').waitFor();
      await page.getByRole('link', { name: 'welcome' }).click();
      await page.getByText('Repeated by').waitFor();
      const { attempts } = await call('GET', `/emulator/v1/attempts?queue=${queueName('mail')}&after=1&timeout=10s`);
      assert.equal(attempts[0].request.body.text, 'hello');
    });
  });

  test('a task is copied as code', async () => {
    await createQueue('mail');
    await createTask('mail', 'letter', '/letter', {}, { scheduleTime: new Date(Date.now() + 3_600_000).toISOString() });
    await inConsole(`#/tasks/${queueName('mail')}/tasks/letter`, async (page, view) => {
      await view.press('Copy as code');
      await page.getByLabel('Code for curl').getByText('/letter').waitFor();
      await page.getByRole('tab', { name: 'Python' }).click();
      await page.getByLabel('Code for Python').getByText('import').first().waitFor();
      assert.deepEqual(await view.accessibilityProblems(), []);
      await view.press('Close');
    });
  });

  test('tasks are searched in all queues, and changed together', async () => {
    await createQueue('mail');
    await createQueue('sms');
    for (const queue of ['mail', 'sms']) {
      await call('POST', `/v2beta3/${queueName(queue)}:pause`, {});
      for (let i = 0; i < 3; i++) await createTask(queue, `${queue}-${i}`, `/${i}`, { body: base64(`order ${i}`) });
    }
    await inConsole('#/tasks', async (page, view) => {
      const links = page.locator('.list-row a');
      const changes = [];
      page.on('request', (request) => request.method() !== 'GET' && changes.push(request.url().split('/').at(-1)));
      await page.getByRole('link', { name: 'sms-2' }).waitFor();
      assert.equal(await links.count(), 6);
      await page.getByLabel('Search tasks').fill('body:"order 1"');
      await page.getByRole('link', { name: 'sms-2' }).waitFor({ state: 'detached' });
      assert.deepEqual(await links.allTextContents(), ['mail-1', 'sms-1']);
      await view.press('Delete all');
      await page.getByText('2 tasks match at this moment.').waitFor();
      await view.press('Delete');
      await page.getByText('2 tasks deleted.').waitFor();
      assert.equal((await call('GET', '/emulator/v1')).taskCount, 4);
      await page.getByLabel('Search tasks').fill('name:mail-2');
      await page.getByRole('link', { name: 'sms-2' }).waitFor({ state: 'detached' });
      await view.press('Run all');
      await view.press('Run');
      await page.getByText('1 task sent.').waitFor();
      await call('GET', `/emulator/v1/attempts?queue=${queueName('mail')}&timeout=10s`);
      await page.getByLabel('Search tasks').fill('');
      await view.press('Ended 3');
      await page.getByRole('link', { name: 'mail-2' }).waitFor();
      // One request counts, one acts, whatever the number of tasks.
      assert.deepEqual(changes, ['tasks:delete', 'tasks:delete', 'tasks:delete', 'tasks:run']);
    });
  });

  test('events appear as they happen, and feed the plots', async () => {
    await createQueue('mail');
    responses['/bad'] = { status: 500 };
    await inConsole('#/live', async (page) => {
      await page.getByText('created').first().waitFor();
      await createTask('mail', 'good', '/good');
      await createTask('mail', 'bad', '/bad');
      const line = (text) => page.getByRole('listitem').filter({ hasText: text });
      await line('good').filter({ hasText: 'completed' }).waitFor();
      await line('bad').filter({ hasText: '500' }).first().waitFor();
      await line('bad').filter({ hasText: 'retry' }).first().waitFor();
      await page.getByLabel('Search').fill('completed');
      await line('bad').first().waitFor({ state: 'detached' });
      await page.goto(`${emulator}/#/queues/${queueName('mail')}`);
      await page.getByRole('img', { name: /Per second: created .*failed/ }).locator('canvas').waitFor();
      await page.goto(`${emulator}/#/queues`);
      await page.getByRole('img', { name: /[2-9] attempts in five minutes/ }).waitFor();
    });
  });

  test('a call that fails is shown with the message that the client got', async () => {
    await createQueue('mail');
    await inConsole('#/live', async (page) => {
      const refused = await fetch(`${emulator}/v2/${queueName('mail')}/tasks`, { method: 'POST', body: '{"task": {"httpRequest": {"url": "mail.example"}}}' });
      const { error } = await refused.json();
      const line = page.getByRole('listitem').filter({ hasText: 'invalid argument' }).first();
      await line.getByText(`CreateTask · ${error.message}`).waitFor();
      await line.getByRole('link', { name: 'mail' }).waitFor();
    });
  });

  test('the clock is frozen, advanced and resumed', async () => {
    await createQueue('mail');
    await createTask('mail', 'reminder', '/reminder', {}, { scheduleTime: new Date(Date.now() + 3_600_000).toISOString() });
    await inConsole('', async (page, view) => {
      await page.getByRole('button', { name: 'Time of the emulator' }).click();
      await view.press('Freeze');
      await page.getByText('The time is frozen.').waitFor();
      await page.getByLabel('Duration such as').fill('2h');
      await view.press('Advance');
      await page.getByText('The time was advanced by 2h.').waitFor();
      const { attempts } = await call('GET', '/emulator/v1/attempts');
      assert.equal(attempts.length, 1);
      await view.press('Resume');
      await page.getByText('The time runs again.').waitFor();
      assert.equal((await call('GET', '/emulator/v1/time')).frozen, false);
    });
  });

  test('pull tasks are leased, acknowledged and released', async () => {
    await createPullQueue('exports');
    for (const id of ['a', 'b']) {
      await call('POST', `/v2beta2/${queueName('exports')}/tasks`, { task: { name: `${queueName('exports')}/tasks/${id}`, pullMessage: { payload: base64(id) } } });
    }
    await inConsole(`#/queues/${queueName('exports')}`, async (page, view) => {
      await page.getByLabel('Tasks', { exact: true }).first().fill('2');
      await view.press('Lease');
      await page.getByText('2 tasks leased.').waitFor();
      const lease = (id) => page.getByRole('listitem').filter({ hasText: 'Acknowledge' }).filter({ has: page.getByRole('link', { name: id, exact: true }) });
      await lease('a').getByRole('button', { name: 'Acknowledge' }).click();
      await page.getByText('The task was acknowledged and removed.').waitFor();
      await lease('b').getByRole('button', { name: 'Release' }).click();
      await page.getByText('The task is available again.').waitFor();
      const { tasks } = await call('GET', `/v2beta2/${queueName('exports')}/tasks`);
      assert.deepEqual(tasks.map((task) => task.name.split('/').at(-1)), ['b']);
    });
  });

  test('an error shows the message of the server', async () => {
    await createQueue('mail');
    await inConsole('', async (page, view) => {
      await view.press('New queue');
      await page.getByLabel('Name').fill('mail');
      await page.getByLabel('Project').fill('shop');
      await page.getByLabel('Location').fill('europe-west1');
      await view.press('Create queue');
      await page.locator('.toast.is-bad').getByText(/already exists/i).waitFor();
    });
  });

  test('a snapshot is saved, replaced, restored and deleted', async () => {
    await createQueue('mail');
    await inConsole('#/state', async (page, view) => {
      const save = async () => {
        await page.getByLabel('Name').fill('seeded');
        await view.press('Save the state');
      };
      await page.getByText('None has been saved.').waitFor();
      await save();
      await page.getByRole('row', { name: /^seeded/ }).waitFor();
      await createTask('mail', 'later', '/later', {}, { scheduleTime: new Date(Date.now() + 3_600_000).toISOString() });
      await save();
      await view.press('Replace');
      await page.getByRole('row', { name: /^seeded .* 1 1 / }).waitFor();
      await view.shoot('snapshots');
      await call('DELETE', `/v2/${queueName('mail')}`);
      await view.press('Restore seeded');
      await view.press('Restore');
      await page.getByText('seeded was restored.').waitFor();
      assert.equal((await call('GET', '/emulator/v1')).taskCount, 1);
      await view.press('Delete seeded');
      await view.press('Delete');
      await page.getByText('None has been saved.').waitFor();
    });
  });

  test('the state is exported, reset and imported', async () => {
    await createQueue('mail');
    await inConsole('#/state', async (page, view) => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.getByText('Download the state').click()]);
      await view.press('Reset the emulator');
      await view.press('Reset');
      await page.getByText('The emulator was reset.').waitFor();
      assert.equal((await call('GET', '/emulator/v1')).queueCount, 0);
      const state = readFileSync(await download.path());
      await page.getByLabel('File').setInputFiles({ name: 'state.json', mimeType: 'application/json', buffer: state });
      await page.getByText('state.json was imported.').waitFor();
      assert.equal((await call('GET', '/emulator/v1')).queueCount, 1);
    });
  });

  test('markup in names, payloads, headers and responses is text', async () => {
    const attack = '<img src=x onerror="window.stolen=1"><script>window.stolen=1</script>';
    responses['/attack'] = { status: 500, headers: { 'x-attack': attack }, text: attack };
    await createQueue('mail', { retryConfig: { minBackoff: '600s' } });
    await createTask('mail', 'evil', '/attack', { body: base64(attack), headers: { 'X-Attack': attack } });
    await inConsole(`#/tasks/${queueName('mail')}/tasks/evil`, async (page) => {
      await page.getByRole('button', { name: 'attempt 1' }).click();
      await page.getByLabel('response body', { exact: true }).waitFor();
      for (const label of ['response body', 'request body']) {
        assert.equal(await page.getByLabel(label, { exact: true }).textContent(), attack);
      }
      assert.equal(await page.locator('img').count(), 1, 'only the icon of the page');
      assert.equal(await page.evaluate(() => window.stolen), undefined);
    });
  });

  test('100,000 tasks scroll with few elements', { timeout: 120_000 }, async () => {
    const queue = queueName('bulk');
    const tasks = Array.from({ length: 100_000 }, (_, i) => ({ name: `${queue}/tasks/t-${String(i).padStart(6, '0')}`, httpRequest: { url: target.url } }));
    await call('POST', '/emulator/v1/state', { queues: [{ queue: { name: queue, state: 'PAUSED' }, tasks }] });
    await inConsole(`#/queues/${queue}`, async (page, view) => {
      await page.getByRole('link', { name: 't-000000' }).waitFor();
      const list = page.getByRole('group', { name: 'Waiting tasks' });
      const longest = await list.evaluate(async (element) => {
        let worst = 0;
        for (let i = 1; i <= 60; i++) {
          element.scrollTop = (element.scrollHeight * i) / 60;
          const before = performance.now();
          await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
          worst = Math.max(worst, performance.now() - before);
        }
        return worst;
      });
      assert.ok(longest < 1000, `a frame took ${longest} ms`);
      await page.getByRole('link', { name: 't-099999' }).waitFor({ timeout: 60_000 });
      const elements = await page.evaluate(() => document.querySelectorAll('*').length);
      assert.ok(elements < 1000, `${elements} elements`);
      await view.shoot('100000-tasks');
    });
  });

  test('the keyboard suffices', async () => {
    await createQueue('mail');
    await inConsole('', async (page) => {
      const focused = () => page.evaluate(() => document.activeElement.textContent.trim());
      const tabTo = async (text) => {
        for (let i = 0; i < 30 && (await focused()) !== text; i++) await page.keyboard.press('Tab');
        assert.equal(await focused(), text);
      };
      await page.getByRole('link', { name: 'mail' }).waitFor();
      await page.keyboard.press('Tab');
      assert.equal(await focused(), 'Skip to the content');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      assert.equal(await focused(), 'New queue');
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement.name), 'id');
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      assert.equal(await focused(), 'New queue');
      await tabTo('mail');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'mail' }).waitFor();
      await page.goto(`${emulator}/#/connect`);
      await page.getByRole('tab', { name: 'Python' }).focus();
      await page.keyboard.press('ArrowRight');
      assert.equal(await focused(), 'Node');
      await page.getByLabel('Lines for Node').getByText('CloudTasksClient({').waitFor();
    });
  });

  test('a fault is added, occurs, and is removed', async () => {
    await createQueue('mail');
    await inConsole('#/faults', async (page, view) => {
      await view.press('New fault');
      await page.getByLabel('Kind').selectOption('lost-response');
      await page.getByLabel('How often in all').fill('1');
      await view.press('Add fault');
      await page.getByRole('row', { name: /lost-response/ }).getByText('at most once').waitFor();
      assert.deepEqual(await view.accessibilityProblems(), []);
      await createTask('mail', 'letter', '/letter');
      const { attempts } = await call('GET', '/emulator/v1/attempts?timeout=10s');
      assert.match(attempts[0].error, /injected fault/);
      await view.shoot('faults');
      await page.getByRole('button', { name: /^Remove f/ }).click();
      await page.getByText('No faults').waitFor();
      assert.equal((await call('GET', '/emulator/v1/faults')).faults.length, 0);
    });
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`axe finds nothing serious in any view, ${colorScheme}`, { timeout: 120_000 }, async () => {
      await fillTheShop();
      await inConsole(
        '',
        async (page, view) => {
          for (const [name, hash] of Object.entries(views())) {
            await view.go(hash);
            if (name === 'task') {
              await page.getByRole('button', { name: 'attempt 3' }).waitFor();
              await page.getByRole('button', { name: 'attempt 1' }).click();
              await page.getByText('card processor unavailable').waitFor();
            }
            if (name === 'queue') await page.getByRole('link', { name: 'daily-1', exact: true }).waitFor();
            await view.shoot(`${name}-${colorScheme}`);
            assert.deepEqual(await view.accessibilityProblems(), [], name);
          }
          await view.go('#/queues');
          await view.press('New queue');
          assert.deepEqual(await view.accessibilityProblems(), [], 'dialog');
          await view.shoot(`dialog-${colorScheme}`);
          await view.press('Cancel');
          await view.go(`#/queues/${queueName('reports')}`);
          await view.press('Settings');
          assert.deepEqual(await view.accessibilityProblems(), [], 'settings');
          await view.shoot(`settings-${colorScheme}`);
        },
        { colorScheme },
      );
    });
  }

  test('a phone shows every view without horizontal scrolling', async () => {
    await fillTheShop();
    await inConsole(
      '',
      async (page, view) => {
        for (const [name, hash] of Object.entries(views())) {
          await view.go(hash);
          if (name === 'task') await page.getByRole('button', { name: 'attempt 1' }).click();
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, name);
          await view.shoot(`${name}-phone`);
        }
        await view.go(`#/queues/${queueName('reports')}`);
        await view.press('Settings');
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360, 'settings');
        await view.shoot('settings-phone');
      },
      { viewport: { width: 360, height: 740 } },
    );
  });

  test('the vendored libraries are those of the packages', async () => {
    const require = createRequire(import.meta.url);
    const files = {
      'preact.min.umd.js': 'preact/dist/preact.min.umd.js',
      'hooks.umd.js': 'preact/hooks/dist/hooks.umd.js',
      'signals-core.min.js': '@preact/signals-core/dist/signals-core.min.js',
      'signals.min.js': '@preact/signals/dist/signals.min.js',
      'htm.umd.js': 'htm/dist/htm.umd.js',
      'uPlot.iife.min.js': 'uplot/dist/uPlot.iife.min.js',
      'uPlot.min.css': 'uplot/dist/uPlot.min.css',
    };
    const modules = require.resolve('axe-core/package.json').replace(/axe-core.package\.json$/, '');
    for (const [file, inPackage] of Object.entries(files)) {
      const served = await (await fetch(`${emulator}/emulator/console/lib/${file}`)).text();
      assert.ok(served === readFileSync(modules + inPackage, 'utf8'), file);
    }
  });
});
