"""Tasks of v2 and v2beta3: creating, reading, listing, deleting, running, and delivered App Engine tasks."""

import re
import time

import pytest

from expectations import (
    ENTITY_MISSING,
    PAYLOAD_MISSING,
    QUEUE_MISSING,
    TASK_EXISTS,
    TASK_GONE,
    TASK_NAME_TOO_RECENT,
    assert_app_engine_headers,
)
from messages import BASIC, FULL, duration, last_segment, micros, refused, seconds, timestamp
from polling import eventually

HOUR = 3_600_000_000
NOWHERE = {"http_request": {"url": "http://127.0.0.1:1/", "body": b"work"}}


def now():
    return time.time_ns() // 1000


@pytest.fixture
def paused(api, http_queue):
    """The name of a queue that keeps its tasks."""
    return api.pause_queue(name=http_queue).name


def test_create_task_fills_in_what_it_is_not_told(api, paused):
    before = now()

    task = api.create_task(parent=paused, task=NOWHERE)

    assert re.fullmatch(re.escape(paused) + r"/tasks/\d+", task.name)
    assert task.view == BASIC
    assert before <= micros(task.schedule_time) <= now()
    assert micros(task.create_time) % 1_000_000 == 0
    assert seconds(task.dispatch_deadline) == 600
    assert (task.dispatch_count, task.response_count) == (0, 0)


def test_create_task_keeps_what_it_is_told(api, paused):
    due = now() + HOUR
    retry = {"max_attempts": 3, "min_backoff": duration(2)}

    task = api.create_task(
        parent=paused,
        task={**NOWHERE, "schedule_time": timestamp(due), "dispatch_deadline": duration(60), "retry_config": retry},
    )

    assert micros(task.schedule_time) == due
    assert seconds(task.dispatch_deadline) == 60
    assert task.retry_config.max_attempts == 3
    assert seconds(task.retry_config.min_backoff) == 2


def test_create_task_refuses_a_name_in_use_and_a_name_used_lately(api, paused):
    task = {**NOWHERE, "name": f"{paused}/tasks/once"}
    assert api.create_task(parent=paused, task=task).name == task["name"]

    with refused("ALREADY_EXISTS", TASK_EXISTS):
        api.create_task(parent=paused, task=task)
    api.delete_task(name=task["name"])
    with refused("ALREADY_EXISTS", TASK_NAME_TOO_RECENT):
        api.create_task(parent=paused, task=task)


def test_create_task_refuses_what_it_cannot_use(api, paused, location):
    with refused("INVALID_ARGUMENT", PAYLOAD_MISSING):
        api.create_task(parent=paused, task={})
    with refused("INVALID_ARGUMENT", "Task.dispatchDeadline must be between [15s, 30m]."):
        api.create_task(parent=paused, task={**NOWHERE, "dispatch_deadline": duration(1)})
    with refused("NOT_FOUND", QUEUE_MISSING):
        api.create_task(parent=f"{location}/queues/none", task=NOWHERE)


def test_get_task_shows_the_payload_only_in_the_full_view(api, paused):
    created = api.create_task(parent=paused, task=NOWHERE)

    full = api.get_task(name=created.name, response_view=FULL)

    assert api.get_task(name=created.name) == created
    assert (created.view, created.http_request.body) == (BASIC, b"")
    assert (full.view, full.http_request.body) == (FULL, b"work")


def test_get_task_says_that_a_task_is_missing_or_gone(api, paused):
    task = api.create_task(parent=paused, task=NOWHERE)
    api.delete_task(name=task.name)

    with refused("NOT_FOUND", ENTITY_MISSING):
        api.get_task(name=f"{paused}/tasks/none")
    with refused("NOT_FOUND", TASK_GONE):
        api.get_task(name=task.name)


def test_list_tasks_pages_end_with_an_empty_one(api, paused):
    created = {api.create_task(parent=paused, task=NOWHERE).name for _ in range(3)}

    pages = api.pages(api.list_tasks(parent=paused, page_size=2), "tasks")

    assert [len(page) for page in pages] == [2, 1, 0]
    assert {task.name for page in pages for task in page} == created


def test_list_tasks_shows_payloads_only_in_the_full_view(api, paused):
    api.create_task(parent=paused, task=NOWHERE)

    (basic,) = api.list_tasks(parent=paused)
    (full,) = api.list_tasks(parent=paused, response_view=FULL)

    assert (basic.http_request.body, full.http_request.body) == (b"", b"work")


def test_delete_task_removes_it(api, paused):
    task = api.create_task(parent=paused, task=NOWHERE)

    assert api.delete_task(name=task.name) is None

    assert list(api.list_tasks(parent=paused)) == []
    with refused("NOT_FOUND", ENTITY_MISSING):
        api.delete_task(name=task.name)


def test_an_app_engine_task_is_delivered_and_retried(api, http_queue, project, sink, path):
    sink.answer(path, 500)

    task = api.create_task(
        parent=http_queue, task={"app_engine_http_request": {"relative_uri": path, "body": b"work"}}
    )

    attempts = sink.await_deliveries(path, 2)
    for number, attempt in enumerate(attempts):
        assert_app_engine_headers(attempt.headers, "push", last_segment(task.name), retries=number, answered=number)
    assert attempts[0].body == b"work"
    assert attempts[0].headers["x-appengine-default-version-hostname"] == f"{project}.appspot.com"
    assert attempts[1].headers["x-appengine-taskpreviousresponse"] == "500"


def test_a_tasks_own_retry_settings_win(api, http_queue, sink, path):
    sink.answer(path, 500, 500, 500)
    task = {
        "http_request": {"url": f"{sink.url}{path}"},
        "retry_config": {"max_attempts": 2, "min_backoff": duration(0.1), "max_backoff": duration(0.1)},
    }

    name = api.create_task(parent=http_queue, task=task).name

    sink.await_deliveries(path, 2)
    eventually(lambda: name not in [task.name for task in api.list_tasks(parent=http_queue)], what=f"the end of {name}")
    assert len(sink.deliveries(path)) == 2


def test_run_task_dispatches_a_task_of_the_future_on_a_paused_queue(api, paused, sink, path):
    task = {"http_request": {"url": f"{sink.url}{path}"}, "schedule_time": timestamp(now() + HOUR)}
    name = api.create_task(parent=paused, task=task).name

    ran = api.run_task(name=name)

    assert (ran.name, ran.dispatch_count) == (name, 1)
    sink.await_delivery(path)
    eventually(lambda: not list(api.list_tasks(parent=paused)), what=f"the end of {name}")
    with refused("NOT_FOUND", ENTITY_MISSING):
        api.run_task(name=name)


def test_run_task_reports_a_failure_and_plans_a_retry(api, paused, sink, path):
    sink.answer(path, 429)
    task = {"http_request": {"url": f"{sink.url}{path}"}, "schedule_time": timestamp(now() + HOUR)}
    name = api.create_task(parent=paused, task=task).name

    api.run_task(name=name)

    failed = eventually(lambda: api.get_task(name=name), until=lambda t: t.last_attempt.response_status.code)
    last = failed.last_attempt
    assert (last.response_status.code, last.response_status.message) == (
        8,
        "RESOURCE_EXHAUSTED(8): HTTP status code 429",
    )
    assert (failed.dispatch_count, failed.response_count) == (1, 1)
    assert micros(failed.first_attempt.dispatch_time) == micros(last.dispatch_time)
    assert micros(last.response_time) < micros(failed.schedule_time) < now() + HOUR // 2
