// Customer-managed keys of a location.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOCATION_ID } from '../expectations.js';
import { client, freshLocation, projectOf, refused } from './api.js';

test('getCmekConfig of a location without a key has none', async () => {
  const project = projectOf(freshLocation());
  const name = client.cmekConfigPath(project, LOCATION_ID);

  const [config] = await client.getCmekConfig({ name });

  assert.equal(config.name, name);
  assert.equal(config.kmsKey, '');
  assert.equal(client.matchProjectFromCmekConfigName(name), project);
  assert.equal(client.matchLocationFromCmekConfigName(name), LOCATION_ID);
});

test('updateCmekConfig sets the key, and refuses what is none', async () => {
  const location = freshLocation();
  const name = `${location}/cmekConfig`;
  const kmsKey = `${location}/keyRings/r/cryptoKeys/k`;

  const [updated] = await client.updateCmekConfig({ cmekConfig: { name, kmsKey } });

  assert.equal(updated.kmsKey, kmsKey);
  assert.deepEqual((await client.getCmekConfig({ name }))[0], updated);
  await refused(
    client.updateCmekConfig({ cmekConfig: { name, kmsKey: 'junk' }, updateMask: { paths: ['kms_key'] } }),
    'INVALID_ARGUMENT',
    'Resource name [junk] does not match any known resource name pattern.',
  );
});
