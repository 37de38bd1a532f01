"""The published command line tools, unpatched, and plain REST for what they cannot ask for.

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

# What the tool would have stored after a user's consent; without an end it asks nobody for another.
TOKEN = [
    {
        "scopes": ["https://www.googleapis.com/auth/cloud-platform"],
        "token": {"access_token": "emulator", "refresh_token": None, "expires_at": None, "id_token": None},
    }
]


class CommandLine:
    """One release of the tool with a configuration directory of its own."""

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
        """What a method of `projects` answers; fails if it is refused."""
        done = self.run("projects", *arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def refusal(self, *arguments):
        """The service's error, as a method of `projects` passes it on."""
        done = self.run("projects", *arguments)
        assert done.returncode == 1, done.stdout
        return json.loads(done.stderr.partition("Bad Request: ")[2])["error"]


@pytest.fixture(params=[NEWEST, OLD])
def cli(request, tmp_path):
    """Either release, for what both can do."""
    return CommandLine(request.param, tmp_path)


@pytest.fixture
def newest(tmp_path):
    """The release that takes integers and knows every method, and cannot read a duration."""
    return CommandLine(NEWEST, tmp_path)


@pytest.fixture
def old(tmp_path):
    """The release that reads durations, and turns integers into what it then refuses."""
    return CommandLine(OLD, tmp_path)


@pytest.fixture
def rest(address):
    """Calls a method with JSON, over plain HTTP on the server's other port."""

    def call(method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://{address}/v2beta2/{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    return call


@pytest.fixture
def queue(cli, location):
    """The name of an App Engine queue that the tool has made."""
    return cli.projects("locations-queues-create", location, "-r", ".", f"name={location}/queues/push")["name"]


@pytest.fixture
def pull_queue(rest, location):
    """The name of a pull queue; the tool has no way to say that a message is there and empty."""
    return rest("POST", f"{location}/queues", {"name": f"{location}/queues/pull", "pullTarget": {}})["name"]
