// Batches of tasks and their operations.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { protos } from '@google-cloud/tasks';
import { ENTITY_MISSING, TASK_EXISTS, UNREGISTERED_CALLER } from '../expectations.js';
import { client, idOf, overGrpc, pausedQueue, refused, someTask } from './api.js';

const { BatchCreateTasksMetadata, BatchDeleteTasksMetadata } = protos.google.cloud.tasks.v2beta3;

function named(parent, ...ids) {
  return ids.map((id) => ({ parent, task: someTask({ name: `${parent}/tasks/${id}` }) }));
}

async function oneOperation() {
  const { name: parent } = await pausedQueue();
  const [operation] = await client.batchCreateTasks({ parent, requests: named(parent, 'a') });
  return operation;
}

test('batchCreateTasks creates its tasks and is done at once', async () => {
  const { name: parent } = await pausedQueue();

  const [operation] = await client.batchCreateTasks({ parent, requests: named(parent, 'a', 'b') });
  const [response, metadata] = await operation.promise();

  assert.deepEqual(response.tasks.map(idOf), ['a', 'b']);
  assert.equal(metadata.state, BatchCreateTasksMetadata.State.SUCCEEDED);
  assert.deepEqual((await client.listTasks({ parent }))[0].map(idOf).sort(), ['a', 'b']);
});

test('batchCreateTasks says which of its tasks failed', async () => {
  const { name: parent } = await pausedQueue();
  await client.createTask(named(parent, 'a')[0]);

  const [operation] = await client.batchCreateTasks({ parent, requests: named(parent, 'a', 'b') });
  const [response, metadata] = await operation.promise();

  assert.deepEqual(response.tasks.map(idOf), ['b']);
  assert.equal(metadata.state, BatchCreateTasksMetadata.State.PARTIALLY_SUCCEEDED);
  assert.deepEqual(Object.keys(metadata.failedRequests), ['0']);
  assert.equal(metadata.failedRequests[0].code, 6);
  assert.equal(metadata.failedRequests[0].message, TASK_EXISTS);
});

test('batchCreateTasks refuses a batch without tasks', async () => {
  const { name: parent } = await pausedQueue();

  await refused(
    client.batchCreateTasks({ parent, requests: [] }),
    'INVALID_ARGUMENT',
    'Request must contain at least one task.',
  );
});

test('checkBatchCreateTasksProgress finds the operation by its name', async () => {
  const operation = await oneOperation();

  const found = await client.checkBatchCreateTasksProgress(operation.name);

  assert.equal(found.done, true);
  assert.deepEqual(found.result.tasks.map(idOf), ['a']);
  assert.equal(found.metadata.state, BatchCreateTasksMetadata.State.SUCCEEDED);
});

test('batchDeleteTasks deletes its tasks', async () => {
  const { name: parent } = await pausedQueue();
  const names = [];
  for (const request of named(parent, 'a', 'b')) {
    names.push((await client.createTask(request))[0].name);
  }

  const [operation] = await client.batchDeleteTasks({ parent, names: [...names, `${parent}/tasks/none`] });
  const [, metadata] = await operation.promise();

  assert.equal(metadata.state, BatchDeleteTasksMetadata.State.PARTIALLY_SUCCEEDED);
  assert.equal(metadata.failedRequests[2].code, 5);
  assert.equal(metadata.failedRequests[2].message, ENTITY_MISSING);
  assert.deepEqual((await client.listTasks({ parent }))[0], []);
});

test('batchDeleteTasks fails if none could be deleted', async () => {
  const { name: parent } = await pausedQueue();
  const [operation] = await client.batchDeleteTasks({ parent, names: [`${parent}/tasks/none`] });

  await assert.rejects(operation.promise(), /None of the requests succeeded/);
});

test('checkBatchDeleteTasksProgress finds the operation by its name', async () => {
  const { name: parent } = await pausedQueue();
  const [{ name }] = await client.createTask(named(parent, 'a')[0]);
  const [operation] = await client.batchDeleteTasks({ parent, names: [name] });

  const found = await client.checkBatchDeleteTasksProgress(operation.name);

  assert.equal(found.done, true);
  assert.equal(found.metadata.state, BatchDeleteTasksMetadata.State.SUCCEEDED);
});

test('getOperation finds an operation, and says that one is missing', async () => {
  const { name } = await oneOperation();

  const [found] = await client.getOperation({ name });

  assert.equal(found.name, name);
  assert.equal(found.done, true);
  await refused(client.getOperation({ name: `${name}x` }), 'NOT_FOUND', ENTITY_MISSING);
});

// The client does not have these three methods over REST.
if (overGrpc) {
  test('listOperationsAsync is refused as the service refuses it', async () => {
    const { name } = await oneOperation();
    const first = client.listOperationsAsync({ name: name.split('/operations/')[0] })[Symbol.asyncIterator]().next();

    await refused(first, 'PERMISSION_DENIED', UNREGISTERED_CALLER);
  });

  test('cancelOperation is refused as the service refuses it', async () => {
    const { name } = await oneOperation();

    await refused(client.cancelOperation({ name }), 'PERMISSION_DENIED', UNREGISTERED_CALLER);
  });

  test('deleteOperation is refused as the service refuses it', async () => {
    const { name } = await oneOperation();

    await refused(client.deleteOperation({ name }), 'PERMISSION_DENIED', UNREGISTERED_CALLER);
  });
}
