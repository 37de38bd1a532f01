"""Leases with the command line tools. A lease needs a duration, which only the old release can send."""

import pytest

from expectations import ENTITY_MISSING

LEASE = ("-r", ".", "lease-duration=60s", "response-view=FULL")


@pytest.fixture
def tags(old, pull_queue):
    """Two tasks in the pull queue, one of each tag."""
    for tag in ("red", "blue"):
        old.projects("locations-queues-tasks-create", pull_queue, "-r", ".task.pull-message", f"tag={tag}", "payload=aGk=")
    return ["red", "blue"]


@pytest.fixture
def leased(old, pull_queue, tags):
    """The red task, leased for a minute."""
    (task,) = old.projects("locations-queues-tasks-lease", pull_queue, *LEASE, "filter=tag=red")["tasks"]
    return task


def test_tasks_lease_hides_the_tasks_that_the_filter_chooses(old, pull_queue, tags):
    first = old.projects("locations-queues-tasks-lease", pull_queue, *LEASE, "filter=tag_function=oldest_tag()")
    second = old.projects("locations-queues-tasks-lease", pull_queue, *LEASE)

    assert [task["pullMessage"] for task in first["tasks"]] == [{"payload": "aGk=", "tag": "red"}]
    assert [task["pullMessage"]["tag"] for task in second["tasks"]] == ["blue"]
    assert first["tasks"][0]["status"]["attemptDispatchCount"] == 1


def test_tasks_lease_without_a_duration_is_refused_in_the_words_of_the_service(newest, pull_queue):
    refused = newest.refusal(
        *("locations-queues-tasks-lease", pull_queue, "-r", ".", "max-tasks=16", "response-view=FULL"),
        *("filter=tag=red", "-p", "$-xgafv=2"),
    )

    assert refused["status"] == "INVALID_ARGUMENT"
    assert "lease" in refused["message"].lower(), refused


def test_tasks_acknowledge_ends_the_task(old, newest, leased):
    done = newest.projects(
        "locations-queues-tasks-acknowledge", leased["name"], "-r", ".", f"schedule-time={leased['scheduleTime']}"
    )

    assert done == {}
    refused = old.refusal(
        "locations-queues-tasks-acknowledge", leased["name"], "-r", ".", f"schedule-time={leased['scheduleTime']}"
    )
    assert refused["message"] == ENTITY_MISSING


def test_tasks_renew_lease_counts_from_now(old, leased):
    renewed = old.projects(
        *("locations-queues-tasks-renew-lease", leased["name"], "-r", ".", f"schedule-time={leased['scheduleTime']}"),
        "lease-duration=600s",
    )

    assert renewed["scheduleTime"] > leased["scheduleTime"]


def test_tasks_cancel_lease_makes_the_task_available_at_once(cli, old, leased, pull_queue):
    freed = cli.projects(
        "locations-queues-tasks-cancel-lease", leased["name"], "-r", ".", f"schedule-time={leased['scheduleTime']}"
    )

    assert freed["scheduleTime"] < leased["scheduleTime"]
    again = old.projects("locations-queues-tasks-lease", pull_queue, *LEASE, "filter=tag=red")
    assert [task["name"] for task in again["tasks"]] == [leased["name"]]
