// A web server on loopback that plays the targets of push tasks. It remembers every request, by path, and answers 200, or
// what a test has ordered for the path.

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

/** Where it listens: the port that the server under test was told to use. */
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

/** Orders the statuses of the next answers for a path. After the last one it is 200 again. */
export function answer(path, ...statuses) {
  at(answers, path).push(...statuses);
}

/** Everything that has arrived at a path so far, in order. */
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
