"""App Engine tasks that are delivered over HTTP to `--app-engine-url`, with the headers of the service."""

import time

import pytest
from google.api_core import exceptions

from expectations import APP_ENGINE_USER_AGENT, ENTITY_MISSING, TASK_GONE, assert_app_engine_headers
from messages import duration, last_segment, micros, refused, text_of, timestamp
from polling import eventually
from sink import Answer

HOUR = 3_600_000_000


def now():
    return time.time_ns() // 1000


def gone(api, name):
    """Waits until a task does not exist any more."""

    def ask():
        try:
            return api.get_task(name=name)
        except exceptions.NotFound as error:
            assert text_of(error) == TASK_GONE
            return None

    eventually(ask, until=lambda task: task is None, what=f"the end of {name}")


@pytest.fixture
def push(api, app_engine_queue):
    """Creates an App Engine task on the queue that retries quickly."""

    def push(path, schedule_time=None, **fields):
        task = {"app_engine_http_request": {"relative_url": path, **fields}}
        if schedule_time is not None:
            task["schedule_time"] = schedule_time
        return api.create_task(parent=app_engine_queue, task=task)

    return push


def test_a_task_is_delivered_once_and_then_gone(api, project, push, sink, path):
    task = push(f"{path}?q=1", payload=b"work", headers={"X-Custom": "kept"})

    delivery = sink.await_delivery(path)
    gone(api, task.name)

    assert (delivery.method, delivery.path, delivery.body) == ("POST", f"{path}?q=1", b"work")
    assert_app_engine_headers(delivery.headers, "push", last_segment(task.name), retries=0, answered=0)
    assert delivery.headers["user-agent"] == APP_ENGINE_USER_AGENT
    assert delivery.headers["content-type"] == "application/octet-stream"
    assert delivery.headers["content-length"] == "4"
    assert delivery.headers["x-custom"] == "kept"
    assert delivery.headers["host"] == f"127.0.0.1:{sink.port}"
    assert delivery.headers["x-appengine-default-version-hostname"] == f"{project}.appspot.com"
    assert len(sink.deliveries(path)) == 1


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_a_task_is_delivered_with_its_method(push, sink, path, method):
    push(path, http_method=method)

    assert sink.await_delivery(path).method == method


def test_a_service_with_an_address_of_its_own_gets_its_tasks_there(push, sink, path):
    push(path, app_engine_routing={"service": "worker"})

    assert sink.await_delivery(path).headers["host"] == f"localhost:{sink.port}"


def test_a_failed_attempt_is_retried(api, push, sink, path):
    sink.answer(path, 500, 404)

    task = push(path)

    attempts = sink.await_deliveries(path, 3)
    gone(api, task.name)
    for number, attempt in enumerate(attempts):
        assert_app_engine_headers(attempt.headers, "push", last_segment(task.name), retries=number, answered=number)
    assert attempts[1].headers["x-appengine-taskpreviousresponse"] == "500"
    assert attempts[2].headers["x-appengine-taskpreviousresponse"] == "404"
    assert attempts[2].headers["x-appengine-taskretryreason"] == "App Error"
    assert attempts[1].arrived - attempts[0].arrived >= 0.1
    assert attempts[2].arrived - attempts[1].arrived >= 0.2


def test_a_task_is_given_up_after_its_last_attempt(api, location, sink, path):
    queue = api.create_queue(
        parent=location,
        queue={
            "name": f"{location}/queues/few",
            "retry_config": {"max_attempts": 2, "min_backoff": duration(0.1), "max_backoff": duration(0.1)},
        },
    ).name
    sink.answer(path, 500, 500, 500)

    task = api.create_task(parent=queue, task={"app_engine_http_request": {"relative_url": path}})

    gone(api, task.name)
    assert len(sink.deliveries(path)) == 2


def test_redirects_are_failures(push, sink, path):
    sink.answer(path, Answer(302, f"{sink.url}{path}-elsewhere"))

    push(path)

    first, second = sink.await_deliveries(path, 2)
    assert second.headers["x-appengine-taskpreviousresponse"] == "302"
    assert sink.deliveries(f"{path}-elsewhere") == []


def test_a_task_waits_for_its_schedule_time(push, sink, path):
    due = now() + 1_000_000

    push(path, schedule_time=timestamp(due))

    delivery = sink.await_delivery(path)
    assert delivery.arrived * 1_000_000 >= due
    assert float(delivery.headers["x-appengine-tasketa"]) == pytest.approx(due / 1_000_000, abs=0.000_01)


def test_run_task_dispatches_a_task_of_the_future_on_a_paused_queue(api, app_engine_queue, push, sink, path):
    api.pause_queue(name=app_engine_queue)
    task = push(path, schedule_time=timestamp(now() + HOUR))

    ran = api.run_task(name=task.name)

    assert ran.name == task.name
    assert ran.status.attempt_dispatch_count == 1
    sink.await_delivery(path)
    gone(api, task.name)
    with refused("NOT_FOUND", ENTITY_MISSING):
        api.run_task(name=task.name)


def test_run_task_reports_a_failure_and_plans_a_retry(api, app_engine_queue, push, sink, path):
    api.pause_queue(name=app_engine_queue)
    sink.answer(path, 500)
    task = push(path, schedule_time=timestamp(now() + HOUR))

    api.run_task(name=task.name)

    failed = eventually(
        lambda: api.get_task(name=task.name), until=lambda t: t.status.last_attempt_status.response_status.code
    )
    last = failed.status.last_attempt_status
    assert (last.response_status.code, last.response_status.message) == (13, "INTERNAL(13): HTTP status code 500")
    assert micros(last.dispatch_time) <= micros(last.response_time)
    assert micros(failed.status.first_attempt_status.dispatch_time) == micros(last.dispatch_time)
    assert (failed.status.attempt_dispatch_count, failed.status.attempt_response_count) == (1, 1)
    assert micros(last.response_time) < micros(failed.schedule_time) < now() + HOUR // 2


def test_run_task_says_that_a_task_is_missing(api, app_engine_queue):
    with refused("NOT_FOUND", ENTITY_MISSING):
        api.run_task(name=f"{app_engine_queue}/tasks/none")


def test_purge_and_delete_stop_deliveries(api, app_engine_queue, push, sink, path):
    later = timestamp(now() + 2_500_000)
    deleted = push(f"{path}-deleted", schedule_time=later)
    api.delete_task(name=deleted.name)
    push(f"{path}-purged", schedule_time=later)
    api.purge_queue(name=app_engine_queue)
    push(path, schedule_time=timestamp(now() + 3_000_000))

    sink.await_delivery(path)

    assert sink.deliveries(f"{path}-deleted") == sink.deliveries(f"{path}-purged") == []
