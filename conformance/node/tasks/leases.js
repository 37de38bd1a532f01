// Pull queues: lease, acknowledge, renew, cancel.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QUEUE_MISSING, TASK_GONE } from '../expectations.js';
import { client, freshLocation, fromNow, idOf, millis, pushQueue, refused } from './api.js';

async function pullQueue(...tags) {
  const parent = freshLocation();
  const [{ name }] = await client.createQueue({ parent, queue: { name: `${parent}/queues/pull`, pullTarget: {} } });
  for (const [index, tag] of tags.entries()) {
    const task = { name: `${name}/tasks/t${index}`, pullMessage: { payload: Buffer.from('work'), tag } };
    await client.createTask({ parent: name, task });
  }
  return name;
}

async function lease(parent, fields = {}) {
  const [response] = await client.leaseTasks({ parent, leaseDuration: { seconds: 60 }, maxTasks: 10, ...fields });
  return response.tasks;
}

test('leaseTasks moves the schedule time and hides the task', async () => {
  const parent = await pullQueue('');
  const before = Date.now();

  const [task] = await lease(parent, { responseView: 'FULL' });

  assert.ok(millis(task.scheduleTime) >= before + 59_999 && millis(task.scheduleTime) <= Date.now() + 60_001);
  assert.equal(task.status.attemptDispatchCount, 1);
  assert.equal(task.pullMessage.payload.toString(), 'work');
  assert.deepEqual(await lease(parent), []);
});

test('leaseTasks filters by tag', async () => {
  const parent = await pullQueue('red', 'blue', 'red');

  assert.deepEqual((await lease(parent, { filter: 'tag="blue"' })).map(idOf), ['t1']);
  assert.deepEqual((await lease(parent, { filter: 'tag_function=oldest_tag()' })).map(idOf), ['t0', 't2']);
});

test('leaseTasks is refused on a push queue, without a duration and where there is no queue', async () => {
  const { name } = await pushQueue();

  await refused(lease(name), 'FAILED_PRECONDITION');
  await refused(lease(await pullQueue(), { leaseDuration: null }), 'INVALID_ARGUMENT');
  await refused(lease(`${freshLocation()}/queues/none`), 'NOT_FOUND', QUEUE_MISSING);
});

test('acknowledgeTask ends the task', async () => {
  const parent = await pullQueue('');
  const [{ name, scheduleTime }] = await lease(parent);

  await refused(client.acknowledgeTask({ name, scheduleTime: fromNow(0) }), 'FAILED_PRECONDITION');
  await client.acknowledgeTask({ name, scheduleTime });

  await refused(client.getTask({ name }), 'NOT_FOUND', TASK_GONE);
});

test('renewLease counts from now', async () => {
  const parent = await pullQueue('');
  const [{ name, scheduleTime }] = await lease(parent);
  const before = Date.now();

  const [renewed] = await client.renewLease({ name, scheduleTime, leaseDuration: { seconds: 600 } });

  assert.ok(millis(renewed.scheduleTime) >= before + 599_999 && millis(renewed.scheduleTime) <= Date.now() + 600_001);
  await refused(client.acknowledgeTask({ name, scheduleTime }), 'FAILED_PRECONDITION');
  await client.acknowledgeTask({ name, scheduleTime: renewed.scheduleTime });
});

test('cancelLease makes the task available at once', async () => {
  const parent = await pullQueue('');
  const [{ name, scheduleTime }] = await lease(parent);

  const [cancelled] = await client.cancelLease({ name, scheduleTime });

  assert.ok(millis(cancelled.scheduleTime) <= Date.now() + 1);
  assert.deepEqual((await lease(parent)).map(idOf), ['t0']);
});
