// The Firebase Admin SDK with CLOUD_TASKS_EMULATOR_HOST set to the server, which was started with the sink as its
// functions emulator.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import process from 'node:process';
import { deleteApp, initializeApp } from 'firebase-admin/app';
import { getFunctions } from 'firebase-admin/functions';
import { LOCATION_ID, QUEUE_MISSING } from '../expectations.js';
import * as sink from '../sink.js';

process.env.CLOUD_TASKS_EMULATOR_HOST = process.env.CONFORMANCE_SERVER;

const projectId = `conformance-${randomUUID().slice(0, 13)}`;
const app = initializeApp({ projectId });

before(sink.open);
after(async () => {
  sink.close();
  await deleteApp(app);
});

/** Calls the server's REST API, for methods that the SDK does not have. */
async function call(method, path, body) {
  const response = await fetch(`http://${process.env.CONFORMANCE_SERVER}/v2/${path}`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

/** A fresh queue, as the deployment of a function creates it, its task queue of the SDK, and its path of the sink. */
async function taskQueue({ project = projectId, location = LOCATION_ID, paused = false } = {}) {
  const id = `fn-${randomUUID()}`;
  const parent = `projects/${project}/locations/${location}`;
  const name = `${parent}/queues/${id}`;
  const made = await call('POST', `${parent}/queues`, { name, retryConfig: { maxBackoff: '1s' } });
  assert.equal(made.status, 200);
  if (paused) {
    await call('POST', `${name}:pause`, {});
  }
  const queue = getFunctions(app).taskQueue(`locations/${location}/functions/${id}`);
  return { id, name, queue, path: `/${project}/${location}/${id}` };
}

test('enqueue delivers to the function of the queue', async () => {
  const { id, queue, path } = await taskQueue();

  await queue.enqueue({ width: 100 });

  const [delivery] = await sink.awaitDeliveries(path);
  assert.equal(delivery.method, 'POST');
  assert.deepEqual(JSON.parse(delivery.body), { data: { width: 100 } });
  assert.equal(delivery.headers['content-type'], 'application/json');
  assert.equal(delivery.headers['x-cloudtasks-queuename'], id);
  assert.equal(delivery.headers['x-cloudtasks-taskretrycount'], '0');
  assert.equal(sink.seen(path).length, 1);
});

test('enqueue finds a function by its id alone, in the default location', async () => {
  const { id, path } = await taskQueue();

  await getFunctions(app).taskQueue(id).enqueue('plain');

  assert.deepEqual(JSON.parse((await sink.awaitDeliveries(path))[0].body), { data: 'plain' });
});

test('enqueue finds a function of another location', async () => {
  const { queue, path } = await taskQueue({ location: 'europe-west1' });

  await queue.enqueue({});

  await sink.awaitDeliveries(path);
});

test('enqueue finds a function by its full name, in the project of that name', async () => {
  const project = `other-${randomUUID().slice(0, 13)}`;
  const { id } = await taskQueue({ project, location: 'europe-west1' });

  await getFunctions(app).taskQueue(`projects/${project}/locations/europe-west1/functions/${id}`).enqueue({ full: 1 });

  const [delivery] = await sink.awaitDeliveries(`/${project}/europe-west1/${id}`);
  assert.deepEqual(JSON.parse(delivery.body), { data: { full: 1 } });
});

test('a registered queue keeps the options of its function, and its tasks go to the url of the function', async () => {
  const id = `fn-${randomUUID()}`;
  const path = `/${randomUUID()}`;
  const name = `projects/${projectId}/locations/${LOCATION_ID}/queues/${id}`;
  const registration = {
    rateLimits: { maxConcurrentDispatches: 6, maxDispatchesPerSecond: null },
    retryConfig: { maxAttempts: 5, minBackoffSeconds: 1.5 },
    defaultUri: sink.SINK + path,
  };

  const response = await fetch(`http://${process.env.CONFORMANCE_SERVER}/${name}`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(registration) });
  await getFunctions(app).taskQueue(id).enqueue({});

  assert.equal(response.status, 200);
  await sink.awaitDeliveries(path);
  const { body: queue } = await call('GET', name);
  assert.equal(queue.rateLimits.maxConcurrentDispatches, 6);
  assert.equal(queue.rateLimits.maxDispatchesPerSecond, 500);
  assert.equal(queue.retryConfig.maxAttempts, 5);
  assert.equal(queue.retryConfig.minBackoff, '1.500s');
});

test('enqueue sends a token of the account that the SDK names', async () => {
  const { queue, path } = await taskQueue();

  await queue.enqueue({});

  const [delivery] = await sink.awaitDeliveries(path);
  const [scheme, token] = delivery.headers.authorization.split(' ');
  const claims = JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
  assert.equal(scheme, 'Bearer');
  assert.equal(claims.email, 'emulated-service-acct@email.com');
  assert.equal(claims.aud, sink.SINK + path);
});

test('enqueue is retried when the function fails', async () => {
  const { queue, path } = await taskQueue();
  sink.answer(path, 500);

  await queue.enqueue({});

  const [, second] = await sink.awaitDeliveries(path, 2);
  assert.equal(second.headers['x-cloudtasks-taskretrycount'], '1');
  assert.equal(second.headers['x-cloudtasks-taskpreviousresponse'], '500');
});

test('enqueue takes an id, headers, a deadline and a time', async () => {
  const { name, queue } = await taskQueue({ paused: true });
  const scheduleTime = new Date(Date.now() + 3_600_000);

  await queue.enqueue({}, { id: 'one', headers: { 'X-Custom': 'kept' }, dispatchDeadlineSeconds: 60, scheduleTime });

  const { body: task } = await call('GET', `${name}/tasks/one`);
  assert.equal(task.httpRequest.headers['X-Custom'], 'kept');
  assert.equal(task.dispatchDeadline, '60s');
  assert.equal(Date.parse(task.scheduleTime), scheduleTime.getTime());
  assert.equal(task.httpRequest.oidcToken.serviceAccountEmail, 'emulated-service-acct@email.com');
});

test('enqueue waits as long as it is told to', async () => {
  const { name, queue } = await taskQueue({ paused: true });

  await queue.enqueue({}, { id: 'late', scheduleDelaySeconds: 600 });

  const { body: task } = await call('GET', `${name}/tasks/late`);
  assert.ok(Math.abs(Date.parse(task.scheduleTime) - Date.now() - 600_000) < 60_000);
});

test('enqueue delivers to a uri of its own', async () => {
  const { queue } = await taskQueue();
  const path = `/${randomUUID()}`;

  await queue.enqueue({}, { uri: sink.SINK + path });

  await sink.awaitDeliveries(path);
});

test('enqueue refuses an id that is in use', async () => {
  const { queue } = await taskQueue({ paused: true });
  await queue.enqueue({}, { id: 'once' });

  await assert.rejects(queue.enqueue({}, { id: 'once' }), { code: 'functions/task-already-exists' });
});

test('enqueue says that the queue is missing', async () => {
  const queue = getFunctions(app).taskQueue('nowhere');

  await assert.rejects(queue.enqueue({}), { code: 'functions/not-found', message: QUEUE_MISSING });
});

test('delete removes a task, and does not mind if there is none', async () => {
  const { name, queue } = await taskQueue({ paused: true });
  await queue.enqueue({}, { id: 'gone' });

  await queue.delete('gone');
  await queue.delete('gone');

  assert.equal((await call('GET', `${name}/tasks/gone`)).status, 404);
});
