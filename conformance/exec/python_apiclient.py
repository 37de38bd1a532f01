"""google-api-python-client, with the discovery document that it contains."""
import os

from googleapiclient.discovery import build

queues = build("cloudtasks", "v2").projects().locations().queues()
location = f"projects/{os.environ['GOOGLE_CLOUD_PROJECT']}/locations/us-central1"
queue = queues.create(parent=location, body={"name": f"{location}/queues/q"}).execute()["name"]
queues.tasks().create(parent=queue, body={"task": {
    "name": f"{queue}/tasks/a",
    "httpRequest": {"url": "http://localhost:1/x"}}}).execute()
print([task["name"] for task in queues.tasks().list(parent=queue).execute()["tasks"]])
