"""HTTP tasks and queue-level HTTP targets, which the client of 2019 does not have."""

import pytest

from expectations import assert_http_headers
from messages import BASIC, FULL, POST, last_segment, mask, refused, text_of
from sink import Answer


@pytest.fixture
def push(api, http_queue, sink):
    """Creates an HTTP task for a path of the sink."""

    def push(path, **fields):
        return api.create_task(parent=http_queue, task={"http_request": {"url": f"{sink.url}{path}", **fields}})

    return push


def test_create_task_fills_in_an_http_task_and_shows_its_body_in_the_full_view(api, http_queue, sink, path):
    api.pause_queue(name=http_queue)
    request = {"url": f"{sink.url}{path}", "body": b"work", "headers": {"User-Agent": "mine", "content-type": "a/b"}}

    basic = api.create_task(parent=http_queue, task={"http_request": request})
    full = api.get_task(name=basic.name, response_view=FULL)

    assert (basic.view, basic.http_request.body) == (BASIC, b"")
    assert (full.view, full.http_request.body) == (FULL, b"work")
    assert full.http_request.http_method == POST
    assert dict(full.http_request.headers) == {"User-Agent": "Google-Cloud-Tasks", "content-type": "a/b"}


@pytest.mark.parametrize(
    "url, text",
    [
        ("", "HttpRequest.url is required."),
        ("ftp://example.com/", "HttpTarget.url must start with 'http://' or 'https://'."),
        ("example.com", "HttpTarget.url must start with 'http://' or 'https://'."),
    ],
)
def test_create_task_refuses_urls_that_cannot_be_called(api, http_queue, url, text):
    with refused("INVALID_ARGUMENT", text):
        api.create_task(parent=http_queue, task={"http_request": {"url": url}})


def test_create_task_refuses_a_body_with_a_method_that_takes_none(push, path):
    with refused("INVALID_ARGUMENT", "Body can only be set if the http_method is POST, PUT, or PATCH."):
        push(path, http_method="GET", body=b"work")


def test_an_http_task_is_delivered_with_the_headers_of_the_service(push, sink, path):
    task = push(f"{path}?q=1", body=b"work", headers={"X-Custom": "kept", "X-CloudTasks-TaskName": "forged"})

    delivery = sink.await_delivery(path)

    assert (delivery.method, delivery.path, delivery.body) == ("POST", f"{path}?q=1", b"work")
    assert_http_headers(delivery.headers, "push", last_segment(task.name), retries=0, answered=0)
    assert delivery.headers["host"] == f"127.0.0.1:{sink.port}"
    assert delivery.headers["x-custom"] == "kept"
    assert "content-type" not in delivery.headers


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_an_http_task_is_delivered_with_its_method(push, sink, path, method):
    push(path, http_method=method)

    assert sink.await_delivery(path).method == method


def test_a_failed_attempt_is_retried_with_the_counts_of_http_tasks(push, sink, path):
    sink.answer(path, 503, 404, 500)

    task = push(path)

    attempts = sink.await_deliveries(path, 4)
    for attempt, retries, answered in zip(attempts, (0, 1, 2, 3), (0, 0, 1, 1)):
        assert_http_headers(attempt.headers, "push", last_segment(task.name), retries, answered)
    assert [a.headers.get("x-cloudtasks-taskpreviousresponse") for a in attempts] == [None, "503", "404", "500"]
    assert [a.headers.get("x-cloudtasks-taskretryreason") for a in attempts] == [None, "", "", ""]


def test_a_redirect_is_followed(push, sink, path):
    sink.answer(path, Answer(302, f"{path}-elsewhere"))

    push(path, body=b"work")

    followed = sink.await_delivery(f"{path}-elsewhere")
    assert (followed.method, followed.body) == ("GET", b"")
    assert len(sink.deliveries(path)) == 1


def test_connections_are_used_again(push, sink, path):
    push(path)
    first = sink.await_delivery(path)
    push(path)

    assert sink.await_deliveries(path, 2)[1].peer == first.peer


def test_a_queue_level_target_overrides_its_tasks(api, location, sink, path):
    target = {
        "uri_override": {
            "scheme": "HTTP",
            "host": "127.0.0.1",
            "port": sink.port,
            "path_override": {"path": path},
            "query_override": {"query_params": "from=queue"},
        },
        "http_method": "PUT",
        "header_overrides": [{"header": {"key": "X-Queue", "value": "yes"}}],
    }
    queue = api.create_queue(parent=location, queue={"name": f"{location}/queues/q", "http_target": target})
    request = {"url": "https://example.invalid/task?from=task", "body": b"work", "headers": {"x-queue": "no"}}

    api.create_task(parent=queue.name, task={"http_request": request})

    delivery = sink.await_delivery(path)
    assert (delivery.method, delivery.path, delivery.body) == ("PUT", f"{path}?from=queue", b"work")
    assert delivery.headers["x-queue"] == "yes"
    assert queue.http_target.uri_override.port == sink.port


def test_update_queue_changes_one_field_of_a_queue_level_target(api, location):
    name = f"{location}/queues/q"
    target = {"uri_override": {"host": "a.example"}, "http_method": "PUT"}
    api.create_queue(parent=location, queue={"name": name, "http_target": target})

    updated = api.update_queue(
        queue={"name": name, "http_target": {"uri_override": {"host": "b.example"}}},
        update_mask=mask("http_target.uri_override.host"),
    )

    assert updated.http_target.uri_override.host == "b.example"
    assert updated.http_target.http_method.name == "PUT"


def test_create_queue_refuses_an_empty_host(api, location):
    with refused("INVALID_ARGUMENT") as caught:
        api.create_queue(
            parent=location, queue={"name": f"{location}/queues/q", "http_target": {"uri_override": {"host": ""}}}
        )

    assert text_of(caught.value) == "Error in parsing HttpTarget. Invalid Host."
    (info,) = [detail for detail in caught.value.details if hasattr(detail, "reason")] or [caught.value]
    assert info.reason == "INVALID_INPUT_ON_HTTP_TARGET_OVERRIDE"
