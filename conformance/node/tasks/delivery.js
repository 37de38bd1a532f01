// Delivered tasks.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENTITY_MISSING, TASK_GONE } from '../expectations.js';
import { eventually } from '../polling.js';
import { answer, awaitDeliveries, seen, SINK } from '../sink.js';
import { client, freshPath, fromNow, idOf, millis, projectOf, pushQueue, refused, version } from './api.js';

async function push(path, fields = {}) {
  const { name: parent } = await pushQueue();
  const [task] = await client.createTask({ parent, task: { httpRequest: { url: SINK + path, ...fields } } });
  return task;
}

/** Waits until a task does not exist any more. */
async function gone(name) {
  const error = await eventually(() => client.getTask({ name }).then(() => null, (e) => e), { what: `the end of ${name}` });
  assert.equal(typeof error.details === 'string' ? error.details : error.message, TASK_GONE);
}

test('an HTTP task is delivered once and then gone', async () => {
  const path = freshPath();

  const task = await push(`${path}?q=1`, { body: Buffer.from('work'), headers: { 'X-Custom': 'kept' } });

  const [delivery] = await awaitDeliveries(path);
  await gone(task.name);
  assert.deepEqual([delivery.method, delivery.url, delivery.body], ['POST', `${path}?q=1`, 'work']);
  assert.equal(delivery.headers['user-agent'], 'Google-Cloud-Tasks');
  assert.equal(delivery.headers['x-custom'], 'kept');
  assert.equal(delivery.headers['x-cloudtasks-queuename'], 'push');
  assert.equal(delivery.headers['x-cloudtasks-taskname'], idOf(task));
  assert.equal(delivery.headers['x-cloudtasks-taskretrycount'], '0');
  assert.equal(delivery.headers['x-cloudtasks-taskexecutioncount'], '0');
  assert.equal(seen(path).length, 1);
});

test('an App Engine task is delivered to the address of the app', async () => {
  const path = freshPath();
  const { name: parent } = await pushQueue();

  const [task] = await client.createTask({ parent, task: version.appEngineTask(path, 'work') });

  const [delivery] = await awaitDeliveries(path);
  assert.equal(delivery.body, 'work');
  assert.equal(delivery.headers['x-appengine-queuename'], 'push');
  assert.equal(delivery.headers['x-appengine-taskname'], idOf(task));
  assert.equal(delivery.headers['x-appengine-default-version-hostname'], `${projectOf(parent)}.appspot.com`);
});

test('a task is delivered with its method', async () => {
  for (const httpMethod of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    const path = freshPath();
    await push(path, { httpMethod });

    assert.equal((await awaitDeliveries(path))[0].method, httpMethod);
  }
});

test('a failed attempt is retried', async () => {
  const path = freshPath();
  answer(path, 503, 404);

  await push(path);

  const attempts = await awaitDeliveries(path, 3);
  const header = (name) => attempts.map((attempt) => attempt.headers[`x-cloudtasks-${name}`]);
  assert.deepEqual(header('taskretrycount'), ['0', '1', '2']);
  assert.deepEqual(header('taskexecutioncount'), ['0', '0', '1']);
  assert.deepEqual(header('taskpreviousresponse'), [undefined, '503', '404']);
});

test('runTask dispatches a task of the future on a paused queue', async () => {
  const path = freshPath();
  const { name: parent } = await pushQueue();
  await client.pauseQueue({ name: parent });
  const task = { httpRequest: { url: SINK + path }, scheduleTime: fromNow(3_600_000) };
  const [{ name }] = await client.createTask({ parent, task });

  const [ran] = await client.runTask({ name });

  assert.equal(version.dispatches(ran), 1);
  await awaitDeliveries(path);
  await gone(name);
  await refused(client.runTask({ name }), 'NOT_FOUND', ENTITY_MISSING);
});

test('runTask reports a failure and plans a retry', async () => {
  const path = freshPath();
  answer(path, 429);
  const { name: parent } = await pushQueue();
  await client.pauseQueue({ name: parent });
  const task = { httpRequest: { url: SINK + path }, scheduleTime: fromNow(3_600_000) };
  const [{ name }] = await client.createTask({ parent, task });

  await client.runTask({ name });

  const [failed] = await eventually(() => client.getTask({ name }), {
    until: ([current]) => version.lastAttempt(current)?.responseStatus,
    what: 'the status of the attempt',
  });
  const { responseStatus, responseTime } = version.lastAttempt(failed);
  assert.equal(responseStatus.code, 8);
  assert.equal(responseStatus.message, 'RESOURCE_EXHAUSTED(8): HTTP status code 429');
  assert.ok(millis(failed.scheduleTime) > millis(responseTime));
  assert.ok(millis(failed.scheduleTime) < Date.now() + 1_800_000);
});
