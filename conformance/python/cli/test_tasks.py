"""Tasks and their delivery with the command line tools."""

import base64
import datetime

import pytest

from expectations import assert_app_engine_headers

PAYLOAD = base64.b64encode(b"hello").decode()

# The optional general properties that both releases list, without those that change the format of the response.
GENERAL = [
    *("-p", "$-xgafv=2"),
    *("-p", "access-token=any"),
    *("-p", "key=any"),
    *("-p", "oauth-token=any"),
    *("-p", "pretty-print=true"),
    *("-p", "quota-user=somebody"),
    *("-p", "upload-type=media"),
    *("-p", "upload-protocol=raw"),
]


def in_an_hour():
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def future_task(cli, queue, path):
    """An App Engine task that is due in an hour."""
    return cli.projects(
        *("locations-queues-tasks-create", queue, "-r", ".task", f"schedule-time={in_an_hour()}"),
        *("-r", "app-engine-http-request", f"relative-url={path}", f"payload={PAYLOAD}", "http-method=POST"),
    )["name"]


def test_tasks_create_makes_a_task_that_is_delivered(cli, queue, path, sink):
    created = cli.projects(
        *("locations-queues-tasks-create", queue, "-r", ".task", f"name={queue}/tasks/t"),
        *("-r", "app-engine-http-request", f"relative-url={path}", f"payload={PAYLOAD}", "headers=X-Mine=yes"),
        *("-r", ".", "response-view=FULL"),
    )

    assert created["name"] == f"{queue}/tasks/t"
    assert created["view"] == "FULL"
    delivery = sink.await_delivery(path)
    assert_app_engine_headers(delivery.headers, "push", "t", retries=0, answered=0)
    assert (delivery.body, delivery.headers["x-mine"]) == (b"hello", "yes")


def test_tasks_create_makes_a_pull_task(cli, pull_queue):
    created = cli.projects(
        "locations-queues-tasks-create", pull_queue, "-r", ".task.pull-message", "tag=red", f"payload={PAYLOAD}"
    )

    assert created["pullMessage"] == {"tag": "red"}


def test_tasks_create_makes_an_http_task(newest, pull_queue, location, sink, path):
    queue = newest.projects("locations-queues-create", location, "-r", ".", f"name={location}/queues/http")["name"]

    newest.projects(
        *("locations-queues-tasks-create", queue, "-r", ".task.http-request", f"url={sink.url}{path}"),
        *("-r", f"body={PAYLOAD}", "http-method=PUT"),
    )

    delivery = sink.await_delivery(path)
    assert (delivery.method, delivery.body) == ("PUT", b"hello")


def test_tasks_get_shows_the_payload_only_in_the_full_view(cli, future_task):
    basic = cli.projects("locations-queues-tasks-get", future_task)
    full = cli.projects("locations-queues-tasks-get", future_task, "-p", "response-view=FULL")

    assert "payload" not in basic["appEngineHttpRequest"]
    assert base64.b64decode(full["appEngineHttpRequest"]["payload"]) == b"hello"


def test_tasks_list_pages(cli, pull_queue):
    for tag in ("red", "blue"):
        cli.projects("locations-queues-tasks-create", pull_queue, "-r", ".task.pull-message", f"tag={tag}")

    first = cli.projects("locations-queues-tasks-list", pull_queue, "-p", "page-size=1")
    rest = cli.projects("locations-queues-tasks-list", pull_queue, "-p", f"page-token={first['nextPageToken']}")

    assert {task["pullMessage"]["tag"] for task in first["tasks"] + rest["tasks"]} == {"red", "blue"}


def test_tasks_delete_removes_the_task(cli, queue, future_task):
    assert cli.projects("locations-queues-tasks-delete", future_task) == {}

    assert not cli.projects("locations-queues-tasks-list", queue).get("tasks")


def test_tasks_run_dispatches_a_task_of_the_future(cli, future_task, path, sink):
    ran = cli.projects("locations-queues-tasks-run", future_task, "-r", ".", "response-view=BASIC", *GENERAL)

    assert ran["name"] == future_task
    assert ran["status"]["attemptDispatchCount"] == 1
    assert "payload" not in ran["appEngineHttpRequest"]
    assert sink.await_delivery(path).body == b"hello"


def test_tasks_run_answers_with_the_fields_that_are_asked_for(cli, future_task):
    ran = cli.projects("locations-queues-tasks-run", future_task, "-r", ".", "-p", "fields=status/attemptDispatchCount")

    assert ran == {"status": {"attemptDispatchCount": 1}}


def test_tasks_run_of_a_pull_task_is_refused(cli, pull_queue):
    name = cli.projects("locations-queues-tasks-create", pull_queue, "-r", ".task.pull-message", "tag=red")["name"]

    assert cli.refusal("locations-queues-tasks-run", name, "-r", ".")["status"] == "FAILED_PRECONDITION"


def test_tasks_buffer_makes_a_task_of_its_body(newest, location, rest, sink, path):
    host, port = "127.0.0.1", str(sink.port)
    override = {"scheme": "HTTP", "host": host, "port": port, "pathOverride": {"path": path}}
    queue = f"{location}/queues/buffered"
    rest("POST", f"{location}/queues", {"name": queue, "httpTarget": {"uriOverride": override}})

    answered = newest.projects("locations-queues-tasks-buffer", queue, "t", "-r", ".body", f"data={PAYLOAD}")

    assert answered["task"]["name"] == f"{queue}/tasks/t"
    assert sink.await_delivery(path).headers["x-cloudtasks-taskname"] == "t"
