// The locations of the service. Over REST this client calls /v1/…, which is not a path of Cloud Tasks.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOCATION_ID } from '../expectations.js';
import { client, freshLocation, overGrpc, projectOf, refused } from './api.js';

test('getLocation answers for any id', async () => {
  const name = freshLocation();
  if (!overGrpc) {
    await refused(client.getLocation({ name }), 'NOT_FOUND');
    return;
  }

  const [location] = await client.getLocation({ name });

  assert.equal(location.name, name);
  assert.equal(location.locationId, LOCATION_ID);
});

test('listLocationsAsync knows the regions of the service', async () => {
  const name = `projects/${projectOf(freshLocation())}`;
  if (!overGrpc) {
    await refused(client.listLocationsAsync({ name })[Symbol.asyncIterator]().next(), 'NOT_FOUND');
    return;
  }
  const ids = [];

  for await (const location of client.listLocationsAsync({ name, pageSize: 10 })) {
    ids.push(location.locationId);
  }

  assert.ok(ids.includes(LOCATION_ID) && ids.includes('europe-west1'), ids.join());
  assert.equal(new Set(ids).size, ids.length);
});
