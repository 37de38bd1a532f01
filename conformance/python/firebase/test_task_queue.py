"""The Firebase Admin SDK with CLOUD_TASKS_EMULATOR_HOST set to the server.

The server was started with the sink as its functions emulator.
"""

import base64
import datetime
import json
import time
import uuid

import firebase_admin
import pytest
import requests
from firebase_admin import exceptions, functions

from expectations import LOCATION_ID, QUEUE_MISSING, TASK_EXISTS, assert_http_headers


def time_of(text):
    """A time as the service writes it."""
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


@pytest.fixture
def call(address):
    """Calls the server's REST API, for methods that the SDK does not have."""

    def call(method, path, body=None):
        return requests.request(method, f"http://{address}/v2/{path}", json=body, timeout=10)

    return call


@pytest.fixture
def app(address, project, monkeypatch):
    """An app of this test's project."""
    monkeypatch.setenv("CLOUD_TASKS_EMULATOR_HOST", address)
    app = firebase_admin.initialize_app(options={"projectId": project}, name=project)
    yield app
    firebase_admin.delete_app(app)


@pytest.fixture
def queue_id():
    """The id of a queue, which is also the id of its function."""
    return f"fn-{uuid.uuid4()}"


@pytest.fixture
def create(call):
    """Creates a queue, as the deployment of a function does."""

    def create(location, queue_id):
        name = f"{location}/queues/{queue_id}"
        made = call("POST", f"{location}/queues", {"name": name, "retryConfig": {"maxBackoff": "1s"}})
        assert made.status_code == 200
        return name

    return create


@pytest.fixture
def queue_name(create, location, queue_id):
    """The name of a fresh queue."""
    return create(location, queue_id)


@pytest.fixture
def paused(call, queue_name):
    """The name of a fresh queue that keeps its tasks."""
    call("POST", f"{queue_name}:pause", {})
    return queue_name


@pytest.fixture
def function_path(project, queue_id):
    """The path of the sink that receives the tasks of the queue."""
    return f"/{project}/{LOCATION_ID}/{queue_id}"


@pytest.fixture
def queue(app, queue_id):
    """The task queue of the SDK."""
    return functions.task_queue(queue_id, app=app)


def test_enqueue_delivers_to_the_function_of_the_queue(queue, queue_name, queue_id, sink, function_path):
    task_id = queue.enqueue({"data": {"width": 100}})

    delivery = sink.await_delivery(function_path)
    assert (delivery.method, json.loads(delivery.body)) == ("POST", {"data": {"width": 100}})
    assert_http_headers(delivery.headers, queue_id, task_id, retries=0, answered=0)
    assert delivery.headers["content-type"] == "application/json"
    assert len(sink.deliveries(function_path)) == 1


def test_enqueue_finds_a_function_of_another_location(app, create, project, queue_id, sink):
    create(f"projects/{project}/locations/europe-west1", queue_id)

    functions.task_queue(f"locations/europe-west1/functions/{queue_id}", app=app).enqueue({})

    sink.await_delivery(f"/{project}/europe-west1/{queue_id}")


def test_enqueue_finds_a_function_by_its_full_name_in_the_project_of_that_name(app, create, queue_id, sink):
    project = f"other-{uuid.uuid4()}"
    create(f"projects/{project}/locations/europe-west1", queue_id)

    functions.task_queue(f"projects/{project}/locations/europe-west1/functions/{queue_id}", app=app).enqueue({})

    sink.await_delivery(f"/{project}/europe-west1/{queue_id}")


def test_enqueue_finds_a_function_of_an_extension(app, create, location, project, queue_id, sink):
    create(location, f"ext-mine-{queue_id}")

    functions.task_queue(queue_id, "mine", app).enqueue({})

    sink.await_delivery(f"/{project}/{LOCATION_ID}/ext-mine-{queue_id}")


def test_enqueue_sends_a_token_of_the_account_that_the_sdk_names(queue, queue_name, sink, function_path):
    queue.enqueue({})

    scheme, token = sink.await_delivery(function_path).headers["authorization"].split(" ")
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert scheme == "Bearer"
    assert claims["email"] == "emulated-service-acct@email.com"
    assert claims["aud"] == f"{sink.url}{function_path}"


def test_enqueue_is_retried_when_the_function_fails(queue, queue_name, queue_id, sink, function_path):
    sink.answer(function_path, 500)

    task_id = queue.enqueue({})

    second = sink.await_deliveries(function_path, 2)[1]
    assert_http_headers(second.headers, queue_id, task_id, retries=1, answered=0)


def test_enqueue_takes_an_id_headers_a_deadline_and_a_time(call, queue, paused):
    due = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)

    task_id = queue.enqueue(
        {},
        functions.TaskOptions(
            task_id="one", headers={"X-Custom": "kept"}, dispatch_deadline_seconds=60, schedule_time=due
        ),
    )

    task = call("GET", f"{paused}/tasks/one").json()
    assert task_id == "one"
    assert task["httpRequest"]["headers"]["X-Custom"] == "kept"
    assert task["dispatchDeadline"] == "60s"
    assert time_of(task["scheduleTime"]) == due


def test_enqueue_waits_as_long_as_it_is_told_to(call, queue, paused):
    task_id = queue.enqueue({}, functions.TaskOptions(schedule_delay_seconds=600))

    due = time_of(call("GET", f"{paused}/tasks/{task_id}").json()["scheduleTime"])
    assert due.timestamp() == pytest.approx(time.time() + 600, abs=60)


def test_enqueue_delivers_to_a_uri_of_its_own(queue, queue_name, sink, path):
    queue.enqueue({}, functions.TaskOptions(uri=f"{sink.url}{path}"))

    sink.await_delivery(path)


def test_enqueue_refuses_an_id_that_is_in_use(queue, paused):
    queue.enqueue({}, functions.TaskOptions(task_id="once"))

    with pytest.raises(exceptions.AlreadyExistsError, match=TASK_EXISTS):
        queue.enqueue({}, functions.TaskOptions(task_id="once"))


def test_enqueue_says_that_the_queue_is_missing(queue):
    with pytest.raises(exceptions.NotFoundError, match=QUEUE_MISSING):
        queue.enqueue({})


def test_delete_removes_a_task(call, queue, paused):
    task_id = queue.enqueue({})

    assert queue.delete(task_id) is None

    assert call("GET", f"{paused}/tasks/{task_id}").status_code == 404
    with pytest.raises(exceptions.NotFoundError):
        queue.delete(task_id)
