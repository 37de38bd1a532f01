"""Tasks that are neither dispatched nor leased: creating, reading, listing, deleting."""

import re
import time

import pytest

from expectations import (
    APP_ENGINE_USER_AGENT,
    ENTITY_MISSING,
    PAYLOAD_MISSING,
    QUEUE_MISSING,
    TASK_EXISTS,
    TASK_GONE,
    TASK_NAME_TOO_RECENT,
    task_id_refused,
)
from messages import BASIC, DELETE, FULL, GET, POST, duration, leased, micros, refused, timestamp

DAY = 86_400_000_000


def now():
    return time.time_ns() // 1000


@pytest.fixture
def paused_queue(api, app_engine_queue):
    """The name of an App Engine queue that keeps its tasks."""
    return api.pause_queue(name=app_engine_queue).name


def test_create_task_makes_a_pull_task_and_leaves_its_payload_out_of_the_basic_view(api, pull_queue):
    before = now()

    task = api.create_task(parent=pull_queue, task={"pull_message": {"payload": b"\x00work", "tag": "blue"}})

    assert re.fullmatch(re.escape(pull_queue) + r"/tasks/\d+", task.name)
    assert task.view == BASIC
    assert (task.pull_message.payload, task.pull_message.tag) == (b"", "blue")
    assert before <= micros(task.schedule_time) <= now()
    assert micros(task.create_time) % 1_000_000 == 0
    assert task.status.attempt_dispatch_count == 0


def test_create_task_returns_the_payload_in_the_full_view(api, pull_queue):
    task = api.create_task(parent=pull_queue, task={"pull_message": {"payload": b"\x00work"}}, response_view=FULL)

    assert task.view == FULL
    assert task.pull_message.payload == b"\x00work"


def test_create_task_makes_an_app_engine_task_and_fills_it_in(api, paused_queue, project):
    task = api.create_task(
        parent=paused_queue,
        task={
            "app_engine_http_request": {
                "payload": b"12345",
                "headers": {"X-Custom": "kept"},
                "app_engine_routing": {"service": "s"},
            }
        },
        response_view=FULL,
    )

    request = task.app_engine_http_request
    assert request.http_method == POST
    assert request.relative_url == "/"
    assert request.payload == b"12345"
    assert request.app_engine_routing.host == f"s.{project}.appspot.com"
    assert dict(request.headers) == {
        "Content-Length": "5",
        "Content-Type": "application/octet-stream",
        "User-Agent": APP_ENGINE_USER_AGENT,
        "X-Custom": "kept",
    }


def test_create_task_keeps_a_schedule_time_to_the_microsecond(api, pull_queue):
    later = now() + DAY + 1

    task = api.create_task(parent=pull_queue, task={"pull_message": {}, "schedule_time": timestamp(later)})

    assert micros(task.schedule_time) == later


def test_create_task_moves_a_past_schedule_time_to_now(api, pull_queue):
    before = now()

    task = api.create_task(parent=pull_queue, task={"pull_message": {}, "schedule_time": timestamp(before - DAY)})

    assert before <= micros(task.schedule_time) <= now()


def test_create_task_refuses_a_schedule_time_more_than_30_days_ahead(api, pull_queue):
    with refused("INVALID_ARGUMENT") as caught:
        api.create_task(parent=pull_queue, task={"pull_message": {}, "schedule_time": timestamp(4_102_444_800_000_000)})

    assert (
        "The Task.scheduleTime, 2099-12-31T16:00:00-08:00, is too far in the future. "
        "Schedule time must be no more than 720h in the future."
    ) in str(caught.value)


def test_create_task_refuses_a_name_in_use_and_a_name_used_lately(api, pull_queue):
    task = {"name": f"{pull_queue}/tasks/once", "pull_message": {}}
    assert api.create_task(parent=pull_queue, task=task).name == task["name"]

    with refused("ALREADY_EXISTS", TASK_EXISTS):
        api.create_task(parent=pull_queue, task=task)
    api.delete_task(name=task["name"])
    with refused("ALREADY_EXISTS", TASK_NAME_TOO_RECENT):
        api.create_task(parent=pull_queue, task=task)


def test_create_task_refuses_an_id_of_the_wrong_shape(api, pull_queue):
    with refused("INVALID_ARGUMENT", task_id_refused("a.b")):
        api.create_task(parent=pull_queue, task={"name": f"{pull_queue}/tasks/a.b", "pull_message": {}})


def test_create_task_refuses_a_name_in_another_queue(api, pull_queue):
    other = f"{pull_queue}x"

    with refused(
        "INVALID_ARGUMENT",
        f"The queue name from request ('{pull_queue}') must be the same as "
        f"the queue name in the named task ('{other}').",
    ):
        api.create_task(parent=pull_queue, task={"name": f"{other}/tasks/t", "pull_message": {}})


def test_create_task_refuses_a_task_without_payload(api, pull_queue):
    with refused("INVALID_ARGUMENT", PAYLOAD_MISSING):
        api.create_task(parent=pull_queue, task={})


def test_create_task_refuses_the_payload_of_another_kind_of_queue(api, pull_queue, app_engine_queue):
    with refused("INVALID_ARGUMENT"):
        api.create_task(parent=app_engine_queue, task={"pull_message": {}})
    with refused("INVALID_ARGUMENT"):
        api.create_task(parent=pull_queue, task={"app_engine_http_request": {}})


@pytest.mark.parametrize("method", [GET, DELETE])
def test_create_task_refuses_a_payload_with_a_method_that_takes_none(api, paused_queue, method):
    with refused("INVALID_ARGUMENT"):
        api.create_task(parent=paused_queue, task={"app_engine_http_request": {"http_method": method, "payload": b"x"}})


def test_create_task_refuses_a_tag_of_500_characters(api, pull_queue):
    api.create_task(parent=pull_queue, task={"pull_message": {"tag": "t" * 499}})

    with refused("INVALID_ARGUMENT"):
        api.create_task(parent=pull_queue, task={"pull_message": {"tag": "t" * 500}})


def test_create_task_takes_a_payload_of_nearly_one_megabyte_and_no_more(api, pull_queue):
    payload = bytes(1_000_000)

    task = api.create_task(parent=pull_queue, task={"pull_message": {"payload": payload}}, response_view=FULL)

    assert task.pull_message.payload == payload
    with refused("INVALID_ARGUMENT"):
        api.create_task(parent=pull_queue, task={"pull_message": {"payload": bytes(1_100_000)}})


def test_create_task_says_that_the_queue_is_missing(api, location):
    with refused("NOT_FOUND", QUEUE_MISSING):
        api.create_task(parent=f"{location}/queues/none", task={"pull_message": {}})


def test_get_task_shows_the_payload_only_in_the_full_view(api, pull_queue):
    created = api.create_task(parent=pull_queue, task={"pull_message": {"payload": b"work", "tag": "blue"}})

    basic = api.get_task(name=created.name)
    full = api.get_task(name=created.name, response_view=FULL)

    assert basic == created
    assert (full.view, full.pull_message.payload, full.pull_message.tag) == (FULL, b"work", "blue")


def test_get_task_says_that_a_task_is_missing_or_gone(api, pull_queue):
    task = api.create_task(parent=pull_queue, task={"pull_message": {}})
    api.delete_task(name=task.name)

    with refused("NOT_FOUND", ENTITY_MISSING):
        api.get_task(name=f"{pull_queue}/tasks/none")
    with refused("NOT_FOUND", TASK_GONE):
        api.get_task(name=task.name)


def test_list_tasks_iterates_over_every_page(api, pull_queue):
    created = {api.create_task(parent=pull_queue, task={"pull_message": {}}).name for _ in range(5)}

    assert {task.name for task in api.list_tasks(parent=pull_queue, page_size=2)} == created


def test_list_tasks_pages_end_with_an_empty_one(api, pull_queue):
    for _ in range(3):
        api.create_task(parent=pull_queue, task={"pull_message": {}})

    pages = api.pages(api.list_tasks(parent=pull_queue, page_size=2), "tasks")

    assert [len(page) for page in pages] == [2, 1, 0]


def test_list_tasks_shows_payloads_only_in_the_full_view(api, pull_queue):
    api.create_task(parent=pull_queue, task={"pull_message": {"payload": b"work", "tag": "blue"}})

    (basic,) = api.list_tasks(parent=pull_queue)
    (full,) = api.list_tasks(parent=pull_queue, response_view=FULL)

    assert (basic.view, basic.pull_message.payload, basic.pull_message.tag) == (BASIC, b"", "blue")
    assert (full.view, full.pull_message.payload, full.pull_message.tag) == (FULL, b"work", "blue")


def test_list_tasks_says_that_the_queue_is_missing(api, location):
    with refused("NOT_FOUND", QUEUE_MISSING):
        list(api.list_tasks(parent=f"{location}/queues/none"))


def test_delete_task_removes_it(api, pull_queue):
    task = api.create_task(parent=pull_queue, task={"pull_message": {}})

    assert api.delete_task(name=task.name) is None

    assert list(api.list_tasks(parent=pull_queue)) == []
    with refused("NOT_FOUND", ENTITY_MISSING):
        api.delete_task(name=task.name)


def test_delete_task_needs_no_lease(api, pull_queue):
    api.create_task(parent=pull_queue, task={"name": f"{pull_queue}/tasks/t", "pull_message": {}})
    assert leased(api.lease_tasks(parent=pull_queue, lease_duration=duration(60), max_tasks=1)) == ["t"]

    api.delete_task(name=f"{pull_queue}/tasks/t")

    assert list(api.list_tasks(parent=pull_queue)) == []
