// [client]
import { CloudTasksClient } from "@google-cloud/tasks";

const client = new CloudTasksClient();
// [end]
const location = "projects/demo/locations/us-central1";
const [queue] = await client.createQueue({ parent: location, queue: { name: `${location}/queues/connect` } });
const [task] = await client.createTask({ parent: queue.name, task: { httpRequest: { url: "http://localhost:1/x" } } });
console.log(task.name);
await client.close();
