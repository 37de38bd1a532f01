"""google-api-python-client, built from the document that it contains or from the server's document."""

import contextlib
import json
import os

import pytest
from google.auth.credentials import AnonymousCredentials
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError


def bundled(address):
    """The client of the document in the package, with the server as its endpoint."""
    return build(
        "cloudtasks",
        "v2beta2",
        credentials=AnonymousCredentials(),
        client_options={"api_endpoint": f"http://{address}/"},
        static_discovery=True,
    )


def discovered(address):
    """The client of the server's own document, which contains the server's address."""
    return build(
        "cloudtasks",
        "v2beta2",
        credentials=AnonymousCredentials(),
        discoveryServiceUrl=f"http://{address}/$discovery/rest?version={{apiVersion}}",
        static_discovery=False,
        cache_discovery=False,
    )


@pytest.fixture(scope="session")
def service(address):
    """The client under test."""
    makers = {"python-apiclient-bundled": bundled, "python-apiclient-discovery": discovered}
    service = makers[os.environ["CONFORMANCE_SUITE"]](address)
    yield service
    service.close()


@pytest.fixture(scope="session")
def queues(service):
    return service.projects().locations().queues()


@pytest.fixture(scope="session")
def tasks(queues):
    return queues.tasks()


@pytest.fixture
def pull_queue(queues, location):
    """The name of a fresh pull queue."""
    body = {"name": f"{location}/queues/pull", "pullTarget": {}}
    return queues.create(parent=location, body=body).execute()["name"]


@pytest.fixture
def push_queue(queues, location):
    """The name of a fresh App Engine queue that retries quickly."""
    body = {
        "name": f"{location}/queues/push",
        "appEngineHttpTarget": {},
        "retryConfig": {"minBackoff": "0.1s", "maxBackoff": "1s"},
    }
    return queues.create(parent=location, body=body).execute()["name"]


@pytest.fixture
def refused():
    """Expects the call in the block to fail with this HTTP code and, if given, exactly this status and message."""

    @contextlib.contextmanager
    def refused(code, status=None, text=None):
        with pytest.raises(HttpError) as caught:
            yield caught
        error = json.loads(caught.value.content)["error"]
        assert caught.value.resp.status == error["code"]
        assert error["code"] == code, error
        assert status in (None, error["status"]), error
        assert text in (None, error["message"])

    return refused


@pytest.fixture(scope="session")
def send():
    """Executes a request with another body than the one that the client created."""

    def send(request, text, content_type="application/json"):
        request.body, request.body_size = text, len(text)
        request.headers["content-type"] = content_type
        return request.execute()

    return send
