// Tasks that are not dispatched: creating, reading, listing, deleting.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ENTITY_MISSING,
  PAYLOAD_MISSING,
  QUEUE_MISSING,
  TASK_EXISTS,
  TASK_GONE,
  TASK_NAME_TOO_RECENT,
} from '../expectations.js';
import { client, emitted, freshLocation, fromNow, idOf, millis, pausedQueue, refused, someTask } from './api.js';

async function threeTasks() {
  const { name: parent } = await pausedQueue();
  for (const id of ['a', 'b', 'c']) {
    await client.createTask({ parent, task: someTask({ name: `${parent}/tasks/${id}` }) });
  }
  return parent;
}

test('createTask fills in an HTTP task and leaves its body out of the basic view', async () => {
  const { name: parent } = await pausedQueue();
  const headers = { 'User-Agent': 'mine', 'content-type': 'a/b' };
  const httpRequest = { url: 'http://127.0.0.1:1/', body: Buffer.from('work'), headers };

  const [task] = await client.createTask({ parent, task: { httpRequest } });

  assert.match(task.name, new RegExp(`^${parent}/tasks/\\d+$`));
  assert.equal(task.view, 'BASIC');
  assert.equal(task.httpRequest.httpMethod, 'POST');
  assert.equal(task.httpRequest.body.length, 0);
  assert.deepEqual({ ...task.httpRequest.headers }, { 'User-Agent': 'Google-Cloud-Tasks', 'content-type': 'a/b' });
  assert.ok(Math.abs(millis(task.scheduleTime) - Date.now()) < 60_000);
  assert.equal(task.createTime.nanos, 0);
});

test('createTask keeps a schedule time and refuses one too far ahead', async () => {
  const { name: parent } = await pausedQueue();
  const scheduleTime = { ...fromNow(3_600_000), nanos: 123_456_000 };

  const [task] = await client.createTask({ parent, task: someTask({ scheduleTime }) });

  assert.equal(millis(task.scheduleTime), millis(scheduleTime));
  await refused(
    client.createTask({ parent, task: someTask({ scheduleTime: { seconds: 4_102_444_800 } }) }),
    'INVALID_ARGUMENT',
    'The Task.scheduleTime, 2099-12-31T16:00:00-08:00, is too far in the future. ' +
      'Schedule time must be no more than 720h in the future.',
  );
});

test('createTask refuses a name in use and a name used lately', async () => {
  const { name: parent } = await pausedQueue();
  const task = someTask({ name: `${parent}/tasks/once` });
  await client.createTask({ parent, task });

  await refused(client.createTask({ parent, task }), 'ALREADY_EXISTS', TASK_EXISTS);
  await client.deleteTask({ name: task.name });
  await refused(client.createTask({ parent, task }), 'ALREADY_EXISTS', TASK_NAME_TOO_RECENT);
});

test('createTask refuses a task without payload, and one for no queue', async () => {
  const { name: parent } = await pausedQueue();
  const missing = `${freshLocation()}/queues/none`;

  await refused(client.createTask({ parent, task: {} }), 'INVALID_ARGUMENT', PAYLOAD_MISSING);
  await refused(client.createTask({ parent: missing, task: someTask() }), 'NOT_FOUND', QUEUE_MISSING);
});

test('getTask shows the body only in the full view', async () => {
  const { name: parent } = await pausedQueue();
  const [created] = await client.createTask({ parent, task: someTask() });

  const [basic] = await client.getTask({ name: created.name });
  const [full] = await client.getTask({ name: created.name, responseView: 'FULL' });

  assert.deepEqual(basic, created);
  assert.equal(full.view, 'FULL');
  assert.equal(full.httpRequest.body.toString(), 'work');
});

test('getTask says that a task is missing or gone', async () => {
  const { name: parent } = await pausedQueue();
  const [{ name }] = await client.createTask({ parent, task: someTask() });
  await client.deleteTask({ name });

  await refused(client.getTask({ name: `${parent}/tasks/none` }), 'NOT_FOUND', ENTITY_MISSING);
  await refused(client.getTask({ name }), 'NOT_FOUND', TASK_GONE);
});

test('listTasks turns the pages by itself, or one at a time', async () => {
  const parent = await threeTasks();
  const sizes = [];

  assert.deepEqual((await client.listTasks({ parent, pageSize: 2 }))[0].map(idOf).sort(), ['a', 'b', 'c']);
  for (let next = { parent, pageSize: 2 }; next; ) {
    const [tasks, following] = await client.listTasks(next, { autoPaginate: false });
    sizes.push(tasks.length);
    next = following;
  }
  assert.deepEqual(sizes, [2, 1, 0]);
});

test('listTasks shows bodies only in the full view', async () => {
  const parent = await threeTasks();

  const [basic] = await client.listTasks({ parent });
  const [full] = await client.listTasks({ parent, responseView: 'FULL' });

  assert.deepEqual(basic.map((task) => task.httpRequest.body.toString()), ['', '', '']);
  assert.deepEqual(full.map((task) => task.httpRequest.body.toString()), ['work', 'work', 'work']);
});

test('listTasksStream emits every task', async () => {
  const parent = await threeTasks();

  const tasks = await emitted(client.listTasksStream({ parent, pageSize: 1 }));

  assert.deepEqual(tasks.map(idOf).sort(), ['a', 'b', 'c']);
});

test('listTasksAsync iterates over every task', async () => {
  const parent = await threeTasks();
  const ids = [];

  for await (const task of client.listTasksAsync({ parent, pageSize: 2 })) {
    ids.push(idOf(task));
  }

  assert.deepEqual(ids.sort(), ['a', 'b', 'c']);
});

test('deleteTask removes the task', async () => {
  const { name: parent } = await pausedQueue();
  const [{ name }] = await client.createTask({ parent, task: someTask() });

  await client.deleteTask({ name });

  assert.deepEqual((await client.listTasks({ parent }))[0], []);
  await refused(client.deleteTask({ name }), 'NOT_FOUND', ENTITY_MISSING);
});
