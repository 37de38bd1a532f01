// Differences in names between the versions.

const NEWER = {
  rate: 'maxDispatchesPerSecond',
  concurrency: 'maxConcurrentDispatches',
  appEngineTask: (path, body) => ({ appEngineHttpRequest: { relativeUri: path, body: Buffer.from(body) } }),
  dispatches: (task) => task.dispatchCount,
  lastAttempt: (task) => task.lastAttempt,
};

export const VERSIONS = {
  v2: { ...NEWER, files: [] },
  v2beta3: { ...NEWER, files: ['batches', 'cmek'] },
  v2beta2: {
    rate: 'maxTasksDispatchedPerSecond',
    concurrency: 'maxConcurrentTasks',
    appEngineTask: (path, body) => ({ appEngineHttpRequest: { relativeUrl: path, payload: Buffer.from(body) } }),
    dispatches: (task) => task.status.attemptDispatchCount,
    lastAttempt: (task) => task.status.lastAttemptStatus,
    files: ['leases', 'queue_yaml'],
  },
};
