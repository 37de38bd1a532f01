"""Queues of v2 and v2beta3, whose messages have the same names."""

import pytest

from expectations import ENTITY_MISSING, QUEUE_EXISTS, QUEUE_MISSING, QUEUE_NAME_TOO_RECENT, queue_id_refused
from messages import PAUSED, RUNNING, duration, last_segment, mask, micros, refused, seconds


def ids(queues):
    return [last_segment(queue.name) for queue in queues]


def create(api, location, queue_id, **fields):
    return api.create_queue(parent=location, queue={"name": f"{location}/queues/{queue_id}", **fields})


@pytest.fixture
def three(api, location):
    """The location of three queues."""
    for queue_id in ("b", "c", "a"):
        create(api, location, queue_id)
    return location


def test_create_queue_fills_in_the_defaults_of_a_push_queue(api, location):
    queue = create(api, location, "q")

    assert queue.name == f"{location}/queues/q"
    assert queue.state == RUNNING
    assert queue.rate_limits.max_dispatches_per_second == 500
    assert queue.rate_limits.max_burst_size == 100
    assert queue.rate_limits.max_concurrent_dispatches == 1000
    assert queue.retry_config.max_attempts == 100
    assert seconds(queue.retry_config.min_backoff) == 0.1
    assert seconds(queue.retry_config.max_backoff) == 3600
    assert queue.retry_config.max_doublings == 16
    assert "max_retry_duration" not in queue.retry_config
    assert "purge_time" not in queue
    assert "http_target" not in queue


def test_create_queue_keeps_what_it_is_told(api, location):
    queue = create(
        api,
        location,
        "q",
        rate_limits={"max_dispatches_per_second": 12.5, "max_concurrent_dispatches": 4},
        retry_config={
            "max_attempts": -1,
            "max_retry_duration": duration(60),
            "min_backoff": duration(0.25),
            "max_backoff": duration(8),
            "max_doublings": 2,
        },
        stackdriver_logging_config={"sampling_ratio": 0.5},
    )

    assert queue.rate_limits.max_dispatches_per_second == 12.5
    assert queue.rate_limits.max_burst_size == 10
    assert queue.rate_limits.max_concurrent_dispatches == 4
    assert queue.retry_config.max_attempts == -1
    assert seconds(queue.retry_config.max_retry_duration) == 60
    assert seconds(queue.retry_config.min_backoff) == 0.25
    assert seconds(queue.retry_config.max_backoff) == 8
    assert queue.retry_config.max_doublings == 2
    assert queue.stackdriver_logging_config.sampling_ratio == 0.5


def test_create_queue_refuses_a_name_in_use_and_an_id_of_the_wrong_shape(api, location):
    create(api, location, "q")

    with refused("ALREADY_EXISTS", QUEUE_EXISTS):
        create(api, location, "q")
    with refused("INVALID_ARGUMENT", queue_id_refused("under_score")):
        create(api, location, "under_score")


def test_get_queue_returns_what_create_queue_returned(api, location):
    created = create(api, location, "q")

    assert api.get_queue(name=created.name) == created
    with refused("NOT_FOUND", QUEUE_MISSING):
        api.get_queue(name=f"{location}/queues/none")


def test_list_queues_iterates_in_lexicographical_order(api, three):
    assert ids(api.list_queues(parent=three, page_size=2)) == ["a", "b", "c"]


def test_list_queues_pages_end_with_an_empty_one(api, three):
    pages = api.pages(api.list_queues(parent=three, page_size=2), "queues")

    assert [ids(page) for page in pages] == [["a", "b"], ["c"], []]


def test_list_queues_filters(api, three):
    api.pause_queue(name=f"{three}/queues/b")

    assert ids(api.list_queues(parent=three, filter="state: PAUSED")) == ["b"]
    assert ids(api.list_queues(parent=three, filter="rate_limits.max_dispatches_per_second < 500")) == []
    with refused("INVALID_ARGUMENT", "Field not found: 'bogus'."):
        api.list_queues(parent=three, filter="bogus = 1")


def test_update_queue_changes_only_the_fields_of_its_mask(api, location):
    queue = create(api, location, "q", retry_config={"max_attempts": 7})

    updated = api.update_queue(
        queue={
            "name": queue.name,
            "rate_limits": {"max_dispatches_per_second": 50, "max_concurrent_dispatches": 3},
            "retry_config": {"max_attempts": 9},
        },
        update_mask=mask("rate_limits.max_dispatches_per_second"),
    )

    assert updated.rate_limits.max_dispatches_per_second == 50
    assert updated.rate_limits.max_concurrent_dispatches == 1000
    assert updated.retry_config.max_attempts == 7
    assert api.get_queue(name=queue.name) == updated


def test_update_queue_creates_a_queue_that_is_missing_and_refuses_an_unknown_mask_path(api, location):
    name = f"{location}/queues/q"

    assert api.update_queue(queue={"name": name}).name == name
    with refused("INVALID_ARGUMENT", "Invalid mask: bogus"):
        api.update_queue(queue={"name": name}, update_mask=mask("bogus"))


def test_delete_queue_removes_it_and_blocks_its_name(api, location, queue):
    assert api.delete_queue(name=queue) is None

    with refused("NOT_FOUND", QUEUE_MISSING):
        api.get_queue(name=queue)
    with refused("NOT_FOUND", ENTITY_MISSING):
        api.delete_queue(name=queue)
    with refused("FAILED_PRECONDITION", QUEUE_NAME_TOO_RECENT):
        create(api, location, "q")


def test_purge_queue_deletes_the_tasks(api, queue):
    api.pause_queue(name=queue)
    api.create_task(parent=queue, task={"http_request": {"url": "http://127.0.0.1:1/"}})

    purged = api.purge_queue(name=queue)

    assert micros(purged.purge_time) > 1_600_000_000_000_000
    assert purged.state == PAUSED
    assert list(api.list_tasks(parent=queue)) == []


def test_pause_queue_stops_dispatch_and_resume_queue_starts_it_again(api, location, queue, sink, path):
    running = create(api, location, "running").name
    assert api.pause_queue(name=queue).state == PAUSED
    assert api.pause_queue(name=queue).state == PAUSED

    api.create_task(parent=queue, task={"http_request": {"url": f"{sink.url}{path}"}})
    api.create_task(parent=running, task={"http_request": {"url": f"{sink.url}{path}-later"}})
    sink.await_delivery(f"{path}-later")
    assert sink.deliveries(path) == []

    assert api.resume_queue(name=queue).state == RUNNING
    sink.await_delivery(path)


def test_test_iam_permissions_says_that_the_queue_is_missing(api, location):
    with refused("NOT_FOUND", QUEUE_MISSING):
        api.test_iam_permissions(resource=f"{location}/queues/none", permissions=["cloudtasks.queues.get"])
