// Methods of the client's class that send no request.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOCATION_ID } from '../expectations.js';
import { client, connect, freshLocation, pausedQueue, projectOf, someTask } from './api.js';

test('names that the client builds are those that the server knows, and are taken apart again', async () => {
  const { name } = await pausedQueue();
  const project = projectOf(name);
  const queue = client.queuePath(project, LOCATION_ID, 'push');
  const task = client.taskPath(project, LOCATION_ID, 'push', 't');

  await client.createTask({ parent: queue, task: someTask({ name: task }) });

  assert.equal(queue, name);
  assert.equal((await client.getTask({ name: task }))[0].name, task);
  assert.equal(client.locationPath(project, LOCATION_ID), name.split('/queues/')[0]);
  assert.equal(client.projectPath(project), `projects/${project}`);
  assert.equal(client.matchProjectFromProjectName(client.projectPath(project)), project);
  assert.equal(client.matchProjectFromLocationName(client.locationPath(project, LOCATION_ID)), project);
  assert.equal(client.matchLocationFromLocationName(client.locationPath(project, LOCATION_ID)), LOCATION_ID);
  assert.equal(client.matchProjectFromQueueName(queue), project);
  assert.equal(client.matchLocationFromQueueName(queue), LOCATION_ID);
  assert.equal(client.matchQueueFromQueueName(queue), 'push');
  assert.equal(client.matchProjectFromTaskName(task), project);
  assert.equal(client.matchLocationFromTaskName(task), LOCATION_ID);
  assert.equal(client.matchQueueFromTaskName(task), 'push');
  assert.equal(client.matchTaskFromTaskName(task), 't');
});

test('initialize and close begin and end a client', async () => {
  const another = connect();
  await another.initialize();
  assert.deepEqual((await another.listQueues({ parent: freshLocation() }))[0], []);

  await another.close();

  await assert.rejects(another.listQueues({ parent: freshLocation() }), /closed/);
});

test('getProjectId asks the credentials', async () => {
  assert.equal(await client.getProjectId(), 'the-credentials-own');
});
