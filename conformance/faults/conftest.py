"""The fixtures of the pytest example of docs/faults.md: a client, a queue, and an application that counts orders."""

import http.server
import os
import threading

import grpc
import pytest
from google.cloud import tasks_v2
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

LOCATION = "projects/demo/locations/us-central1"


class Orders:
    """The application, which remembers tasks that it has done, or does not."""

    def __init__(self):
        self.lock = threading.Lock()
        self.done = []

    def handle(self, task_name):
        with self.lock:
            if task_name not in self.done or os.environ["IS_IDEMPOTENT"] == "false":
                self.done.append(task_name)

    def count(self):
        with self.lock:
            return len(self.done)


@pytest.fixture
def orders():
    return Orders()


@pytest.fixture
def client():
    channel = grpc.insecure_channel(os.environ["CONFORMANCE_SERVER"])
    yield tasks_v2.CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))
    channel.close()


@pytest.fixture
def queue(client, request):
    created = client.create_queue(parent=LOCATION, queue={"name": f"{LOCATION}/queues/{os.environ['QUEUE']}"})
    return created.name


@pytest.fixture
def task(orders):
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            orders.handle(self.headers["X-CloudTasks-TaskName"])
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    app = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=app.serve_forever, daemon=True).start()
    yield {"http_request": {"url": f"http://127.0.0.1:{app.server_port}/orders"}}
    app.shutdown()
