"""Features of v2beta2 that only the current client has: HTTP tasks, statistics, TTLs of names."""

from messages import mask, micros, refused
from polling import eventually


def test_create_task_refuses_an_http_task_on_a_pull_queue(api, pull_queue, sink):
    with refused("INVALID_ARGUMENT"):
        api.create_task(parent=pull_queue, task={"http_request": {"url": sink.url}})


def test_run_task_reports_an_unreachable_target(api, http_queue):
    api.pause_queue(name=http_queue)
    task = api.create_task(parent=http_queue, task={"http_request": {"url": "http://127.0.0.1:1/"}})

    api.run_task(name=task.name)

    failed = eventually(
        lambda: api.get_task(name=task.name), until=lambda t: t.status.last_attempt_status.response_status.code
    )
    assert failed.status.last_attempt_status.response_status.message == "UNKNOWN(2): HTTP status code 0"
    assert (failed.status.attempt_dispatch_count, failed.status.attempt_response_count) == (1, 0)


def test_read_mask_brings_statistics(api, pull_queue):
    task = api.create_task(parent=pull_queue, task={"pull_message": {}})

    plain = api.get_queue(name=pull_queue)
    asked = api.get_queue(name=pull_queue, read_mask=mask("name", "stats"))

    assert "stats" not in plain
    assert asked.stats.tasks_count == 1
    assert micros(asked.stats.oldest_estimated_arrival_time) == micros(task.schedule_time)
    assert "rate_limits" not in asked
    (listed,) = api.list_queues(parent=pull_queue.rpartition("/queues/")[0], read_mask=mask("stats"))
    assert listed.stats.tasks_count == 1
    assert listed.name == ""


def test_create_queue_shows_how_long_tasks_and_names_live(api, location):
    queue = api.create_queue(parent=location, queue={"name": f"{location}/queues/q"})

    assert queue.task_ttl.total_seconds() == 31 * 86_400
    assert queue.tombstone_ttl.total_seconds() == 3_600
