// Access policies of queues.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { POLICY_CHANGED, QUEUE_MISSING } from '../expectations.js';
import { client, freshLocation, pushQueue, refused } from './api.js';

const BINDING = { role: 'roles/cloudtasks.enqueuer', members: ['user:a@example.com', 'user:b@example.com'] };

test('getIamPolicy of a fresh queue is empty', async () => {
  const { name: resource } = await pushQueue();

  const [policy] = await client.getIamPolicy({ resource });

  assert.deepEqual(policy.bindings, []);
  assert.deepEqual([...policy.etag], [0x00, 0x20, 0x01]);
  await refused(client.getIamPolicy({ resource: `${freshLocation()}/queues/none` }), 'NOT_FOUND', QUEUE_MISSING);
});

test('setIamPolicy replaces the policy and guards it with its etag', async () => {
  const { name: resource } = await pushQueue();

  const [first] = await client.setIamPolicy({ resource, policy: { bindings: [BINDING] } });
  const [second] = await client.setIamPolicy({ resource, policy: { etag: first.etag } });

  assert.equal(first.version, 1);
  assert.deepEqual(first.bindings.map(({ role, members }) => ({ role, members })), [BINDING]);
  assert.deepEqual((await client.getIamPolicy({ resource }))[0], second);
  const error = await refused(client.setIamPolicy({ resource, policy: { etag: first.etag } }), 'ABORTED');
  assert.ok(error.message.includes(POLICY_CHANGED));
});

test('testIamPermissions grants what exists', async () => {
  const { name: resource } = await pushQueue();
  const permissions = ['cloudtasks.tasks.create', 'cloudtasks.queues.get'];

  const [answer] = await client.testIamPermissions({ resource, permissions });

  assert.deepEqual(answer.permissions, [...permissions].sort());
  await refused(
    client.testIamPermissions({ resource, permissions: ['storage.objects.get'] }),
    'INVALID_ARGUMENT',
    'Permission storage.objects.get is not valid for this resource.',
  );
});
