# [client]
from google.cloud import tasks_v2

client = tasks_v2.CloudTasksClient()
# [end]
location = "projects/demo/locations/us-central1"
queue = client.create_queue(parent=location, queue={"name": f"{location}/queues/connect"}).name
task = client.create_task(parent=queue, task={"http_request": {"url": "http://localhost:1/x"}})
print(client.get_task(name=task.name).name)
