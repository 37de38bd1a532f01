// A test run of Node.
const {test} = require('node:test');
const {CloudTasksClient} = require('@google-cloud/tasks');

test('task is created', async () => {
  const client = new CloudTasksClient();
  const location = `projects/${await client.getProjectId()}/locations/us-central1`;
  const [queue] = await client.createQueue({parent: location, queue: {name: `${location}/queues/q`}});
  const [task] = await client.createTask({
    parent: queue.name,
    task: {name: `${queue.name}/tasks/a`, httpRequest: {url: 'http://localhost:1/x'}},
  });
  console.log(task.name);
  await client.close();
});
