"""Compares received requests and the final state of the task with the recorded ones."""

import base64
import json

from compare import at_path, differences, gaps, instant, presence

GAP_EARLY_SECONDS = 0.05
GAP_LATE_SECONDS = 0.9
RETRY_SECONDS = 0.001


def judge_dispatch(expect, observation, last_attempt):
    """Lists the differences; `last_attempt` is the path to a task's last attempt."""
    received = observation.received
    if "received" in expect:
        if len(expect["received"]) != len(received):
            yield f"requests: expected {len(expect['received'])}, but {len(received)} arrived: {_listed(received)}"
        for number, (wanted, request) in enumerate(zip(expect["received"], received), 1):
            for line in _request(wanted, request):
                yield f"request {number}: {line}"
    if "received_gaps_s" in expect:
        yield from _gaps(expect["received_gaps_s"], [request.arrived for request in received])
    if "attempts_until_gone" in expect:
        yield from differences(True, observation.gone, "gone")
        yield from differences(expect["attempts_until_gone"], len(received), "attempts")
    if "task" in expect:
        yield from _task(expect["task"], observation.task.body or {}, last_attempt)


def _listed(received):
    return [f"{request.method} {request.path}" for request in received]


def _request(wanted, request):
    for word, actual in (("method", request.method), ("path", request.path), ("query", request.query)):
        if word in wanted:
            yield from differences(wanted[word], actual, word)
    if "body" in wanted:
        yield from differences(wanted["body"], request.body.decode(), "body")
    for name, value in wanted.get("headers", {}).items():
        yield from differences([value], request.header(name), name)
    for name in wanted.get("absent_headers", ()):
        yield from differences([], request.header(name), name)
    tokens = request.header("authorization")
    if "authorization_count" in wanted:
        yield from differences(wanted["authorization_count"], len(tokens), "number of Authorization headers")
    if "jwt" in wanted:
        yield from _jwt(wanted["jwt"], tokens[0] if tokens else "")


def _jwt(wanted, authorization):
    parts = authorization.removeprefix("Bearer ").split(".")
    if len(parts) != 3:
        yield f"token: expected a JWT, but the header is {authorization!r}"
        return
    header, claims = (json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in parts[:2])
    yield from differences(wanted.get("header", {}), header, "token header")
    yield from differences(wanted.get("claims", {}), claims, "token claims")
    for word, actual in (("header_keys", header), ("claim_keys", claims)):
        if word in wanted:
            yield from differences(sorted(wanted[word]), sorted(actual), word)
    if "exp_minus_iat" in wanted:
        yield from differences(wanted["exp_minus_iat"], claims["exp"] - claims["iat"], "exp - iat")
    if "azp_equals_sub" in wanted:
        yield from differences(wanted["azp_equals_sub"], claims["azp"] == claims["sub"], "azp is sub")


def _gaps(wanted, arrivals):
    actual = gaps(arrivals)
    if len(wanted) != len(actual) or not all(
        one - GAP_EARLY_SECONDS <= other < one + GAP_LATE_SECONDS for one, other in zip(wanted, actual)
    ):
        yield f"gaps: expected about {wanted} s, but they are {[round(gap, 3) for gap in actual]}"


def _task(wanted, task, last_attempt):
    yield from differences(wanted["name"], task.get("name"), "name")
    yield from differences(wanted.get("body", {}), task)
    yield from presence(task, wanted.get("absent", ()), wanted.get("present", ()))
    if "retry_after_response_s" in wanted:
        responded = at_path(task, last_attempt + ".responseTime")
        seconds = (instant(task["scheduleTime"]) - instant(responded)).total_seconds()
        if abs(seconds - wanted["retry_after_response_s"]) > RETRY_SECONDS:
            expected = wanted["retry_after_response_s"]
            yield f"scheduleTime: expected {expected} s after the response, but it is {seconds} s"
