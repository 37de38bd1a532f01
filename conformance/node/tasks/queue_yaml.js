// UploadQueueYaml, which the client does not have over REST.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { client, freshLocation, idOf, overGrpc, projectOf, refused } from './api.js';

const QUEUE_YAML = 'queue:\n- name: nightly\n  rate: 30/m\n- name: hauling\n  mode: pull\n';

if (overGrpc) {
  test('uploadQueueYaml creates its queues', async () => {
    const parent = freshLocation();
    const appId = projectOf(parent);

    await client.uploadQueueYaml({ appId, httpBody: { data: Buffer.from(QUEUE_YAML) } });

    const [queues] = await client.listQueues({ parent });
    assert.deepEqual(queues.map(idOf).filter((id) => id !== 'default'), ['hauling', 'nightly']);
    assert.equal(queues.find((queue) => idOf(queue) === 'nightly').rateLimits.maxTasksDispatchedPerSecond, 0.5);
    await refused(client.uploadQueueYaml({ appId, httpBody: { data: Buffer.from('queue: [') } }), 'INVALID_ARGUMENT');
  });
}
