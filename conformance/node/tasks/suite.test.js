// Every test of one version over one transport, in one process.

import { after, before } from 'node:test';
import * as sink from '../sink.js';
import { client, version } from './api.js';

const COMMON = ['queues', 'tasks', 'delivery', 'iam', 'locations', 'client_class'];

before(sink.open);
after(async () => {
  sink.close();
  await client.close();
});

for (const file of [...COMMON, ...version.files]) {
  await import(`./${file}.js`);
}
