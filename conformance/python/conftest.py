"""Fixtures of every Python suite: the server's address, the sink, and names that no other test uses."""

import os
import uuid

import pytest

from expectations import LOCATION_ID
from sink import Sink


@pytest.fixture(scope="session")
def address():
    """HOST:PORT of the running server."""
    return os.environ["CONFORMANCE_SERVER"]


@pytest.fixture(scope="session")
def sink():
    """The target of push tasks, at the port that the server uses as App Engine."""
    sink = Sink(int(os.environ["CONFORMANCE_SINK_PORT"]))
    yield sink
    sink.close()


@pytest.fixture
def project():
    """The id of a project that only this test uses."""
    return f"conformance-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def location(project):
    """The full name of a location in this test's project."""
    return f"projects/{project}/locations/{LOCATION_ID}"


@pytest.fixture
def path():
    """A path of the sink that no other test uses."""
    return f"/{uuid.uuid4().hex}"


def pytest_terminal_summary(terminalreporter):
    """Prints the summary line for `conformance/run`."""
    count = {outcome: len(terminalreporter.getreports(outcome)) for outcome in ("passed", "failed", "error")}
    suite = os.environ["CONFORMANCE_SUITE"]
    terminalreporter.write_line(f"{suite}: {count['passed']} passed, {count['failed'] + count['error']} failed")
