// A web server on loopback that receives push tasks. It stores every request by path and responds with 200, or with the
// statuses that a test has set for the path.

import { createServer } from 'node:http';
import process from 'node:process';
import { eventually } from './polling.js';

const deliveries = new Map();
const answers = new Map();

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  const path = request.url.split('?')[0];
  const { method, url, headers } = request;
  at(deliveries, path).push({ method, url, headers, body: Buffer.concat(chunks).toString() });
  response.writeHead(at(answers, path).shift() ?? 200, { 'Content-Length': 0 }).end();
});

function at(lists, path) {
  if (!lists.has(path)) {
    lists.set(path, []);
  }
  return lists.get(path);
}

/** The port of the sink, which the server under test uses as App Engine. */
export const SINK = `http://127.0.0.1:${process.env.CONFORMANCE_SINK_PORT}`;

/** Starts it. */
export async function open() {
  await new Promise((resolve) => server.listen(Number(process.env.CONFORMANCE_SINK_PORT), '127.0.0.1', resolve));
}

/** Stops it. */
export function close() {
  server.close();
  server.closeAllConnections();
}

/** Sets the statuses of the next responses for a path. After the last one the sink responds with 200 again. */
export function answer(path, ...statuses) {
  at(answers, path).push(...statuses);
}

/** All requests received at a path so far, in order. */
export function seen(path) {
  return at(deliveries, path);
}

/** Waits until `count` requests have arrived at a path, and returns them. */
export function awaitDeliveries(path, count = 1) {
  return eventually(() => seen(path), {
    until: (list) => list.length >= count,
    what: `${count} deliveries to ${path}`,
  });
}
