"""The published command line tools, unpatched, and REST requests for calls that they cannot send.

They call https://cloudtasks.googleapis.com. `conformance/run` starts them and the server where that is loopback, and where
no other host can be reached.
"""

import json
import os
import pathlib
import subprocess
import urllib.request

import pytest

NEWEST = "7.0.0"
OLD = "3.1.0"

# The credentials that the tool stores after a user's consent. Without an expiry, the tool does not renew them.
TOKEN = [
    {
        "scopes": ["https://www.googleapis.com/auth/cloud-platform"],
        "token": {"access_token": "emulator", "refresh_token": None, "expires_at": None, "id_token": None},
    }
]


class CommandLine:
    """A release of the tool, with its own configuration directory."""

    def __init__(self, release, directory):
        self.release = release
        self._program = pathlib.Path(os.environ["CONFORMANCE_CLI"]) / release / "bin" / "cloudtasks2-beta2"
        self._directory = directory
        (directory / "cloudtasks2-beta2").write_text(json.dumps(TOKEN))

    def run(self, *arguments):
        """The finished process."""
        return subprocess.run(
            [self._program, "--config-dir", self._directory, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def projects(self, *arguments):
        """Returns the response of a method of `projects`; fails if it is rejected."""
        done = self.run("projects", *arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def refusal(self, *arguments):
        """Returns the service's error, as a method of `projects` prints it."""
        done = self.run("projects", *arguments)
        assert done.returncode == 1, done.stdout
        return json.loads(done.stderr.partition("Bad Request: ")[2])["error"]


@pytest.fixture(params=[NEWEST, OLD])
def cli(request, tmp_path):
    """Either release, for calls that both can send."""
    return CommandLine(request.param, tmp_path)


@pytest.fixture
def newest(tmp_path):
    """The release that has every method and sends integers, but cannot read a duration."""
    return CommandLine(NEWEST, tmp_path)


@pytest.fixture
def old(tmp_path):
    """The release that reads durations, but converts integers to a form that it rejects."""
    return CommandLine(OLD, tmp_path)


@pytest.fixture
def rest(address):
    """Calls a method with JSON, over plaintext HTTP on the server's other port."""

    def call(method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://{address}/v2beta2/{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    return call


@pytest.fixture
def queue(cli, location):
    """The name of an App Engine queue that the tool has created."""
    return cli.projects("locations-queues-create", location, "-r", ".", f"name={location}/queues/push")["name"]


@pytest.fixture
def pull_queue(rest, location):
    """The name of a pull queue, created over REST because the tool cannot send an empty message."""
    return rest("POST", f"{location}/queues", {"name": f"{location}/queues/pull", "pullTarget": {}})["name"]
