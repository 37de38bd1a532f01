"""Pull queues: lease, acknowledge, renew, cancel."""

import concurrent.futures
import time

import pytest
from google.api_core import exceptions

from expectations import ENTITY_MISSING, QUEUE_MISSING, TASK_GONE
from messages import BASIC, FULL, duration, leased, micros, refused, status_of, timestamp
from polling import eventually

MINUTE = 60_000_000
WEEK_SECONDS = 604_800


def now():
    return time.time_ns() // 1000


@pytest.fixture
def add(api, pull_queue):
    """Adds tasks of these ids and one tag to the pull queue, oldest first."""

    def add(*ids, tag="", payload=b"work"):
        for task_id in ids:
            message = {"payload": payload, "tag": tag}
            api.create_task(parent=pull_queue, task={"name": f"{pull_queue}/tasks/{task_id}", "pull_message": message})

    return add


@pytest.fixture
def lease(api, pull_queue):
    """Leases from the pull queue; by default 10 tasks for a minute."""

    def lease(**fields):
        defaults = {"parent": pull_queue, "lease_duration": duration(60), "max_tasks": 10}
        return api.lease_tasks(**{**defaults, **fields})

    return lease


def test_lease_tasks_moves_the_schedule_time_and_hides_the_task(api, add, lease):
    add("t")
    before = now()

    (task,) = lease().tasks

    assert before + MINUTE <= micros(task.schedule_time) <= now() + MINUTE
    assert task.status.attempt_dispatch_count == 1
    assert leased(lease()) == []
    assert api.get_task(name=task.name).schedule_time == task.schedule_time


def test_lease_tasks_shows_payloads_only_in_the_full_view(add, lease):
    add("a", "b")

    (basic,) = lease(max_tasks=1).tasks
    (full,) = lease(max_tasks=1, response_view=FULL).tasks

    assert (basic.view, basic.pull_message.payload) == (BASIC, b"")
    assert (full.view, full.pull_message.payload) == (FULL, b"work")


def test_lease_tasks_takes_the_oldest_first_and_no_more_than_asked_for(add, lease):
    add("c", "a", "b")

    assert leased(lease(max_tasks=2)) == ["c", "a"]
    assert leased(lease(max_tasks=2)) == ["b"]


def test_lease_tasks_without_max_tasks_takes_all(api, pull_queue, add):
    add("a", "b", "c")

    assert leased(api.lease_tasks(parent=pull_queue, lease_duration=duration(60))) == ["a", "b", "c"]


def test_lease_tasks_leaves_tasks_of_the_future_alone(api, pull_queue, lease):
    api.create_task(parent=pull_queue, task={"pull_message": {}, "schedule_time": timestamp(now() + MINUTE)})

    assert leased(lease()) == []


def test_lease_tasks_returns_a_task_again_when_its_lease_has_ended(add, lease):
    add("t")
    (first,) = lease(lease_duration=duration(1)).tasks

    again = eventually(lease, until=lambda response: response.tasks, what="a second lease", pause=0.2)
    (second,) = again.tasks

    assert second.name == first.name
    assert micros(second.schedule_time) - MINUTE >= micros(first.schedule_time)
    assert second.status.attempt_dispatch_count == 2


def test_lease_tasks_truncates_the_duration_to_seconds(add, lease):
    add("t")
    before = now()

    (task,) = lease(lease_duration=duration(60.9)).tasks

    assert before + MINUTE <= micros(task.schedule_time) <= now() + MINUTE


@pytest.mark.parametrize("quoted", [False, True])
def test_lease_tasks_filters_by_tag(add, lease, quoted):
    add("a", tag="red")
    add("b", tag="blue one")
    add("c", tag="red")

    assert leased(lease(filter='tag="red"' if quoted else "tag=red")) == ["a", "c"]
    assert leased(lease(filter='tag="blue one"' if quoted else "tag=blue one")) == ["b"]


def test_lease_tasks_filters_by_the_tag_of_the_oldest_task(add, lease):
    add("a", tag="red")
    add("b", tag="blue")
    add("c", tag="red")
    add("d")

    assert leased(lease(filter="tag_function=oldest_tag()")) == ["a", "c"]
    assert leased(lease(filter="tag_function=oldest_tag()")) == ["b"]
    assert leased(lease(filter="tag_function=oldest_tag()")) == ["d"]


@pytest.mark.parametrize("text", ["bogus", "tag", "tag_function=newest_tag()", "(" * 5000])
def test_lease_tasks_refuses_a_filter_it_does_not_know(lease, text):
    with refused("INVALID_ARGUMENT"):
        lease(filter=text)


@pytest.mark.parametrize("count", [-1, 1001])
def test_lease_tasks_refuses_a_count_out_of_range(lease, count):
    with refused("INVALID_ARGUMENT"):
        lease(max_tasks=count)


@pytest.mark.parametrize("seconds", [None, 0, -1, WEEK_SECONDS + 1])
def test_lease_tasks_refuses_a_duration_out_of_range(lease, seconds):
    with refused("INVALID_ARGUMENT"):
        lease(lease_duration=None if seconds is None else duration(seconds))


def test_lease_tasks_takes_a_week(add, lease):
    add("t")

    assert leased(lease(lease_duration=duration(WEEK_SECONDS))) == ["t"]


def test_lease_tasks_refuses_a_paused_queue(api, pull_queue, lease):
    api.pause_queue(name=pull_queue)

    with refused("FAILED_PRECONDITION"):
        lease()


def test_lease_tasks_refuses_a_push_queue(lease, app_engine_queue):
    with refused("FAILED_PRECONDITION"):
        lease(parent=app_engine_queue)


def test_lease_tasks_says_that_the_queue_is_missing(lease, location):
    with refused("NOT_FOUND", QUEUE_MISSING):
        lease(parent=f"{location}/queues/none")


def test_lease_tasks_allows_ten_calls_a_second_on_one_queue(api, location, lease):
    other = api.create_queue(parent=location, queue={"name": f"{location}/queues/other", "pull_target": {}}).name
    until = time.monotonic() + 10

    def lease_often(_):
        while time.monotonic() < until:
            lease()

    with refused("RESOURCE_EXHAUSTED"):
        with concurrent.futures.ThreadPoolExecutor(8) as workers:
            calls = [workers.submit(lease_often, worker) for worker in range(8)]
            for call in concurrent.futures.as_completed(calls):
                until = 0
                call.result()
    assert leased(lease(parent=other)) == []
    eventually(lambda: _allowed(lease), what="a lease after a second of rest", pause=0.3)


def _allowed(lease):
    try:
        lease()
        return True
    except exceptions.GoogleAPICallError as error:
        assert status_of(error) == "RESOURCE_EXHAUSTED"
        return False


def test_lease_tasks_hands_out_every_task_once(api, pull_queue, add, lease):
    ids = [f"t{number:03}" for number in range(100)]
    add(*ids)

    with concurrent.futures.ThreadPoolExecutor(4) as workers:
        responses = list(workers.map(lambda _: lease(max_tasks=25), range(4)))

    assert sorted(task_id for response in responses for task_id in leased(response)) == ids


def test_lease_tasks_answers_with_no_more_than_32_megabytes(add, lease):
    ids = [f"t{number:03}" for number in range(34)]
    add(*ids, payload=bytes(1_000_000))

    first = lease(max_tasks=1000, response_view=FULL)
    second = lease(max_tasks=1000, response_view=FULL)

    assert 16_000_000 < sum(len(task.pull_message.payload) for task in first.tasks) <= 32 << 20
    assert leased(first) + leased(second) == ids


def test_acknowledge_task_ends_the_task(api, pull_queue, add, lease):
    add("t")
    (task,) = lease().tasks

    assert api.acknowledge_task(name=task.name, schedule_time=task.schedule_time) is None

    assert list(api.list_tasks(parent=pull_queue)) == []
    with refused("NOT_FOUND", TASK_GONE):
        api.get_task(name=task.name)
    with refused("NOT_FOUND"):
        api.acknowledge_task(name=task.name, schedule_time=task.schedule_time)


def test_acknowledge_task_refuses_another_schedule_time(api, add, lease):
    add("t")
    (task,) = lease().tasks

    with refused("FAILED_PRECONDITION"):
        api.acknowledge_task(name=task.name, schedule_time=timestamp(micros(task.schedule_time) + 1))
    with refused("INVALID_ARGUMENT"):
        api.acknowledge_task(name=task.name, schedule_time=None)

    api.acknowledge_task(name=task.name, schedule_time=task.schedule_time)


def test_acknowledge_task_refuses_a_lease_that_has_ended(api, add, lease):
    add("t")
    (task,) = lease(lease_duration=duration(1)).tasks
    eventually(lambda: now() > micros(task.schedule_time), what="the end of the lease")

    with refused("FAILED_PRECONDITION"):
        api.acknowledge_task(name=task.name, schedule_time=task.schedule_time)


def test_acknowledge_task_says_that_a_task_is_missing(api, pull_queue):
    with refused("NOT_FOUND", ENTITY_MISSING):
        api.acknowledge_task(name=f"{pull_queue}/tasks/none", schedule_time=timestamp(now()))


def test_acknowledge_task_works_on_a_paused_queue(api, pull_queue, add, lease):
    add("t")
    (task,) = lease().tasks
    api.pause_queue(name=pull_queue)

    api.acknowledge_task(name=task.name, schedule_time=task.schedule_time)

    assert list(api.list_tasks(parent=pull_queue)) == []


def test_acknowledge_task_refuses_a_push_task(api, app_engine_queue):
    api.pause_queue(name=app_engine_queue)
    task = api.create_task(parent=app_engine_queue, task={"app_engine_http_request": {}})

    with refused("FAILED_PRECONDITION"):
        api.acknowledge_task(name=task.name, schedule_time=task.schedule_time)


def test_renew_lease_counts_from_now(api, add, lease):
    add("t")
    (task,) = lease().tasks
    before = now()

    renewed = api.renew_lease(
        name=task.name, schedule_time=task.schedule_time, lease_duration=duration(600), response_view=FULL
    )

    assert before + 10 * MINUTE <= micros(renewed.schedule_time) <= now() + 10 * MINUTE
    assert renewed.status.attempt_dispatch_count == 1
    assert (renewed.view, renewed.pull_message.payload) == (FULL, b"work")
    with refused("FAILED_PRECONDITION"):
        api.acknowledge_task(name=task.name, schedule_time=task.schedule_time)
    api.acknowledge_task(name=task.name, schedule_time=renewed.schedule_time)


def test_renew_lease_refuses_another_schedule_time_and_a_duration_out_of_range(api, add, lease):
    add("t")
    (task,) = lease().tasks

    with refused("FAILED_PRECONDITION"):
        api.renew_lease(
            name=task.name, schedule_time=timestamp(micros(task.schedule_time) - 1), lease_duration=duration(60)
        )
    with refused("INVALID_ARGUMENT"):
        api.renew_lease(name=task.name, schedule_time=task.schedule_time, lease_duration=duration(WEEK_SECONDS + 1))


def test_cancel_lease_makes_the_task_available_at_once(api, add, lease):
    add("t")
    (task,) = lease().tasks
    before = now()

    cancelled = api.cancel_lease(name=task.name, schedule_time=task.schedule_time)

    assert before <= micros(cancelled.schedule_time) <= now()
    assert (cancelled.view, cancelled.pull_message.payload) == (BASIC, b"")
    assert cancelled.status.attempt_dispatch_count == 1
    assert leased(lease()) == ["t"]


def test_cancel_lease_refuses_another_schedule_time(api, add, lease):
    add("t")
    (task,) = lease().tasks

    with refused("FAILED_PRECONDITION"):
        api.cancel_lease(name=task.name, schedule_time=timestamp(micros(task.schedule_time) + 1))


def test_run_task_refuses_a_pull_task(api, pull_queue, add):
    add("t")

    with refused("FAILED_PRECONDITION"):
        api.run_task(name=f"{pull_queue}/tasks/t")
