# [client]
from googleapiclient.discovery import build

service = build("cloudtasks", "v2")
# [end]
queues = service.projects().locations().queues()
location = "projects/demo/locations/us-central1"
queue = queues.create(parent=location, body={"name": f"{location}/queues/connect"}).execute()["name"]
print(queues.tasks().create(parent=queue, body={"task": {"httpRequest": {"url": "http://localhost:1/x"}}}).execute()["name"])
