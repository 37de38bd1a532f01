// The functions emulator of the Firebase Emulator Suite, with the file of docs/firebase.md that puts the emulator in the
// place of the suite's tasks emulator. No queue is created by hand.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFile, cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import process from 'node:process';
import { deleteApp, initializeApp } from 'firebase-admin/app';
import { getFunctions } from 'firebase-admin/functions';
import { eventually } from '../node/polling.js';
import * as sink from '../node/sink.js';

const START_MS = 120_000;
const RELOAD_MS = 60_000;
const END_MS = 20_000;
const PROJECT = 'demo-firebase-tools';
const SERVER = process.env.CONFORMANCE_SERVER;
const HERE = import.meta.dirname;
// The suite does not notice changes below a directory whose name starts with a dot.
const DIRECTORY = await mkdtemp(join(tmpdir(), 'firebase-tools-'));
const FUNCTIONS = join(DIRECTORY, 'functions');

process.env.CLOUD_TASKS_EMULATOR_HOST = SERVER;
const app = initializeApp({ projectId: PROJECT });
const ports = {};
let suite;
let output = '';

before(async () => {
  await sink.open();
  await writeProject();
  suite = spawn(
    process.execPath,
    ['--require', './tasks-here.cjs', './node_modules/firebase-tools/lib/bin/firebase.js',
      'emulators:start', '--project', PROJECT, '--only', 'functions'],
    // A home of its own: the tools read and write the user's settings.
    { cwd: DIRECTORY, detached: true, env: { ...process.env, HOME: DIRECTORY, XDG_CONFIG_HOME: join(DIRECTORY, 'settings') } });
  for (const stream of [suite.stdout, suite.stderr]) {
    stream.on('data', (data) => (output += data));
  }
  try {
    await eventually(() => {
      assert.equal(suite.exitCode, null, 'the suite has ended');
      assert.doesNotMatch(output, /Failed to load/);
      return output.includes('All emulators ready');
    }, { what: 'the start of the suite', deadlineMs: START_MS });
  } catch (e) {
    throw new Error(`${e.message}\n${output}`, { cause: e });
  }
});

after(async () => {
  if (suite.exitCode === null) {
    const ended = new Promise((resolve) => suite.once('exit', resolve));
    suite.kill('SIGINT');
    const timer = setTimeout(() => process.kill(-suite.pid, 'SIGKILL'), END_MS);
    await ended;
    clearTimeout(timer);
  }
  sink.close();
  await deleteApp(app);
  await rm(DIRECTORY, { recursive: true });
});

/** Writes the project of the suite, with free ports. */
async function writeProject() {
  for (const name of ['functions', 'tasks', 'eventarc', 'hub', 'logging']) {
    ports[name] = await freePort();
  }
  const emulators = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, { host: '127.0.0.1', port }]));
  await cp(join(HERE, 'functions'), FUNCTIONS, { recursive: true });
  await symlink(join(HERE, 'node_modules'), join(DIRECTORY, 'node_modules'));
  await writeFile(join(DIRECTORY, 'firebase.json'), JSON.stringify({
    functions: [{ source: 'functions' }], emulators: { ...emulators, ui: { enabled: false } } }));
  const page = await readFile(join(HERE, '..', '..', 'docs', 'firebase.md'), 'utf8');
  const blocks = [...page.matchAll(/^```javascript\n(.*?)^```$/gms)].map((match) => match[1]);
  await writeFile(join(DIRECTORY, 'tasks-here.cjs'), blocks.find((block) => block.includes('TasksEmulator')));
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Returns the JSON of a path of the emulator. */
async function get(path) {
  const response = await fetch(`http://${SERVER}/${path}`);
  return { status: response.status, body: await response.json() };
}

/** Enqueues a task inside a function, and returns the address that the function has for the tasks emulator. */
async function enqueueInFunction(name, data, options) {
  const response = await fetch(`http://127.0.0.1:${ports.functions}/${PROJECT}/us-central1/enqueue`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name, data, options }),
  });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return JSON.parse(text).host;
}

/** Returns what a function sent to the sink. */
async function received(run, count = 1) {
  const deliveries = await sink.awaitDeliveries(`/${run}`, count);
  return deliveries.map((delivery) => JSON.parse(delivery.body));
}

test('the suite registers each task queue function with its options', async () => {
  const { body: resize } = await get(`v2/projects/${PROJECT}/locations/us-central1/queues/resize`);
  const { body: plain } = await get(`v2/projects/${PROJECT}/locations/us-central1/queues/plain`);
  const { status } = await get(`v2/projects/${PROJECT}/locations/europe-west1/queues/translate`);

  assert.deepEqual(resize.retryConfig,
    { maxAttempts: 5, minBackoff: '1s', maxBackoff: '60s', maxDoublings: 4, maxRetryDuration: '600s' });
  assert.equal(resize.rateLimits.maxConcurrentDispatches, 6);
  assert.equal(resize.rateLimits.maxDispatchesPerSecond, 50);
  assert.equal(plain.retryConfig.maxAttempts, 3);
  assert.equal(status, 200);
});

test('a task that a function enqueues goes through the emulator to another function', async () => {
  const run = randomUUID();

  const host = await enqueueInFunction('plain', { run }, { id: run });

  assert.equal(host, SERVER);
  assert.deepEqual(await received(run), [{ id: run, queueName: 'plain', retryCount: 0, data: { run } }]);
  const task = `projects/${PROJECT}/locations/us-central1/queues/plain/tasks/${run}`;
  const { body } = await eventually(() => get(`emulator/v1/attempts?task=${task}`),
    { until: (response) => response.body.attempts?.length > 0 });
  const [attempt] = body.attempts;
  assert.equal(attempt.request.url, `http://127.0.0.1:${ports.functions}/${PROJECT}/us-central1/plain`);
  assert.equal(attempt.response.status, 204);
});

test('a task of a program outside of the suite arrives in the function', async () => {
  const run = randomUUID();

  await getFunctions(app).taskQueue('plain').enqueue({ run });

  assert.equal((await received(run))[0].queueName, 'plain');
});

for (const name of [
  'locations/europe-west1/functions/translate',
  `projects/${PROJECT}/locations/europe-west1/functions/translate`,
]) {
  test(`a function enqueues for ${name}`, async () => {
    const run = randomUUID();

    await enqueueInFunction(name, { run });

    assert.equal((await received(run))[0].queueName, 'translate');
  });
}

test('a function that fails receives its task again', async () => {
  const run = randomUUID();
  sink.answer(`/${run}`, 500);

  await enqueueInFunction('plain', { run });

  assert.deepEqual((await received(run, 2)).map((request) => request.retryCount), [0, 1]);
});

test('a function that is added later is registered', async () => {
  const run = randomUUID();

  await appendFile(join(FUNCTIONS, 'index.js'), 'exports.later = onTaskDispatched(report);\n');

  await eventually(() => get(`v2/projects/${PROJECT}/locations/us-central1/queues/later`), {
    until: (response) => response.status === 200, what: 'the queue of the new function', deadlineMs: RELOAD_MS });
  await getFunctions(app).taskQueue('later').enqueue({ run });
  assert.equal((await received(run))[0].queueName, 'later');
});

test('the tasks emulator of the suite is not started', async () => {
  await assert.rejects(fetch(`http://127.0.0.1:${ports.tasks}/queueStats`));
});
