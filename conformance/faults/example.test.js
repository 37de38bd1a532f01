// The surroundings of the Node example of docs/faults.md: a client, a queue, and an application that counts orders.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import process from 'node:process';
import { after, afterEach, test } from 'node:test';
import { CloudTasksClient } from '@google-cloud/tasks';
import { grpc } from 'google-gax';

// The application, which remembers tasks that it has done, or does not.
const done = new Set();
let handled = 0;
const app = createServer((request, response) => {
  const name = request.headers['x-cloudtasks-taskname'];
  if (!done.has(name) || process.env.IS_IDEMPOTENT === 'false') handled += 1;
  done.add(name);
  response.writeHead(204).end();
});
await new Promise((resolve) => app.listen(0, '127.0.0.1', resolve));
const orders = { count: async () => handled };

const [host, port] = process.env.CONFORMANCE_SERVER.split(':');
const client = new CloudTasksClient({ apiEndpoint: host, port: Number(port), projectId: 'demo', sslCreds: grpc.credentials.createInsecure() });
const parent = 'projects/demo/locations/us-central1';
const [{ name: queue }] = await client.createQueue({ parent, queue: { name: `${parent}/queues/${process.env.QUEUE}` } });
const task = { httpRequest: { url: `http://127.0.0.1:${app.address().port}/orders` } };

after(async () => {
  app.close();
  await client.close();
});

EXAMPLE
