// Queues.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENTITY_MISSING, QUEUE_EXISTS, QUEUE_MISSING, QUEUE_NAME_TOO_RECENT, queueIdRefused } from '../expectations.js';
import { awaitDeliveries, seen, SINK } from '../sink.js';
import {
  client,
  emitted,
  freshLocation,
  freshPath,
  idOf,
  millis,
  overGrpc,
  pausedQueue,
  pushQueue,
  refused,
  someTask,
  version,
} from './api.js';

async function threeQueues() {
  const parent = freshLocation();
  for (const id of ['b', 'c', 'a']) {
    await client.createQueue({ parent, queue: { name: `${parent}/queues/${id}` } });
  }
  return parent;
}

test('createQueue fills in the defaults of a push queue', async () => {
  const parent = freshLocation();

  const [queue] = await client.createQueue({ parent, queue: { name: `${parent}/queues/q` } });

  assert.equal(queue.name, `${parent}/queues/q`);
  assert.equal(queue.state, 'RUNNING');
  assert.equal(queue.rateLimits[version.rate], 500);
  assert.equal(queue.rateLimits.maxBurstSize, 100);
  assert.equal(queue.rateLimits[version.concurrency], 1000);
  assert.equal(queue.retryConfig.maxAttempts, 100);
  assert.equal(millis(queue.retryConfig.minBackoff), 100);
  assert.equal(millis(queue.retryConfig.maxBackoff), 3_600_000);
  assert.equal(queue.retryConfig.maxDoublings, 16);
  assert.equal(queue.purgeTime, null);
});

test('createQueue keeps what it is told', async () => {
  const queue = await pushQueue({
    rateLimits: { [version.rate]: 12.5, [version.concurrency]: 4 },
    retryConfig: { maxAttempts: 7, minBackoff: { nanos: 250_000_000 }, maxBackoff: { seconds: 8 }, maxDoublings: 2 },
  });

  assert.equal(queue.rateLimits[version.rate], 12.5);
  assert.equal(queue.rateLimits[version.concurrency], 4);
  assert.equal(queue.retryConfig.maxAttempts, 7);
  assert.equal(millis(queue.retryConfig.minBackoff), 250);
  assert.equal(millis(queue.retryConfig.maxBackoff), 8000);
  assert.equal(queue.retryConfig.maxDoublings, 2);
});

test('createQueue refuses a name in use and an id of the wrong shape', async () => {
  const { name } = await pushQueue();
  const parent = name.split('/queues/')[0];

  await refused(client.createQueue({ parent, queue: { name } }), 'ALREADY_EXISTS', QUEUE_EXISTS);
  const error = await refused(
    client.createQueue({ parent, queue: { name: `${parent}/queues/under_score` } }),
    'INVALID_ARGUMENT',
    queueIdRefused('under_score'),
  );
  assert.equal(error.statusDetails[0].links[0].description, 'Definition of queue ID');
});

test('getQueue returns what createQueue returned', async () => {
  const queue = await pushQueue();

  assert.deepEqual((await client.getQueue({ name: queue.name }))[0], queue);
});

test('getQueue says that a queue is missing', async () => {
  await refused(client.getQueue({ name: `${freshLocation()}/queues/none` }), 'NOT_FOUND', QUEUE_MISSING);
});

// Over REST the client itself rejects such a name.
test('getQueue refuses a name that is none, and says why to a program', async () => {
  if (!overGrpc) {
    await assert.rejects(client.getQueue({ name: 'nonsense' }), /Cannot build HTTP request/);
    return;
  }
  const error = await refused(
    client.getQueue({ name: 'nonsense' }),
    'PERMISSION_DENIED',
    'Permission denied on resource project nonsense.',
  );

  assert.equal(error.reason, 'CONSUMER_INVALID');
  assert.equal(error.domain, 'googleapis.com');
  assert.equal(error.errorInfoMetadata.consumer, 'projects/nonsense');
});

test('listQueues turns the pages by itself', async () => {
  const parent = await threeQueues();

  assert.deepEqual((await client.listQueues({ parent, pageSize: 2 }))[0].map(idOf), ['a', 'b', 'c']);
});

test('listQueues pages end with an empty one', async () => {
  const parent = await threeQueues();
  const pages = [];

  for (let next = { parent, pageSize: 2 }; next; ) {
    const [queues, following] = await client.listQueues(next, { autoPaginate: false });
    pages.push(queues.map(idOf));
    next = following;
  }

  assert.deepEqual(pages, [['a', 'b'], ['c'], []]);
});

test('listQueues filters, and refuses a filter that it does not know', async () => {
  const parent = await threeQueues();
  await client.pauseQueue({ name: `${parent}/queues/b` });

  assert.deepEqual((await client.listQueues({ parent, filter: 'state: PAUSED' }))[0].map(idOf), ['b']);
  await refused(client.listQueues({ parent, filter: 'bogus = 1' }), 'INVALID_ARGUMENT', "Field not found: 'bogus'.");
});

test('listQueuesStream emits every queue', async () => {
  const parent = await threeQueues();

  const queues = await emitted(client.listQueuesStream({ parent, pageSize: 1 }));

  assert.deepEqual(queues.map(idOf), ['a', 'b', 'c']);
});

test('listQueuesAsync iterates over every queue', async () => {
  const parent = await threeQueues();
  const ids = [];

  for await (const queue of client.listQueuesAsync({ parent, pageSize: 2 })) {
    ids.push(idOf(queue));
  }

  assert.deepEqual(ids, ['a', 'b', 'c']);
});

test('updateQueue changes only the fields of its mask', async () => {
  const queue = await pushQueue({ retryConfig: { maxAttempts: 7 } });

  const [updated] = await client.updateQueue({
    queue: {
      name: queue.name,
      rateLimits: { [version.rate]: 50, [version.concurrency]: 3 },
      retryConfig: { maxAttempts: 9 },
    },
    updateMask: { paths: [`rate_limits.${snakeCase(version.rate)}`] },
  });

  assert.equal(updated.rateLimits[version.rate], 50);
  assert.equal(updated.rateLimits[version.concurrency], 1000);
  assert.equal(updated.retryConfig.maxAttempts, 7);
});

test('updateQueue creates a queue that is missing, and refuses an unknown mask path', async () => {
  const name = `${freshLocation()}/queues/q`;

  const [created] = await client.updateQueue({ queue: { name, retryConfig: { maxAttempts: 7 } } });

  assert.equal(created.retryConfig.maxAttempts, 7);
  await refused(
    client.updateQueue({ queue: { name, retryConfig: { maxAttempts: 8 } }, updateMask: { paths: ['bogus'] } }),
    'INVALID_ARGUMENT',
    'Invalid mask: bogus',
  );
});

test('deleteQueue removes the queue and blocks its name', async () => {
  const { name } = await pushQueue();
  const parent = name.split('/queues/')[0];

  await client.deleteQueue({ name });

  await refused(client.getQueue({ name }), 'NOT_FOUND', QUEUE_MISSING);
  await refused(client.deleteQueue({ name }), 'NOT_FOUND', ENTITY_MISSING);
  await refused(client.createQueue({ parent, queue: { name } }), 'FAILED_PRECONDITION', QUEUE_NAME_TOO_RECENT);
});

test('purgeQueue deletes the tasks', async () => {
  const { name } = await pausedQueue();
  await client.createTask({ parent: name, task: someTask() });

  const [purged] = await client.purgeQueue({ name });

  assert.ok(Math.abs(millis(purged.purgeTime) - Date.now()) < 60_000);
  assert.deepEqual((await client.listTasks({ parent: name }))[0], []);
});

test('pauseQueue stops dispatch and resumeQueue starts it again', async () => {
  const { name } = await pushQueue();
  const other = await pushQueue();
  const path = freshPath();
  assert.equal((await client.pauseQueue({ name }))[0].state, 'PAUSED');

  await client.createTask({ parent: name, task: { httpRequest: { url: SINK + path } } });
  await client.createTask({ parent: other.name, task: { httpRequest: { url: `${SINK}${path}-later` } } });
  await awaitDeliveries(`${path}-later`);
  assert.deepEqual(seen(path), []);

  assert.equal((await client.resumeQueue({ name }))[0].state, 'RUNNING');
  await awaitDeliveries(path);
});

function snakeCase(name) {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
