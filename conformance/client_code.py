"""Runs the programs that GET /emulator/v1/{name of a task}:code returns: client_code.py PYTHON NODE_DIRECTORY GO_DIRECTORY CLASSPATH.

Creates tasks in a paused queue, runs the program of each language, and compares the new task with the old one. gcloud is replaced by
a script that records its arguments and its input, since it cannot be installed from a package registry.
Prints "client-code: N passed, N failed".
"""

import base64
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

SERVER = f"http://{os.environ['CONFORMANCE_SERVER']}"
LOCATION = "projects/client-code/locations/us-central1"
PUSH = f"{LOCATION}/queues/push"
PULL = f"{LOCATION}/queues/pull"
TIMEOUT_SECONDS = 180

# Fields that the service sets, and the default of each new task.
SET_BY_SERVICE = ("name", "createTime", "status", "view", "dispatchCount", "responseCount")

# Tasks are scheduled for tomorrow; the service takes at most 30 days.
TOMORROW = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S")

AWKWARD = "it's \"quoted\" $HOME `date` \\n \\u0041 !x %s 100% ü 𝄞 \u202e\ttab\nline"


def encoded(data):
    return base64.b64encode(data).decode()


TASKS = {
    "small": ("v2", PUSH, {"httpRequest": {"url": "http://localhost:9000/work"}}),
    "text": ("v2", PUSH, {"scheduleTime": f"{TOMORROW}.678901Z", "dispatchDeadline": "30s", "httpRequest": {
        "url": "http://localhost:9000/a'b?x=$1&y=%5C", "httpMethod": "PUT", "body": encoded(AWKWARD.encode()),
        "headers": {"Content-Type": "application/json", "X-Odd": "it's \"odd\" \\ $HOME"},
        "oidcToken": {"serviceAccountEmail": "a@b.iam.gserviceaccount.com", "audience": "me"}}}),
    "binary": ("v2", PUSH, {"httpRequest": {
        "url": "https://storage.googleapis.com/", "body": encoded(bytes(range(256))),
        "oauthToken": {"serviceAccountEmail": "a@b.iam.gserviceaccount.com", "scope": "https://example.test/scope"}}}),
    "retries": ("v2", PUSH, {"retryConfig": {"maxAttempts": 3, "minBackoff": "1.500s"}, "httpRequest": {"url": "http://localhost:9000/"}}),
    "app-engine": ("v2", PUSH, {"appEngineHttpRequest": {
        "relativeUri": "/work?x=1", "httpMethod": "PUT", "body": encoded(b"hello"), "headers": {"X-Mine": "1"},
        "appEngineRouting": {"service": "worker", "version": "v1"}}}),
    "pull": ("v2beta2", PULL, {"scheduleTime": f"{TOMORROW}Z", "pullMessage": {
        "payload": encoded(AWKWARD.encode()), "tag": "it's a tag"}}),
    "pull-binary": ("v2beta2", PULL, {"pullMessage": {"payload": encoded(b"\xff\x00'\"")}}),
}

GCLOUD = """#!/bin/sh
printf '%s\\0' "$CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDTASKS" "$@" > "$RECORDED"
for argument; do
  case $argument in --*-file=-) cat > "$RECORDED.input" ;; esac
done
"""


def call(method, path, body=None):
    request = urllib.request.Request(
        f"{SERVER}{path}", method=method, data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request) as response:
            return json.load(response)
    except urllib.error.HTTPError as e:
        raise AssertionError(f"{method} {path}: {e.read().decode()}") from e


def tasks(version, queue):
    return call("GET", f"/{version}/{queue}/tasks?responseView=FULL").get("tasks", [])


def written(task):
    """The fields of a task that its creator wrote. The default schedule time is the time of the creation."""
    fields = {name: value for name, value in task.items() if name not in SET_BY_SERVICE}
    if fields["scheduleTime"] < TOMORROW:
        del fields["scheduleTime"]
    return fields


class Runner:
    """Runs a program. Each language has its own directory."""

    def __init__(self, file, command, directory, environment=None):
        self.file = file
        self.command = command
        self.directory = pathlib.Path(directory)
        self.environment = {**os.environ, **(environment or {})}

    def run(self, code):
        (self.directory / self.file).write_text(code)
        done = subprocess.run(
            [*self.command, self.file], cwd=self.directory, env=self.environment, capture_output=True, text=True,
            timeout=TIMEOUT_SECONDS)
        if done.returncode:
            raise AssertionError(f"exit code {done.returncode}: {done.stdout}{done.stderr}")


def expected_arguments(task, version):
    """The arguments of gcloud for a task, as its reference documents them."""
    payload = next(value for name, value in task.items() if name in ("httpRequest", "appEngineHttpRequest", "pullMessage"))
    body = base64.b64decode(payload.get("body") or payload.get("payload") or "")
    flags = {"project": "client-code", "location": "us-central1", "queue": (PULL if version == "v2beta2" else PUSH).split("/")[-1]}
    simple = {"url": "url", "httpMethod": "method", "relativeUri": "relative-uri", "tag": "tag"}
    flags.update({flag: payload[field] for field, flag in simple.items() if field in payload})
    for kind, second in (("oidc", "audience"), ("oauth", "scope")):
        if f"{kind}Token" in payload:
            token = payload[f"{kind}Token"]
            flags[f"{kind}-service-account-email"] = token["serviceAccountEmail"]
            flags[f"{kind}-token-{second}"] = token[second]
    if "appEngineRouting" in payload:
        flags["routing"] = "service:worker,version:v1"
    if "scheduleTime" in task:
        flags["schedule-time"] = task["scheduleTime"]
    headers = {f"{name}: {value}" for name, value in payload.get("headers", {}).items()}
    return flags, headers, body


def check_gcloud(code, directory, task, version):
    recorded = pathlib.Path(directory) / "recorded"
    given = recorded.with_name("recorded.input")
    given.unlink(missing_ok=True)
    Runner("task.sh", ["sh"], directory, {
        "PATH": f"{directory}:{os.environ['PATH']}", "RECORDED": str(recorded)}).run(code)
    endpoint, *arguments = recorded.read_bytes().decode().split("\0")[:-1]
    pairs = [argument.removeprefix("--").split("=", 1) for argument in arguments if argument.startswith("--")]
    body = given.read_bytes() if given.exists() else b""
    flags = {}
    headers = set()
    for name, value in pairs:
        if name == "header":
            headers.add(value)
        elif name in ("body-content", "payload-content"):
            body = value.encode()
        elif name not in ("body-file", "payload-file"):
            flags[name] = value
    wanted_flags, wanted_headers, wanted_body = expected_arguments(task, version)
    assert endpoint == f"{SERVER}/", endpoint
    assert flags == wanted_flags, flags
    assert wanted_headers <= headers, headers
    assert body == wanted_body, body


def check(language, runner, name, version, queue, task):
    original = call("POST", f"/{version}/{queue}/tasks", {"task": task, "responseView": "FULL"})
    program, = call("GET", f"/emulator/v1/{original['name']}:code?language={language}")["programs"]
    if language == "gcloud":
        check_gcloud(program["code"], runner, task, version)
    else:
        runner.run(program["code"])
        made = [other for other in tasks(version, queue) if other["name"] != original["name"]]
        assert len(made) == 1, made
        wanted = written(original)
        if "no field for the retryConfig" in program["code"]:
            assert language in ("node", "java"), program["code"]
            del wanted["retryConfig"]
        assert written(made[0]) == wanted, f"\n{written(made[0])}\ninstead of\n{wanted}"


def main(python, node, go, classpath):
    passed = failed = 0
    call("POST", f"/v2beta2/{LOCATION}/queues", {"name": PUSH})
    call("POST", f"/v2beta2/{PUSH}:pause", {})
    call("POST", f"/v2beta2/{LOCATION}/queues", {"name": PULL, "pullTarget": {}})
    with tempfile.TemporaryDirectory() as directory:
        fake = pathlib.Path(directory) / "gcloud"
        fake.write_text(GCLOUD)
        fake.chmod(0o755)
        runners = {
            "curl": Runner("curl.sh", ["sh", "-e"], directory),
            "gcloud": directory,
            "python": Runner("create.py", [python], directory),
            "node": Runner("client-code.mjs", ["node"], node, {"METADATA_SERVER_DETECTION": "none"}),
            "go": Runner("main.go", ["go", "run"], go),
            "java": Runner("CreateTask.java", ["java", "-cp", classpath], directory),
        }
        for language, runner in runners.items():
            for name, (version, queue, task) in TASKS.items():
                try:
                    check(language, runner, name, version, queue, task)
                    passed += 1
                except (AssertionError, subprocess.TimeoutExpired) as e:
                    failed += 1
                    print(f"FAILED {language} {name}: {e}")
                call("POST", f"/v2beta2/{queue}:purge", {})
    print(f"client-code: {passed} passed, {failed} failed")


if __name__ == "__main__":
    main(*sys.argv[1:])
