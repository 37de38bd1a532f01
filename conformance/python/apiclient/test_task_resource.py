"""projects.locations.queues.tasks through the discovery-built client."""

import base64
import datetime
import re

import pytest
from googleapiclient.errors import HttpError

from expectations import (
    ENTITY_MISSING,
    PAYLOAD_MISSING,
    QUEUE_MISSING,
    TASK_EXISTS,
    TASK_GONE,
    TASK_NAME_TOO_RECENT,
    assert_app_engine_headers,
    assert_http_headers,
)
from polling import eventually

WORK = base64.b64encode(b"\xffwork").decode()


def last_segment(name):
    return name.rpartition("/")[2]


def instant(text):
    return datetime.datetime.fromisoformat(text)


def in_future(**distance):
    return (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(**distance)).isoformat()


@pytest.fixture
def add(tasks, pull_queue):
    """Adds tasks of these ids and one tag to the pull queue, oldest first."""

    def add(*ids, tag="", **body):
        for task_id in ids:
            task = {"name": f"{pull_queue}/tasks/{task_id}", "pullMessage": {"payload": WORK, "tag": tag}}
            last = tasks.create(parent=pull_queue, body={"task": task, **body}).execute()
        return last

    return add


@pytest.fixture
def lease(tasks, pull_queue):
    """Leases from the pull queue; by default 10 tasks for a minute."""

    def lease(parent=pull_queue, **fields):
        body = {"leaseDuration": "60s", "maxTasks": 10, **fields}
        return tasks.lease(parent=parent, body=body).execute().get("tasks", [])

    return lease


@pytest.fixture
def gone(tasks):
    """Waits until a task does not exist any more."""

    def gone(name):
        def ask():
            try:
                return tasks.get(name=name).execute()
            except HttpError as error:
                assert error.reason == TASK_GONE
                return None

        eventually(ask, until=lambda task: task is None, what=f"the end of {name}")

    return gone


def ids(tasks):
    return [last_segment(task["name"]) for task in tasks]


def test_create_makes_a_pull_task_in_the_basic_view(tasks, pull_queue):
    body = {"task": {"pullMessage": {"payload": WORK, "tag": "blue"}}}

    task = tasks.create(parent=pull_queue, body=body).execute()

    assert re.fullmatch(re.escape(pull_queue) + r"/tasks/\d+", task["name"])
    assert task["pullMessage"] == {"tag": "blue"}
    assert task["view"] == "BASIC"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", task["createTime"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}|\.\d{6})?Z", task["scheduleTime"])


def test_create_returns_the_payload_in_the_full_view(add):
    task = add("t", tag="blue", responseView="FULL")

    assert task["view"] == "FULL"
    assert task["pullMessage"] == {"payload": WORK, "tag": "blue"}


def test_create_takes_payloads_in_the_alphabet_for_urls(tasks, pull_queue):
    body = {"task": {"pullMessage": {"payload": base64.urlsafe_b64encode(b"\xff\xfe").decode()}}}

    task = tasks.create(parent=pull_queue, body={**body, "responseView": "FULL"}).execute()

    assert base64.b64decode(task["pullMessage"]["payload"]) == b"\xff\xfe"


def test_create_takes_names_of_fields_as_the_protos_spell_them(tasks, pull_queue):
    body = {"task": {"pull_message": {"tag": "blue"}, "schedule_time": "2020-01-01T00:00:00Z"}, "response_view": "FULL"}

    assert tasks.create(parent=pull_queue, body=body).execute()["pullMessage"] == {"tag": "blue"}


def test_create_refuses_a_name_in_use_and_a_name_used_lately(add, tasks, refused):
    task = add("once")

    with refused(409, "ALREADY_EXISTS", TASK_EXISTS):
        add("once")
    tasks.delete(name=task["name"]).execute()
    with refused(409, "ALREADY_EXISTS", TASK_NAME_TOO_RECENT):
        add("once")


@pytest.mark.parametrize(
    "body, text",
    [
        ({"task": {}}, PAYLOAD_MISSING),
        ({"bogus": 1}, 'Invalid JSON payload received. Unknown name "bogus": Cannot find field.'),
        (
            {"task": {"pullMessage": {"bogus": 1}}},
            """Invalid JSON payload received. Unknown name "bogus" at 'task.pull_message': Cannot find field.""",
        ),
        ({"task": {"name": 5}}, "Invalid value at 'task.name' (TYPE_STRING), 5"),
        (
            {"responseView": "NOPE"},
            """Invalid value at 'response_view' (type.googleapis.com/google.cloud.tasks.v2beta2.Task.View), "NOPE\"""",
        ),
        ({"task": {"pullMessage": {}, "appEngineHttpRequest": {}}}, None),
        ({"task": {"pullMessage": {}, "scheduleTime": "tomorrow"}}, None),
    ],
)
def test_create_refuses_what_it_cannot_read(tasks, pull_queue, refused, body, text):
    with refused(400, "INVALID_ARGUMENT", text):
        tasks.create(parent=pull_queue, body=body).execute()


def test_create_refuses_text_that_is_not_json(tasks, pull_queue, refused, send):
    with refused(400, "INVALID_ARGUMENT"):
        send(tasks.create(parent=pull_queue, body={}), '{"task": ')


def test_create_says_that_the_queue_is_missing(tasks, location, refused):
    with refused(404, "NOT_FOUND", QUEUE_MISSING):
        tasks.create(parent=f"{location}/queues/none", body={"task": {"pullMessage": {}}}).execute()


def test_get_shows_the_payload_only_in_the_full_view(add, tasks):
    task = add("t", tag="blue")

    assert tasks.get(name=task["name"]).execute() == task
    full = tasks.get(name=task["name"], responseView="FULL").execute()
    assert full["pullMessage"] == {"payload": WORK, "tag": "blue"}


def test_get_says_that_a_task_is_missing_or_gone(add, tasks, pull_queue, refused):
    task = add("t")
    tasks.delete(name=task["name"]).execute()

    with refused(404, "NOT_FOUND", ENTITY_MISSING):
        tasks.get(name=f"{pull_queue}/tasks/none").execute()
    with refused(404, "NOT_FOUND", TASK_GONE):
        tasks.get(name=task["name"]).execute()


def test_list_shows_payloads_only_in_the_full_view(add, tasks, pull_queue):
    task = add("t")

    assert tasks.list(parent=pull_queue).execute()["tasks"] == [task]
    (full,) = tasks.list(parent=pull_queue, responseView="FULL").execute()["tasks"]
    assert full["pullMessage"]["payload"] == WORK


def test_list_of_many_tasks_arrives_compressed_and_whole(add, tasks, pull_queue):
    many = [f"t{number:03}" for number in range(200)]
    add(*many)
    answers = []
    request = tasks.list(parent=pull_queue)
    request.add_response_callback(answers.append)

    assert sorted(ids(request.execute()["tasks"])) == many

    assert answers[0]["-content-encoding"] == "gzip"


def test_list_refuses_a_page_token_of_its_own_invention(tasks, pull_queue, refused):
    with refused(400, "INVALID_ARGUMENT", "Invalid page_token"):
        tasks.list(parent=pull_queue, pageToken="bogus").execute()


def test_list_next_walks_to_an_empty_page(add, tasks, pull_queue):
    add("a", "b", "c")

    pages = []
    request = tasks.list(parent=pull_queue, pageSize=2)
    while request is not None:
        answer = request.execute()
        pages.append(ids(answer.get("tasks", [])))
        request = tasks.list_next(request, answer)

    assert [len(page) for page in pages] == [2, 1, 0]
    assert sorted(pages[0] + pages[1]) == ["a", "b", "c"]


def test_delete_removes_the_task(add, tasks, pull_queue, refused):
    task = add("t")

    assert tasks.delete(name=task["name"]).execute() == {}

    assert tasks.list(parent=pull_queue).execute() == {}
    with refused(404, "NOT_FOUND", ENTITY_MISSING):
        tasks.delete(name=task["name"]).execute()


def test_lease_moves_the_schedule_time_and_hides_the_task(add, lease, tasks):
    created = add("t")

    (task,) = lease()

    moved = instant(task["scheduleTime"]) - instant(created["scheduleTime"])
    assert datetime.timedelta(seconds=60) <= moved < datetime.timedelta(seconds=75)
    assert task["status"] == {"attemptDispatchCount": 1}
    assert lease() == []
    assert tasks.get(name=task["name"]).execute()["scheduleTime"] == task["scheduleTime"]


def test_lease_shows_payloads_only_in_the_full_view(add, lease):
    add("a", "b")

    assert lease(maxTasks=1)[0]["pullMessage"] == {}
    assert lease(maxTasks=1, responseView="FULL")[0]["pullMessage"] == {"payload": WORK}


def test_lease_filters_by_tag(add, lease):
    add("a", tag="red")
    add("b", tag="blue")
    add("c", tag="red")
    add("d", tag="green")

    assert ids(lease(filter='tag="blue"')) == ["b"]
    assert ids(lease(filter="tag_function=oldest_tag()")) == ["a", "c"]
    assert ids(lease(filter="tag=green")) == ["d"]


@pytest.mark.parametrize(
    "fields",
    [{"filter": "bogus"}, {"maxTasks": 1001}, {"maxTasks": -1}, {"leaseDuration": "604801s"}, {"leaseDuration": None}],
)
def test_lease_refuses_arguments_out_of_range(lease, refused, fields):
    with refused(400, "INVALID_ARGUMENT"):
        lease(**fields)


def test_lease_refuses_paused_and_push_queues(queues, lease, pull_queue, push_queue, refused):
    queues.pause(name=pull_queue, body={}).execute()

    with refused(400, "FAILED_PRECONDITION"):
        lease()
    with refused(400, "FAILED_PRECONDITION"):
        lease(parent=push_queue)


def test_lease_allows_ten_calls_a_second_on_one_queue(lease, refused):
    with refused(429, "RESOURCE_EXHAUSTED"):
        for _ in range(200):
            lease()


def test_acknowledge_ends_the_task(add, lease, tasks, pull_queue, refused):
    add("t")
    (task,) = lease()

    body = {"scheduleTime": task["scheduleTime"]}
    assert tasks.acknowledge(name=task["name"], body=body).execute() == {}

    assert tasks.list(parent=pull_queue).execute() == {}
    with refused(404, "NOT_FOUND"):
        tasks.acknowledge(name=task["name"], body=body).execute()


def test_acknowledge_refuses_another_schedule_time(add, lease, tasks, refused):
    created = add("t")
    (task,) = lease()

    with refused(400, "FAILED_PRECONDITION"):
        tasks.acknowledge(name=task["name"], body={"scheduleTime": created["scheduleTime"]}).execute()
    with refused(400, "INVALID_ARGUMENT"):
        tasks.acknowledge(name=task["name"], body={}).execute()


def test_renew_lease_counts_from_now(add, lease, tasks, refused):
    add("t")
    (task,) = lease()

    body = {"scheduleTime": task["scheduleTime"], "leaseDuration": "600s", "responseView": "FULL"}
    renewed = tasks.renewLease(name=task["name"], body=body).execute()

    moved = instant(renewed["scheduleTime"]) - instant(task["scheduleTime"])
    assert datetime.timedelta(seconds=540) <= moved < datetime.timedelta(seconds=555)
    assert renewed["pullMessage"]["payload"] == WORK
    assert renewed["status"] == {"attemptDispatchCount": 1}
    with refused(400, "FAILED_PRECONDITION"):
        tasks.renewLease(name=task["name"], body=body).execute()


def test_cancel_lease_makes_the_task_available_at_once(add, lease, tasks, refused):
    add("t")
    (task,) = lease()

    body = {"scheduleTime": task["scheduleTime"]}
    cancelled = tasks.cancelLease(name=task["name"], body=body).execute()

    assert instant(cancelled["scheduleTime"]) < instant(task["scheduleTime"])
    with refused(400, "FAILED_PRECONDITION"):
        tasks.cancelLease(name=task["name"], body=body).execute()
    assert ids(lease()) == ["t"]


def test_run_dispatches_a_task_of_the_future_on_a_paused_queue(queues, tasks, push_queue, sink, path, gone, refused):
    queues.pause(name=push_queue, body={}).execute()
    request = {"relativeUrl": path, "payload": WORK}
    body = {"task": {"appEngineHttpRequest": request, "scheduleTime": in_future(hours=1)}}
    task = tasks.create(parent=push_queue, body=body).execute()

    ran = tasks.run(name=task["name"], body={"responseView": "FULL"}).execute()

    assert ran["status"]["attemptDispatchCount"] == 1
    assert ran["appEngineHttpRequest"]["payload"] == WORK
    delivery = sink.await_delivery(path)
    assert delivery.body == b"\xffwork"
    assert_app_engine_headers(delivery.headers, "push", last_segment(task["name"]), retries=0, answered=0)
    gone(task["name"])
    with refused(404, "NOT_FOUND", ENTITY_MISSING):
        tasks.run(name=task["name"], body={}).execute()


def test_run_refuses_a_pull_task(add, tasks, refused):
    with refused(400, "FAILED_PRECONDITION"):
        tasks.run(name=add("t")["name"], body={}).execute()


def test_a_failed_attempt_is_retried(tasks, push_queue, sink, path, gone):
    sink.answer(path, 500)
    body = {"task": {"httpRequest": {"url": sink.url + path, "body": WORK, "headers": {"X-Custom": "kept"}}}}

    task = tasks.create(parent=push_queue, body=body).execute()

    first, second = sink.await_deliveries(path, 2)
    gone(task["name"])
    for attempt, retries in ((first, 0), (second, 1)):
        assert_http_headers(attempt.headers, "push", last_segment(task["name"]), retries, answered=0)
        assert (attempt.body, attempt.headers["x-custom"]) == (b"\xffwork", "kept")
    assert second.headers["x-cloudtasks-taskpreviousresponse"] == "500"


def test_a_failed_attempt_shows_in_the_status(queues, tasks, push_queue, sink, path):
    queues.pause(name=push_queue, body={}).execute()
    sink.answer(path, 503)
    task = tasks.create(parent=push_queue, body={"task": {"httpRequest": {"url": sink.url + path}}}).execute()

    tasks.run(name=task["name"], body={}).execute()

    status = eventually(
        lambda: tasks.get(name=task["name"]).execute()["status"],
        until=lambda status: "responseStatus" in status.get("lastAttemptStatus", {}),
    )
    assert status["attemptDispatchCount"] == 1
    assert status["lastAttemptStatus"]["responseStatus"] == {
        "code": 14,
        "message": "UNAVAILABLE(14): HTTP status code 503",
    }
    assert status["firstAttemptStatus"].keys() == {"dispatchTime"}


@pytest.fixture
def target_queue(queues, location, sink, path):
    """The name of a queue with an HTTP target that overrides the host and path, as BufferTask requires."""
    override = {
        "scheme": "HTTP",
        "host": "127.0.0.1",
        "port": str(sink.port),
        "pathOverride": {"path": path},
    }
    body = {"name": f"{location}/queues/buffered", "httpTarget": {"uriOverride": override}}
    return queues.create(parent=location, body=body).execute()["name"]


def test_buffer_makes_a_task_of_its_body(tasks, target_queue, sink, path):
    body = {"body": {"contentType": "text/plain", "data": WORK}}

    answer = tasks.buffer(queue=target_queue, taskId="t", body=body).execute()

    assert answer["task"]["name"] == f"{target_queue}/tasks/t"
    delivery = sink.await_delivery(path)
    assert delivery.method == "POST"
    assert_http_headers(delivery.headers, "buffered", "t", retries=0, answered=0)


def test_buffer_refuses_a_queue_without_http_target(tasks, pull_queue, refused):
    with refused(400):
        tasks.buffer(queue=pull_queue, taskId="t", body={}).execute()


def test_close_ends_the_connections_and_calls_open_new_ones(tasks, pull_queue):
    tasks.close()

    assert tasks.list(parent=pull_queue).execute() == {}
