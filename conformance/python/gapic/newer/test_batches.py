"""Batches of tasks, their operations, and the encryption keys of locations, in v2 and v2beta3."""

import pytest
from google.api_core import exceptions

from expectations import ENTITY_MISSING, LOCATION_ID, TASK_EXISTS
from messages import last_segment, mask, refused


@pytest.fixture
def paused(api, http_queue):
    """The name of a queue that keeps its tasks."""
    return api.pause_queue(name=http_queue).name


@pytest.fixture
def create(api, paused):
    """Creates tasks with these ids in one batch, and returns its operation."""

    def create(*ids, **fields):
        request = {"url": "http://127.0.0.1:1/"}
        tasks = [{"name": f"{paused}/tasks/{task_id}", "http_request": request} for task_id in ids]
        requests = [{"parent": paused, "task": task} for task in tasks]
        return api.batch_create_tasks(parent=paused, requests=requests, **fields)

    return create


@pytest.fixture
def ids(api, paused):
    """Lists the ids of the tasks."""
    return lambda: sorted(last_segment(task.name) for task in api.list_tasks(parent=paused))


def test_batch_create_tasks_creates_its_tasks_and_is_done_at_once(create, ids):
    operation = create("a", "b")

    assert operation.done()
    assert [last_segment(task.name) for task in operation.result().tasks] == ["a", "b"]
    assert operation.metadata.state.name == "SUCCEEDED"
    assert ids() == ["a", "b"]


def test_batch_create_tasks_says_which_of_its_tasks_failed(create):
    create("a")

    operation = create("a", "b")

    assert [last_segment(task.name) for task in operation.result().tasks] == ["b"]
    assert operation.metadata.state.name == "PARTIALLY_SUCCEEDED"
    (index, status), = operation.metadata.failed_requests.items()
    assert (index, status.code, status.message) == (0, 6, TASK_EXISTS)


def test_batch_create_tasks_refuses_whole_batches(create):
    with refused("INVALID_ARGUMENT", "Request must contain at least one task."):
        create()
    with refused(
        "INVALID_ARGUMENT", "A maximum of 100 tasks can be created in a single batch, but got 101 tasks."
    ):
        create(*(f"t{number}" for number in range(101)))


def test_batch_delete_tasks_deletes_its_tasks(api, create, ids, paused):
    create("a", "b")

    operation = api.batch_delete_tasks(
        parent=paused, names=[f"{paused}/tasks/a", f"{paused}/tasks/b", f"{paused}/tasks/none"]
    )

    operation.result()
    assert operation.metadata.state.name == "PARTIALLY_SUCCEEDED"
    (index, status), = operation.metadata.failed_requests.items()
    assert (index, status.code, status.message) == (2, 5, ENTITY_MISSING)
    assert ids() == []


def test_batch_delete_tasks_fails_if_none_could_be_deleted(api, paused):
    operation = api.batch_delete_tasks(parent=paused, names=[f"{paused}/tasks/none"])

    with pytest.raises(exceptions.GoogleAPICallError, match="None of the requests succeeded"):
        operation.result()


def test_get_operation_finds_an_operation_by_the_id_of_its_request(api, create, location):
    request_id = "4f2b6f1e-8a54-4a5c-9f4e-0d9f6a6c7b21"
    create("a", request_id=request_id)

    operation = api.get_operation(name=f"{location}/operations/{request_id}")

    assert operation.done
    assert operation.name == f"{location}/operations/{request_id}"
    with refused("NOT_FOUND", ENTITY_MISSING):
        api.get_operation(name=f"{location}/operations/none")


def test_get_cmek_config_of_a_location_without_a_key_has_none(api, project):
    name = api.client.cmek_config_path(project, LOCATION_ID)

    config = api.get_cmek_config(name=name)

    assert (config.name, config.kms_key) == (name, "")


def test_update_cmek_config_sets_the_key_and_refuses_what_is_none(api, location):
    name, key = f"{location}/cmekConfig", f"{location}/keyRings/r/cryptoKeys/k"

    assert api.update_cmek_config(cmek_config={"name": name, "kms_key": key}).kms_key == key

    assert api.get_cmek_config(name=name).kms_key == key
    with refused("INVALID_ARGUMENT", "Resource name [junk] does not match any known resource name pattern."):
        api.update_cmek_config(cmek_config={"name": name, "kms_key": "junk"}, update_mask=mask("kms_key"))
