# [client]
require "google/cloud/tasks"

client = Google::Cloud::Tasks.cloud_tasks
# [end]
location = "projects/demo/locations/us-central1"
queue = client.create_queue(parent: location, queue: { name: "#{location}/queues/connect" })
puts client.create_task(parent: queue.name, task: { http_request: { url: "http://localhost:1/x" } }).name
