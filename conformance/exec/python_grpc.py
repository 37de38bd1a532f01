"""The client of Python over gRPC, with no arguments."""
import os

from google.cloud import tasks_v2

client = tasks_v2.CloudTasksClient()
location = f"projects/{os.environ['GOOGLE_CLOUD_PROJECT']}/locations/us-central1"
queue = client.create_queue(parent=location, queue={"name": f"{location}/queues/q"}).name
client.create_task(parent=queue, task={
    "name": f"{queue}/tasks/a", "http_request": {"url": "http://localhost:1/x"}})
print([task.name for task in client.list_tasks(parent=queue)])
