// Clients of 2021 and 2023 with `fallback: true`, which call gRPC methods over plain HTTP.

import assert from 'node:assert';
import { after, test } from 'node:test';
import { randomUUID } from 'node:crypto';

const RELEASES = { 'node-2-fallback': 'tasks-2', 'node-3-fallback': 'tasks-3' };
const { default: tasks } = await import(RELEASES[process.env.CONFORMANCE_SUITE]);
const [host, port] = process.env.CONFORMANCE_SERVER.split(':');
const auth = { getClient: async () => ({ getRequestHeaders: async () => ({ Authorization: 'Bearer none' }) }) };
const options = { fallback: true, protocol: 'http', apiEndpoint: host, port: Number(port), auth };
const http = { httpRequest: { url: 'http://localhost:1/', body: Buffer.from('hello') } };
// Release 2.6 has no HTTP tasks in v2beta2.
const PAYLOADS = { v2: http, v2beta3: http, v2beta2: { appEngineHttpRequest: { payload: Buffer.from('hello') } } };
const clients = [];

after(() => Promise.all(clients.map((client) => client.close())));

for (const version of ['v2', 'v2beta3', 'v2beta2']) {
  const client = new tasks[version].CloudTasksClient(options);
  clients.push(client);
  const parent = `projects/fallback-${randomUUID()}/locations/us-central1`;
  const name = `${parent}/queues/q`;

  test(`${version}: queues are created, listed, changed and deleted`, async () => {
    await client.createQueue({ parent, queue: { name } });
    assert.deepEqual((await client.listQueues({ parent }))[0].map((queue) => queue.name), [name]);
    const [paused] = await client.pauseQueue({ name });
    assert.equal(paused.state, 'PAUSED');
    const [queue] = await client.updateQueue({
      queue: { name, retryConfig: { maxAttempts: 7 } },
      updateMask: { paths: ['retry_config.max_attempts'] },
    });
    assert.equal(queue.retryConfig.maxAttempts, 7);
    await client.deleteQueue({ name });
  });

  test(`${version}: tasks are created, read in both views and deleted`, async () => {
    const queue = `${parent}/queues/tasks`;
    await client.createQueue({ parent, queue: { name: queue } });
    await client.pauseQueue({ name: queue });
    const task = { name: `${queue}/tasks/t`, ...PAYLOADS[version] };
    await client.createTask({ parent: queue, task });
    const [full] = await client.getTask({ name: task.name, responseView: 'FULL' });
    const { httpRequest, appEngineHttpRequest } = full;
    assert.equal(Buffer.from(httpRequest?.body ?? appEngineHttpRequest.payload).toString(), 'hello');
    await client.deleteTask({ name: task.name });
    assert.deepEqual((await client.listTasks({ parent: queue }))[0], []);
  });

  test(`${version}: errors have their code, message and details`, async () => {
    await assert.rejects(client.getTask({ name: `${name}-missing/tasks/t` }), { code: 5, message: /Requested entity was not found/ });
    const invalid = client.createQueue({ parent, queue: { name: `${parent}/queues/not_valid` } });
    await assert.rejects(invalid, (error) => error.code === 3 && /Queue ID/.test(error.message));
  });

  test(`${version}: policies are set and read`, async () => {
    const resource = `${parent}/queues/policies`;
    await client.createQueue({ parent, queue: { name: resource } });
    const policy = { bindings: [{ role: 'roles/owner', members: ['user:a@example.com'] }] };
    await client.setIamPolicy({ resource, policy });
    assert.deepEqual((await client.getIamPolicy({ resource }))[0].bindings[0].members, ['user:a@example.com']);
  });
}
