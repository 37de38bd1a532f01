"""The server without blocked names and without a limit of lease calls."""

from messages import duration


def test_a_queue_name_is_free_at_once(api, location, pull_queue):
    api.delete_queue(name=pull_queue)

    assert api.create_queue(parent=location, queue={"name": pull_queue}).name == pull_queue


def test_a_task_name_is_free_at_once(api, pull_queue):
    task = {"name": f"{pull_queue}/tasks/t", "pull_message": {}}
    api.create_task(parent=pull_queue, task=task)
    api.delete_task(name=task["name"])

    assert api.create_task(parent=pull_queue, task=task).name == task["name"]


def test_leases_are_not_counted(api, pull_queue):
    for _ in range(100):
        api.lease_tasks(parent=pull_queue, lease_duration=duration(60), max_tasks=1)
