// Web pages in a real browser that call the emulator without permission, and the same calls of a page that has it.
// The emulator allows pages of http://localhost:CONFORMANCE_ALLOWED_PORT and the host name allowed.example.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import process from 'node:process';
import { after, before, beforeEach, describe, test } from 'node:test';
import { launch } from './chromium.js';

const port = Number(process.env.CONFORMANCE_SERVER.split(':').at(-1));
const emulator = `http://127.0.0.1:${port}`;
const location = 'projects/browser/locations/us-central1';
const queue = `${location}/queues/q`;
const created = `${location}/queues/created`;

const queuesPath = `/v2/${location}/queues`;
const bufferPath = `/v2beta3/${queue}/tasks/buffered:buffer`;

let browser;
let sites;
/** Origins without permission: another site, another port of the same site, and another site by address. */
let foreign;
/** The origin with permission. */
let allowed;

/** Serves an empty page at every path. */
async function serve(listenPort) {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'text/html').end('<!DOCTYPE html><title>page</title><body></body>');
  });
  await new Promise((resolve) => server.listen(listenPort, '127.0.0.1', resolve));
  return server;
}

before(async () => {
  sites = [await serve(0), await serve(Number(process.env.CONFORMANCE_ALLOWED_PORT))];
  const foreignPort = sites[0].address().port;
  foreign = [`http://evil.example:${foreignPort}`, `http://localhost:${foreignPort}`, `http://127.0.0.1:${foreignPort}`];
  allowed = `http://localhost:${process.env.CONFORMANCE_ALLOWED_PORT}`;
  browser = await launch();
});

after(async () => {
  await browser?.close();
  sites?.forEach((server) => server.close());
});

/** Calls the emulator as a program, without a browser. */
async function call(method, path, body) {
  const response = await fetch(emulator + path, { method, body: body && JSON.stringify(body) });
  assert.equal(response.status, 200, await response.clone().text());
  return response.json();
}

beforeEach(async () => {
  await call('POST', '/emulator/v1/reset', {});
  await call('POST', queuesPath, { name: queue });
  await call('PATCH', `/v2/${queue}?updateMask=httpTarget`, { httpTarget: { uriOverride: { host: '127.0.0.1', port: '1' } } });
  await call('POST', `/v2/${queue}:pause`, {});
});

/** Everything that a call could have changed. */
async function state() {
  const { queues } = await call('GET', '/emulator/v1/state');
  const { attempts } = await call('GET', '/emulator/v1/attempts');
  return { queues: queues.map((saved) => saved.queue.name), tasks: queues.flatMap((saved) => saved.tasks ?? []).length, attempts: attempts.length };
}

const unchanged = { queues: [queue], tasks: 0, attempts: 0 };

/**
 * Opens a page of an origin, acts on it, and waits for the browser's request to a URL. Returns the status of its response, or
 * the browser's reason for not sending or not accepting it.
 */
async function status(origin, url, act, argument = url) {
  const context = await browser.newContext();
  const page = await context.newPage();
  try {
    await page.goto(`${origin}/page`);
    const outcome = new Promise((resolve) => {
      context.on('response', (response) => response.url() === url && response.request().method() !== 'OPTIONS' && resolve(response.status()));
      context.on('requestfailed', (request) => request.url() === url && resolve(request.failure().errorText));
    });
    await page.evaluate(act, argument);
    return await Promise.race([outcome, new Promise((_, reject) => setTimeout(reject, 10_000, new Error(`no request to ${url}`)).unref())]);
  } finally {
    await context.close();
  }
}

/** Asserts that no foreign page can make a call that changes something. */
async function assertHarmless(path, act, expected = 403) {
  for (const origin of foreign) {
    for (const host of ['localhost', '127.0.0.1']) {
      const url = `http://${host}:${port}${path}`;
      const outcome = await status(origin, url, act);
      assert.ok(outcome === expected || String(outcome).startsWith('net::ERR_'), `${origin} ${url}: ${outcome}`);
      assert.deepEqual(await state(), unchanged, `${origin} ${url}`);
    }
  }
}

const simplePost = (url) => void fetch(url, { method: 'POST', mode: 'no-cors', body: JSON.stringify({ name: 'projects/browser/locations/us-central1/queues/created' }) });
const corsPost = (url) =>
  void fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-goog-api-client': 'page' },
    body: JSON.stringify({ name: 'projects/browser/locations/us-central1/queues/created' }),
  }).catch(() => {});
const beacon = (url) => void navigator.sendBeacon(url, JSON.stringify({ name: 'projects/browser/locations/us-central1/queues/created' }));

function form(url) {
  const element = document.createElement('form');
  element.method = 'POST';
  element.action = url;
  const input = document.createElement('input');
  input.name = 'queue.name';
  input.value = 'projects/browser/locations/us-central1/queues/created';
  element.append(input);
  document.body.append(element);
  element.submit();
}

const image = (url) => void (new Image().src = url);

function imageWithCors(url) {
  const element = new Image();
  element.crossOrigin = 'anonymous';
  element.src = url;
}

function link(url) {
  const element = document.createElement('a');
  element.href = url;
  document.body.append(element);
  element.click();
}

function frame(url) {
  const element = document.createElement('iframe');
  element.src = url;
  document.body.append(element);
}

describe('a page without permission', () => {
  test('a simple POST creates no queue', async () => {
    await assertHarmless(queuesPath, simplePost);
    assert.equal(await status(allowed, `http://localhost:${port}${queuesPath}`, simplePost), 200);
    assert.deepEqual((await state()).queues, [created, queue]);
  });

  test('a fetch with CORS creates no queue', async () => {
    await assertHarmless(queuesPath, corsPost);
    assert.equal(await status(allowed, `http://localhost:${port}${queuesPath}`, corsPost), 200);
    assert.deepEqual((await state()).queues, [created, queue]);
  });

  test('a beacon creates no queue', async () => {
    await assertHarmless(queuesPath, beacon);
    assert.equal(await status(allowed, `http://localhost:${port}${queuesPath}`, beacon), 200);
    assert.deepEqual((await state()).queues, [created, queue]);
  });

  test('a form creates no queue', async () => {
    await assertHarmless(queuesPath, form);
    assert.equal(await status(allowed, `http://localhost:${port}${queuesPath}`, form), 200);
    assert.deepEqual((await state()).queues, [created, queue]);
  });

  test('a simple POST resets nothing', async () => {
    await assertHarmless('/emulator/v1/reset', simplePost);
    const empty = (url) => void fetch(url, { method: 'POST', mode: 'no-cors', body: '{}' });
    assert.equal(await status(allowed, `http://localhost:${port}/emulator/v1/reset`, empty), 200);
    assert.deepEqual((await state()).queues, []);
  });

  test('an image buffers no task', async () => {
    await assertHarmless(bufferPath, image);
    await assertHarmless(bufferPath, imageWithCors);
    assert.equal(await status(allowed, `http://localhost:${port}${bufferPath}`, imageWithCors), 200);
    assert.equal((await state()).tasks, 1);
  });

  test('a link buffers no task but opens the start page', async () => {
    await assertHarmless(bufferPath, link);
    for (const origin of foreign) {
      assert.equal(await status(origin, `http://localhost:${port}/`, link), 200);
    }
    await call('GET', bufferPath);
    assert.equal((await state()).tasks, 1);
  });

  test('a frame buffers no task', async () => {
    await assertHarmless(bufferPath, frame);
  });

  test('an address that is typed buffers no task', async () => {
    const page = await browser.newPage();
    const response = await page.goto(`http://localhost:${port}${bufferPath}`);
    assert.equal(response.status(), 403);
    assert.equal((await page.goto(`http://localhost:${port}${queuesPath}`)).status(), 200);
    await page.close();
    assert.deepEqual(await state(), unchanged);
  });

  test('a WebSocket buffers no task', async () => {
    for (const origin of foreign) {
      const page = await browser.newPage();
      await page.goto(`${origin}/page`);
      await page.evaluate(
        (url) =>
          new Promise((resolve) => {
            new WebSocket(url).onerror = resolve;
          }),
        `ws://localhost:${port}${bufferPath}`,
      );
      await page.close();
    }
    assert.deepEqual(await state(), unchanged);
  });

  test('a sandboxed frame without origin creates no queue', async () => {
    for (const origin of [...foreign, allowed]) {
      const page = await browser.newPage();
      await page.goto(`${origin}/page`);
      const sent = await page.evaluate(
        ([url, body]) =>
          new Promise((resolve) => {
            window.onmessage = (event) => resolve(event.data);
            const element = document.createElement('iframe');
            element.sandbox = 'allow-scripts';
            element.srcdoc = `<script>
              fetch(${JSON.stringify(url)}, { method: 'POST', mode: 'no-cors', body: ${JSON.stringify(body)} })
                .then(() => parent.postMessage('answered', '*'), () => parent.postMessage('failed', '*'));
            </scr${'ipt'}>`;
            document.body.append(element);
          }),
        [`http://localhost:${port}${queuesPath}`, JSON.stringify({ name: created })],
      );
      await page.close();
      assert.equal(sent, 'answered', origin);
      assert.deepEqual(await state(), unchanged, origin);
    }
  });

  test('a script with a callback reads nothing', async () => {
    for (const path of [`${queuesPath}?callback=leak`, '/emulator/v1/state?callback=leak', '/emulator/v1/attempts?$callback=leak']) {
      for (const origin of foreign) {
        assert.equal(await leaks(origin, path, false), false, path);
        assert.equal(await leaks(origin, path, true), false, path);
      }
    }
    assert.equal(await leaks(allowed, `${queuesPath}?callback=leak`, true), true);
    assert.equal(await leaks(allowed, '/emulator/v1/state?callback=leak', true), false);
  });

  /** Returns whether a script of the emulator calls a function of the page. */
  async function leaks(origin, path, withCors) {
    const page = await browser.newPage();
    await page.goto(`${origin}/page`);
    const leaked = await page.evaluate(
      ([url, cors]) =>
        new Promise((resolve) => {
          window.leak = () => resolve(true);
          const element = document.createElement('script');
          if (cors) element.crossOrigin = 'anonymous';
          element.src = url;
          element.onerror = element.onload = () => resolve(false);
          document.body.append(element);
        }),
      [`http://localhost:${port}${path}`, withCors],
    );
    await page.close();
    return leaked;
  }

  test('a fetch reads nothing but the public documents', async () => {
    for (const origin of foreign) {
      assert.equal(await read(origin, `http://localhost:${port}${queuesPath}`), null);
      assert.equal(await read(origin, `http://localhost:${port}/emulator/v1/state`), null);
      assert.equal((await read(origin, `http://localhost:${port}/$discovery/rest?version=v2`)).name, 'cloudtasks');
      assert.ok((await read(origin, `http://localhost:${port}/.well-known/openid-configuration`)).issuer);
    }
    assert.equal((await read(allowed, `http://localhost:${port}${queuesPath}`)).queues[0].name, queue);
  });

  test('a fetch gets no token and no key', async () => {
    const account = '/computeMetadata/v1/instance/service-accounts/default';
    const flavored = { headers: { 'Metadata-Flavor': 'Google' } };
    const attacks = [
      ['/', flavored],
      [`${account}/token`, flavored],
      [`${account}/identity?audience=page`, flavored],
      [`${account}/token`, {}],
      ['/emulator/v1/service-account-key', {}],
      ['/token', { method: 'POST', body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x' }).toString() }],
      ['/v1/projects/-/serviceAccounts/a@b.example:signBlob', { method: 'POST', body: '{"payload": "aGk="}' }],
    ];
    for (const origin of foreign) {
      for (const [path, options] of attacks) {
        assert.equal(await fetched(origin, `http://localhost:${port}${path}`, options), null, `${origin} ${path}`);
      }
    }
    assert.match(await fetched(allowed, `http://localhost:${port}${account}/token`, flavored), /emulator-/);
  });

  test('a page of a rebinding host gets no token', async () => {
    const url = (host) => `http://${host}:${port}/computeMetadata/v1/instance/service-accounts/default/token`;
    const options = { headers: { 'Metadata-Flavor': 'Google' } };
    assert.doesNotMatch(String(await fetched(null, url('rebound.example'), options)), /emulator-/);
    assert.match(await fetched(null, url('allowed.example'), options), /emulator-/);
  });

  /** Returns what a page reads of a response; null if the browser does not let it. The origin null is that of the URL. */
  async function fetched(origin, url, options) {
    const page = await browser.newPage();
    const address = `${origin ?? new URL(url).origin}/page`;
    await page.route(address, (route) => route.fulfill({ contentType: 'text/html', body: '<body></body>' }));
    await page.goto(address);
    const text = await page.evaluate(
      ([target, given]) => fetch(target, given).then((response) => response.text()).catch(() => null), [url, options]);
    await page.close();
    return text;
  }

  test('a page of a rebinding host changes and reads nothing', async () => {
    const url = (host) => `http://${host}:${port}${queuesPath}`;
    assert.equal(await rebound('rebound.example', url('rebound.example')), 403);
    assert.deepEqual(await state(), unchanged);
    assert.equal(await rebound('allowed.example', url('allowed.example')), 200);
    assert.deepEqual((await state()).queues, [created, queue]);
  });

  /** Returns the status of a same-origin POST of a page that was loaded before its host name resolved to the emulator. */
  async function rebound(host, url) {
    const page = await browser.newPage();
    await page.route(`http://${host}:${port}/page`, (route) => route.fulfill({ contentType: 'text/html', body: '<body></body>' }));
    await page.goto(`http://${host}:${port}/page`);
    const result = await page.evaluate(
      async ([target, name]) => (await fetch(target, { method: 'POST', body: JSON.stringify({ name }) })).status,
      [url, created],
    );
    await page.close();
    return result;
  }
});

/** Returns the JSON that a page reads; null if the browser does not let it. */
async function read(origin, url) {
  const page = await browser.newPage();
  await page.goto(`${origin}/page`);
  const json = await page.evaluate((target) => fetch(target).then((response) => response.json()).catch(() => null), url);
  await page.close();
  return json;
}

describe('a page with permission', () => {
  test('it calls methods with any headers and reads responses and errors', async () => {
    const page = await browser.newPage();
    await page.goto(`${allowed}/page`);
    const results = await page.evaluate(
      async ([base, name]) => {
        const send = async (method, path, body) => {
          const headers = { 'content-type': 'application/json', authorization: 'Bearer x', 'x-goog-request-params': 'a=b' };
          const response = await fetch(base + path, { method, headers, body: body && JSON.stringify(body) });
          return [response.status, await response.json()];
        };
        return [
          await send('PATCH', `/v2/${name}?updateMask=rateLimits`, { rateLimits: { maxConcurrentDispatches: 7 } }),
          await send('GET', `/v2/${name}-missing`),
          await send('DELETE', `/v2/${name}`),
        ];
      },
      [`http://localhost:${port}`, queue],
    );
    await page.close();
    assert.equal(results[0][0], 200);
    assert.equal(results[0][1].rateLimits.maxConcurrentDispatches, 7);
    assert.equal(results[1][0], 404);
    assert.equal(results[1][1].error.status, 'NOT_FOUND');
    assert.equal(results[2][0], 200);
    assert.deepEqual((await state()).queues, []);
  });
});
