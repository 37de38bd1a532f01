"""Runs a case against the server and records the result, without judging it."""

import dataclasses
import json
import time

from calls import Answer, http_call

PATIENCE_SECONDS = 45
SETTLE_SECONDS = 0.5
PAUSE_SECONDS = 0.2


class SetupFailed(Exception):
    """A setup step failed."""


class SetupLate(Exception):
    """The setup took longer than a time of the case that must be in the future. The case must run again."""


@dataclasses.dataclass(frozen=True)
class Observation:
    """The observations of a case: a response, HTTP responses, or dispatched requests and the final state of the task."""

    answer: Answer | None = None
    http: tuple = ()
    received: tuple = ()
    task: Answer | None = None
    gone: bool = False


class Observer:
    """Runs cases of one version.

    `call` calls a method by name with a request. `responded` returns whether an attempt of a task (JSON) has ended.
    """

    def __init__(self, address, call, receiver, responded):
        self._address = address
        self._call = call
        self._receiver = receiver
        self._responded = responded

    def observe(self, case, scene):
        """Runs a case in a scene, and returns the case with filled placeholders and its observations."""
        filled = scene.fill(case)
        for step in filled.get("setup", ()):
            self._do(step)
        if scene.is_late(case):
            raise SetupLate
        return filled, getattr(self, "_" + case["transport"])(filled, scene)

    def _do(self, step):
        if "sleep" in step:
            time.sleep(step["sleep"])
        elif "wait_gone" in step:
            self._await_task(step["wait_gone"], lambda answer: answer.code == "NOT_FOUND")
        else:
            answer = self._call(step["method"], step["request"])
            if answer.code not in ("OK", *step.get("allow", ())):
                raise SetupFailed(f"{step['method']} before it answered {answer.code}: {answer.message}")

    def _grpc(self, case, scene):
        request = case["request"]
        answer = self._call(case["method"], request)
        for page in range(case.get("poll", {}).get("follow_pages", 0)):
            token = (answer.body or {}).get("nextPageToken")
            if not token:
                raise SetupFailed(f"page {page + 1} has no token for the next one: {answer}")
            answer = self._call(case["method"], {**request, "pageToken": token})
        return Observation(answer=answer)

    def _rest(self, case, scene):
        request = case["request"]
        body = request.get("body")
        if body is not None and not request.get("raw"):
            body = json.dumps(body)
        # The server sends the HTML page only to clients that accept HTML.
        accepts = (None, "text/html") if "body_is" in case["expect"] else (None,)
        return Observation(
            http=tuple(http_call(self._address, case["method"], request["path"], body, accept) for accept in accepts)
        )

    def _dispatch(self, case, scene):
        expect = case["expect"]
        task = None
        gone = False
        if "task" in expect:
            task = self._await_task(expect["task"]["name"], lambda answer: self._responded(answer.body or {}))
        if "task_name" in expect:
            gone = self._await_task(expect["task_name"], lambda answer: answer.code == "NOT_FOUND") is not None
        wanted = len(expect.get("received", ()))
        end = time.monotonic() + PATIENCE_SECONDS
        while len(self._receiver.received(scene.run)) < wanted and time.monotonic() < end:
            time.sleep(PAUSE_SECONDS)
        # An unexpected further request would arrive soon.
        time.sleep(SETTLE_SECONDS)
        return Observation(received=tuple(self._receiver.received(scene.run)), task=task, gone=gone)

    def _await_task(self, name, done):
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = self._call("GetTask", {"name": name})
            if done(answer):
                return answer
            if time.monotonic() > end:
                raise SetupFailed(f"the task did not get there within {PATIENCE_SECONDS} s: {answer}")
            time.sleep(PAUSE_SECONDS)
