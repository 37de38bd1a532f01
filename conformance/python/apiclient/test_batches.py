"""Batches of calls in one request, with new_batch_http_request."""

import base64

import pytest
from googleapiclient.http import BatchHttpRequest

from expectations import ENTITY_MISSING

MAX_CALLS = 1000


@pytest.fixture
def execute(service, address):
    """Sends the calls in one request. Returns the responses and errors by the id of the call."""

    def execute(calls):
        answers = {}

        def callback(call, response, error):
            answers[call] = error or response

        batch = service.new_batch_http_request(callback=callback)
        if address not in batch._batch_uri:
            # With the document in the package, the client ignores api_endpoint for batches.
            batch = BatchHttpRequest(callback=callback, batch_uri=f"http://{address}/batch")
        for call, request in calls.items():
            batch.add(request, request_id=call)
        batch.execute()
        return answers

    return execute


def test_batch_creates_and_reads_tasks(execute, tasks, pull_queue):
    def create(task_id):
        message = {"payload": base64.b64encode(b"\xff").decode(), "tag": "grün"}
        body = {"task": {"name": f"{pull_queue}/tasks/{task_id}", "pullMessage": message}}
        return tasks.create(parent=pull_queue, body=body)

    answers = execute({task_id: create(task_id) for task_id in "abc"})
    assert {call: task["name"] for call, task in answers.items()} == {
        task_id: f"{pull_queue}/tasks/{task_id}" for task_id in "abc"
    }

    answers = execute(
        {
            "list": tasks.list(parent=pull_queue),
            "get a long name that is folded in the header of the part + more": tasks.get(name=f"{pull_queue}/tasks/a"),
            "delete": tasks.delete(name=f"{pull_queue}/tasks/b"),
            "list again": tasks.list(parent=pull_queue, fields="tasks/name"),
        },
    )
    assert [task["pullMessage"]["tag"] for task in answers["list"]["tasks"]] == ["grün"] * 3
    assert answers["delete"] == {}
    assert answers["list again"] == {"tasks": [{"name": f"{pull_queue}/tasks/{task_id}"} for task_id in "ac"]}


def test_errors_of_a_batch_belong_to_their_calls(execute, queues, tasks, pull_queue):
    answers = execute(
        {
            "missing": tasks.get(name=f"{pull_queue}/tasks/missing"),
            "good": queues.get(name=pull_queue),
            "bad": tasks.create(parent=pull_queue, body={"task": {"nonsense": 1}}),
        },
    )
    assert answers["missing"].resp.status == 404
    assert answers["missing"].reason == ENTITY_MISSING
    assert answers["good"]["name"] == pull_queue
    assert answers["bad"].resp.status == 400


def test_largest_batch(execute, tasks, pull_queue):
    calls = {
        str(number): tasks.create(parent=pull_queue, body={"task": {"pullMessage": {"tag": str(number)}}})
        for number in range(MAX_CALLS)
    }
    answers = execute(calls)
    assert [answers[str(number)]["pullMessage"]["tag"] for number in range(MAX_CALLS)] == [
        str(number) for number in range(MAX_CALLS)
    ]
