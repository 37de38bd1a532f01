"""A test run of Python."""
import os

from google.cloud import tasks_v2


def test_task_is_created():
    client = tasks_v2.CloudTasksClient()
    location = f"projects/{os.environ['GOOGLE_CLOUD_PROJECT']}/locations/us-central1"
    queue = client.create_queue(parent=location, queue={"name": f"{location}/queues/q"}).name
    client.create_task(parent=queue, task={"name": f"{queue}/tasks/a", "http_request": {"url": "http://localhost:1/x"}})
    (task,) = client.list_tasks(parent=queue)
    print(task.name)
