"""Batches of tasks, their operations, and the encryption keys of locations."""

import pytest
from googleapiclient.errors import HttpError

BATCH_CREATE = "type.googleapis.com/google.cloud.tasks.v2beta2.BatchCreateTasksMetadata"
BATCH_DELETE = "type.googleapis.com/google.cloud.tasks.v2beta2.BatchDeleteTasksMetadata"


@pytest.fixture
def locations(service):
    return service.projects().locations()


def test_batch_create_makes_what_it_can_and_says_what_it_cannot(tasks, pull_queue):
    good = {"parent": pull_queue, "task": {"name": f"{pull_queue}/tasks/good", "pullMessage": {"tag": "t"}}}
    bad = {"parent": pull_queue, "task": {}}

    operation = tasks.batchCreate(parent=pull_queue, body={"requests": [good, bad]}).execute()

    assert operation["done"] is True
    assert operation["metadata"]["@type"] == BATCH_CREATE
    assert operation["metadata"]["state"] == "PARTIALLY_SUCCEEDED"
    assert operation["metadata"]["failedRequests"] == {"1": {"code": 3, "message": "Payload type must be set."}}
    assert [task["name"] for task in operation["response"]["tasks"]] == [f"{pull_queue}/tasks/good"]
    assert tasks.get(name=f"{pull_queue}/tasks/good").execute()["pullMessage"] == {"tag": "t"}


def test_batch_delete_removes_tasks(tasks, pull_queue):
    names = [f"{pull_queue}/tasks/{task_id}" for task_id in "ab"]
    for name in names:
        tasks.create(parent=pull_queue, body={"task": {"name": name, "pullMessage": {}}}).execute()

    operation = tasks.batchDelete(parent=pull_queue, body={"names": names}).execute()

    assert operation["metadata"]["@type"] == BATCH_DELETE
    assert operation["metadata"]["state"] == "SUCCEEDED"
    assert operation["response"] == {"@type": "type.googleapis.com/google.protobuf.Empty"}
    assert tasks.list(parent=pull_queue).execute() == {}


def test_operations_get_shows_the_operation_again(locations, tasks, pull_queue):
    request = {"parent": pull_queue, "task": {"pullMessage": {}}}
    operation = tasks.batchCreate(parent=pull_queue, body={"requests": [request], "requestId": "once"}).execute()

    assert locations.operations().get(name=operation["name"]).execute() == operation
    with pytest.raises(HttpError, match="Requested entity was not found."):
        locations.operations().get(name=operation["name"] + "-not").execute()


def test_a_key_of_a_location_is_remembered_and_forgotten(locations, location):
    name = f"{location}/cmekConfig"
    key = f"{location}/keyRings/ring/cryptoKeys/key"

    assert locations.getCmekConfig(name=name).execute() == {"name": name}
    assert locations.updateCmekConfig(name=name, body={"kmsKey": key}).execute() == {"name": name, "kmsKey": key}
    assert locations.getCmekConfig(name=name).execute() == {"name": name, "kmsKey": key}
    assert locations.updateCmekConfig(name=name, body={}).execute() == {"name": name}
