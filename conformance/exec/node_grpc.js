// The client of Node over gRPC, with no arguments.
const {CloudTasksClient} = require('@google-cloud/tasks');

async function main() {
  const client = new CloudTasksClient();
  const location = `projects/${await client.getProjectId()}/locations/us-central1`;
  const [queue] = await client.createQueue({parent: location, queue: {name: `${location}/queues/q`}});
  await client.createTask({
    parent: queue.name,
    task: {name: `${queue.name}/tasks/a`, httpRequest: {url: 'http://localhost:1/x'}},
  });
  const [tasks] = await client.listTasks({parent: queue.name});
  console.log(tasks.map(task => task.name));
}

main();
