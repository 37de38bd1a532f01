// [client]
import { initializeApp } from "firebase-admin/app";
import { getFunctions } from "firebase-admin/functions";

initializeApp();
const queue = getFunctions().taskQueue("resize");
// [end]
await queue.enqueue({ width: 100 });
const response = await fetch(`http://${process.env.CLOUD_TASKS_EMULATOR_HOST}/emulator/v1/tasks`);
console.log((await response.json()).tasks[0].task.name);
