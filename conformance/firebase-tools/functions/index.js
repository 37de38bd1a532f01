// Task queue functions, and a function that enqueues tasks for them. What they receive goes to the sink.
const { initializeApp } = require('firebase-admin/app');
const { getFunctions } = require('firebase-admin/functions');
const { onRequest } = require('firebase-functions/v2/https');
const { onTaskDispatched } = require('firebase-functions/v2/tasks');

initializeApp();

/** Sends what a function received to the sink, which responds with 200 or what the test has told it. */
async function report(request) {
  const { id, queueName, retryCount, data } = request;
  const response = await fetch(`http://127.0.0.1:${process.env.CONFORMANCE_SINK_PORT}/${data.run}`, {
    method: 'POST',
    body: JSON.stringify({ id, queueName, retryCount, data }),
  });
  if (!response.ok) {
    throw new Error(`the sink responded with ${response.status}`);
  }
}

exports.resize = onTaskDispatched(
  {
    retryConfig: { maxAttempts: 5, minBackoffSeconds: 1, maxBackoffSeconds: 60, maxDoublings: 4, maxRetrySeconds: 600 },
    rateLimits: { maxConcurrentDispatches: 6, maxDispatchesPerSecond: 50 },
  },
  report,
);

exports.plain = onTaskDispatched(report);

exports.translate = onTaskDispatched({ region: 'europe-west1' }, report);

/** Enqueues a task from inside a function: the body has the function's name, the data and the options. */
exports.enqueue = onRequest(async (request, response) => {
  const { name, data, options } = request.body;
  await getFunctions().taskQueue(name).enqueue(data, options);
  response.json({ host: process.env.CLOUD_TASKS_EMULATOR_HOST });
});
