// Expectations for all protocols: messages of the service.

export const QUEUE_MISSING =
  'Queue does not exist. If you just created the queue, wait at least a minute for the queue to initialize.';
export const QUEUE_EXISTS = 'Queue already exists';
export const QUEUE_NAME_TOO_RECENT = 'The queue cannot be created because a queue with this name existed too recently.';
export const ENTITY_MISSING = 'Requested entity was not found.';
export const TASK_EXISTS = 'Requested entity already exists';
export const TASK_GONE =
  'The task no longer exists, though a task with this name existed recently. ' +
  'The task either successfully completed or was deleted.';
export const TASK_NAME_TOO_RECENT =
  'The task cannot be created because a task with this name existed too recently. ' +
  'For more information about task de-duplication see https://cloud.google.com/tasks/docs/reference/rest/' +
  'v2/projects.locations.queues.tasks/create#body.request_body.FIELDS.task.';
export const PAYLOAD_MISSING = 'Task.payload_type is not set.';
export const POLICY_CHANGED =
  'There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff.';
export const UNREGISTERED_CALLER =
  "Method doesn't allow unregistered callers (callers without established identity). " +
  'Please use API Key or other form of API consumer identity to call this API.';

export function queueIdRefused(id) {
  return (
    `Queue ID "${id}" can contain only letters ([A-Za-z]), numbers ([0-9]), or hyphens (-). ` +
    'Queue ID must be between 1 and 100 characters.'
  );
}

export const LOCATION_ID = 'us-central1';
