"""Queues, with every Python client of Google."""

import pytest

from expectations import (
    ENTITY_MISSING,
    QUEUE_EXISTS,
    QUEUE_MISSING,
    QUEUE_NAME_TOO_RECENT,
    QUEUE_TYPE_IMMUTABLE,
    queue_id_refused,
)
from messages import PAUSED, RUNNING, duration, has, last_segment, mask, micros, refused, seconds


def ids(queues):
    return [last_segment(queue.name) for queue in queues]


def create(api, location, queue_id, **fields):
    return api.create_queue(parent=location, queue={"name": f"{location}/queues/{queue_id}", **fields})


def test_create_queue_fills_in_the_defaults_of_a_push_queue(api, location):
    queue = create(api, location, "q")

    assert queue.name == f"{location}/queues/q"
    assert has(queue, "app_engine_http_target")
    assert queue.state == RUNNING
    assert queue.rate_limits.max_tasks_dispatched_per_second == 500
    assert queue.rate_limits.max_burst_size == 100
    assert queue.rate_limits.max_concurrent_tasks == 1000
    assert queue.retry_config.max_attempts == 100
    assert seconds(queue.retry_config.min_backoff) == 0.1
    assert seconds(queue.retry_config.max_backoff) == 3600
    assert queue.retry_config.max_doublings == 16
    assert not has(queue.retry_config, "max_retry_duration")
    assert not has(queue, "purge_time")


def test_create_queue_makes_a_pull_queue(api, location):
    queue = create(api, location, "q", pull_target={}, retry_config={"max_attempts": 7})

    assert has(queue, "pull_target")
    assert queue.state == RUNNING
    assert queue.retry_config.max_attempts == 7
    assert queue.rate_limits.max_concurrent_tasks == -1


def test_create_queue_makes_a_pull_queue_of_100_attempts_unless_told_otherwise(api, location):
    queue = create(api, location, "q", pull_target={})

    assert queue.retry_config.max_attempts == 100
    assert not has(queue.retry_config, "max_retry_duration")


def test_create_queue_makes_an_app_engine_queue_and_shows_its_host(api, location, project):
    queue = create(
        api, location, "q", app_engine_http_target={"app_engine_routing_override": {"service": "s", "version": "v"}}
    )

    routing = queue.app_engine_http_target.app_engine_routing_override
    assert (routing.service, routing.version, routing.host) == ("s", "v", f"v.s.{project}.appspot.com")


def test_create_queue_keeps_what_it_is_told(api, location):
    queue = create(
        api,
        location,
        "q",
        app_engine_http_target={},
        rate_limits={"max_tasks_dispatched_per_second": 12.5, "max_burst_size": 3, "max_concurrent_tasks": 4},
        retry_config={
            "unlimited_attempts": True,
            "max_retry_duration": duration(60),
            "min_backoff": duration(0.25),
            "max_backoff": duration(8),
            "max_doublings": 2,
        },
    )

    assert queue.rate_limits.max_tasks_dispatched_per_second == 12.5
    assert queue.rate_limits.max_burst_size == 3
    assert queue.rate_limits.max_concurrent_tasks == 4
    assert queue.retry_config.unlimited_attempts
    assert seconds(queue.retry_config.max_retry_duration) == 60
    assert seconds(queue.retry_config.min_backoff) == 0.25
    assert seconds(queue.retry_config.max_backoff) == 8
    assert queue.retry_config.max_doublings == 2


def test_create_queue_refuses_a_name_in_use(api, location):
    create(api, location, "q")

    with refused("ALREADY_EXISTS", QUEUE_EXISTS):
        create(api, location, "q")


@pytest.mark.parametrize("queue_id", ["under_score", "q" * 101])
def test_create_queue_refuses_an_id_of_the_wrong_shape(api, location, queue_id):
    with refused("INVALID_ARGUMENT", queue_id_refused(queue_id)):
        create(api, location, queue_id)


def test_create_queue_refuses_a_name_under_another_parent(api, location):
    name = f"{location}x/queues/q"

    with refused("INVALID_ARGUMENT", f"{name} must begin with {location}."):
        api.create_queue(parent=location, queue={"name": name})


def test_create_queue_refuses_a_rate_above_500(api, location):
    with refused("INVALID_ARGUMENT"):
        create(api, location, "q", rate_limits={"max_tasks_dispatched_per_second": 501})


def test_get_queue_returns_what_create_queue_returned(api, location):
    created = create(api, location, "q", pull_target={})

    assert api.get_queue(name=created.name) == created


def test_get_queue_says_that_a_queue_is_missing(api, location):
    with refused("NOT_FOUND", QUEUE_MISSING):
        api.get_queue(name=f"{location}/queues/none")


def test_list_queues_iterates_in_lexicographical_order(api, location):
    for queue_id in ("b", "c", "a"):
        create(api, location, queue_id)

    assert ids(api.list_queues(parent=location)) == ["a", "b", "c"]


def test_list_queues_pages_end_with_an_empty_one(api, location):
    for queue_id in ("a", "b", "c"):
        create(api, location, queue_id)

    pages = api.pages(api.list_queues(parent=location, page_size=2), "queues")

    assert [ids(page) for page in pages] == [["a", "b"], ["c"], []]


def test_list_queues_filters(api, location):
    create(api, location, "pull", pull_target={})
    create(api, location, "push", app_engine_http_target={})
    api.pause_queue(name=create(api, location, "quiet", app_engine_http_target={}).name)

    assert ids(api.list_queues(parent=location, filter="state: PAUSED")) == ["quiet"]
    assert ids(api.list_queues(parent=location, filter="app_engine_http_target: *")) == ["push", "quiet"]
    assert ids(api.list_queues(parent=location, filter="pull_target: * OR state = PAUSED")) == ["pull", "quiet"]
    with refused("INVALID_ARGUMENT"):
        ids(api.list_queues(parent=location, filter="bogus = 1"))


def test_list_queues_of_an_empty_location_is_empty(api, location):
    assert ids(api.list_queues(parent=location)) == []


def test_update_queue_changes_only_the_fields_of_its_mask(api, location):
    queue = create(api, location, "q", retry_config={"max_attempts": 7})

    updated = api.update_queue(
        queue={
            "name": queue.name,
            "rate_limits": {"max_tasks_dispatched_per_second": 50, "max_concurrent_tasks": 3},
            "retry_config": {"max_attempts": 9},
        },
        update_mask=mask("rate_limits.max_tasks_dispatched_per_second"),
    )

    assert updated.rate_limits.max_tasks_dispatched_per_second == 50
    assert updated.rate_limits.max_concurrent_tasks == 1000
    assert updated.retry_config.max_attempts == 7
    assert api.get_queue(name=queue.name) == updated


def test_update_queue_without_a_mask_resets_what_it_does_not_name(api, location):
    queue = create(api, location, "q", retry_config={"max_attempts": 7})

    updated = api.update_queue(queue={"name": queue.name, "rate_limits": {"max_concurrent_tasks": 3}})

    assert updated.rate_limits.max_concurrent_tasks == 3
    assert updated.retry_config.max_attempts == 100
    assert has(updated, "app_engine_http_target")


def test_update_queue_creates_a_queue_that_is_missing(api, location):
    name = f"{location}/queues/q"

    updated = api.update_queue(queue={"name": name, "pull_target": {}})

    assert has(updated, "pull_target")
    assert api.get_queue(name=name) == updated


def test_update_queue_refuses_another_kind_of_target(api, pull_queue):
    with refused("INVALID_ARGUMENT", QUEUE_TYPE_IMMUTABLE):
        api.update_queue(queue={"name": pull_queue, "app_engine_http_target": {}})


def test_update_queue_refuses_an_unknown_mask_path(api, pull_queue):
    with refused("INVALID_ARGUMENT", "Invalid mask: bogus"):
        api.update_queue(queue={"name": pull_queue}, update_mask=mask("bogus"))


def test_delete_queue_removes_it_and_blocks_its_name(api, pull_queue, location):
    api.create_task(parent=pull_queue, task={"pull_message": {}})

    assert api.delete_queue(name=pull_queue) is None

    with refused("NOT_FOUND", QUEUE_MISSING):
        api.get_queue(name=pull_queue)
    with refused("FAILED_PRECONDITION", QUEUE_NAME_TOO_RECENT):
        create(api, location, "pull")
    assert ids(api.list_queues(parent=location)) == []


def test_delete_queue_says_that_a_queue_is_missing(api, location):
    with refused("NOT_FOUND", ENTITY_MISSING):
        api.delete_queue(name=f"{location}/queues/none")


def test_purge_queue_deletes_the_tasks_it_finds_and_no_later_ones(api, pull_queue):
    for _ in range(3):
        api.create_task(parent=pull_queue, task={"pull_message": {}})

    purged = api.purge_queue(name=pull_queue)

    assert micros(purged.purge_time) > 1_600_000_000_000_000
    assert list(api.list_tasks(parent=pull_queue)) == []
    later = api.create_task(parent=pull_queue, task={"pull_message": {}})
    assert [task.name for task in api.list_tasks(parent=pull_queue)] == [later.name]


def test_pause_queue_stops_dispatch_and_may_be_repeated(api, location, app_engine_queue, sink, path):
    running = create(api, location, "running").name
    assert api.pause_queue(name=app_engine_queue).state == PAUSED
    assert api.pause_queue(name=app_engine_queue).state == PAUSED

    api.create_task(parent=app_engine_queue, task={"app_engine_http_request": {"relative_url": path}})
    api.create_task(parent=running, task={"app_engine_http_request": {"relative_url": f"{path}-later"}})

    sink.await_delivery(f"{path}-later")
    assert sink.deliveries(path) == []
    assert len(list(api.list_tasks(parent=app_engine_queue))) == 1


def test_resume_queue_dispatches_what_has_waited(api, app_engine_queue, sink, path):
    api.pause_queue(name=app_engine_queue)
    api.create_task(parent=app_engine_queue, task={"app_engine_http_request": {"relative_url": path}})

    assert api.resume_queue(name=app_engine_queue).state == RUNNING
    assert api.resume_queue(name=app_engine_queue).state == RUNNING

    sink.await_delivery(path)


def test_test_iam_permissions_of_a_missing_queue_is_empty(api, location):
    answer = api.test_iam_permissions(resource=f"{location}/queues/none", permissions=["cloudtasks.queues.get"])

    assert list(answer.permissions) == []
