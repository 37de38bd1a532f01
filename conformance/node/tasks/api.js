// The client under test, of the version and the transport that CONFORMANCE_SUITE names: node-VERSION-TRANSPORT.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import * as tasks from '@google-cloud/tasks';
import { GoogleAuth, PassThroughClient } from 'google-auth-library';
import gax from 'google-gax';
import { LOCATION_ID } from '../expectations.js';
import { VERSIONS } from './versions.js';

const [, id, transport] = process.env.CONFORMANCE_SUITE.split('-');
const [host, port] = process.env.CONFORMANCE_SERVER.split(':');

/** The names and structures in which the versions differ. */
export const version = VERSIONS[id];

export const overGrpc = transport === 'grpc';

/** Fixed credentials; by default the client looks for a metadata server. */
const auth = new GoogleAuth({ authClient: new PassThroughClient(), projectId: 'the-credentials-own' });

/** Returns a new client, created as in an application. */
export function connect() {
  return new tasks[id].CloudTasksClient({
    apiEndpoint: host,
    port: Number(port),
    auth,
    ...(overGrpc ? { sslCreds: gax.grpc.credentials.createInsecure() } : { fallback: 'rest', protocol: 'http' }),
  });
}

export const client = connect();

/** The name of a location in a project that no other test uses. */
export function freshLocation() {
  return `projects/conformance-${randomUUID().slice(0, 13)}/locations/${LOCATION_ID}`;
}

/** The id of a project in the name of something in it. */
export function projectOf(name) {
  return name.split('/')[1];
}

/** A path of the sink that no other test uses. */
export function freshPath() {
  return `/${randomUUID()}`;
}

/** Everything that a stream emits. The client's streams start when a listener is added, not on iteration. */
export function emitted(stream) {
  return new Promise((resolve, reject) => {
    const items = [];
    stream.on('data', (item) => items.push(item)).on('end', () => resolve(items)).on('error', reject);
  });
}

/** The last segment of a name. */
export function idOf({ name }) {
  return name.slice(name.lastIndexOf('/') + 1);
}

/** A fresh queue for push tasks that retries quickly, in a project of its own. */
export async function pushQueue(fields = {}) {
  const parent = freshLocation();
  const retryConfig = { minBackoff: { nanos: 100_000_000 }, maxBackoff: { seconds: 1 } };
  const [queue] = await client.createQueue({ parent, queue: { name: `${parent}/queues/push`, retryConfig, ...fields } });
  return queue;
}

/** A fresh queue that keeps its tasks. */
export async function pausedQueue() {
  const [queue] = await client.pauseQueue({ name: (await pushQueue()).name });
  return queue;
}

/** A task that is not delivered while its queue is paused. */
export function someTask(fields = {}) {
  return { httpRequest: { url: 'http://127.0.0.1:1/', body: Buffer.from('work') }, ...fields };
}

/** Expects a call to fail with this code of google.rpc.Code and, if given, exactly this message; returns the error. */
export async function refused(call, code, text) {
  let error;
  try {
    await call;
  } catch (e) {
    error = e;
  }
  assert.ok(error, 'the call was not refused');
  // Over gRPC the client puts the number and name of the code before the message, and also stores the message separately.
  const said = typeof error.details === 'string' ? error.details : error.message;
  assert.deepEqual({ code: error.code, text: said }, { code: gax.Status[code], text: text ?? said });
  return error;
}

/** Milliseconds of a google.protobuf.Duration or Timestamp. */
export function millis({ seconds, nanos }) {
  return Number(seconds) * 1000 + nanos / 1_000_000;
}

/** A google.protobuf.Timestamp the given number of milliseconds from now. */
export function fromNow(ms) {
  const then = Date.now() + ms;
  return { seconds: Math.floor(then / 1000), nanos: (then % 1000) * 1_000_000 };
}
