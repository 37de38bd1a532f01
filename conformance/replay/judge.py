"""Compares what a case saw with what it expects. Every word of an expectation has its method here."""

import base64
import datetime
import json
import re

from compare import MISSING, at_path, differences, gaps, key_orders, same_layout

NOW_SECONDS = 5
GAP_EARLY_SECONDS = 0.05
GAP_LATE_SECONDS = 0.9
RETRY_SECONDS = 0.001


def judge(case, observation, last_attempt):
    """What is not as expected, one line each; `last_attempt` is the path to a task's last attempt."""
    expect = case["expect"]
    if case["transport"] == "grpc":
        return list(_grpc(expect, observation.answer))
    if case["transport"] == "rest":
        return list(_rest(case, observation.http))
    return list(_dispatch(expect, observation, last_attempt))


def _grpc(expect, answer):
    yield from differences(expect["code"], answer.code, "code")
    if "message" in expect:
        yield from differences(expect["message"], answer.message, "message")
    if "message_prefix" in expect and not answer.message.startswith(expect["message_prefix"]):
        yield f"message: expected to begin with {expect['message_prefix']!r}\n{' ' * 10}but it is {answer.message!r}"
    # An error that was recorded without details had none.
    yield from differences(expect.get("details", []), list(answer.details), "details", exact=True)
    if answer.code == "OK" == expect["code"]:
        yield from _body(expect, answer)


def _body(expect, answer):
    body = _only(answer.body, expect.get("only_containing"))
    yield from differences(expect.get("body", {}), body, unordered=expect.get("unordered", False))
    yield from _presence(body, absent=expect.get("absent", ()))
    for path, count in expect.get("count", {}).items():
        found = at_path(body, path)
        yield from differences(count, 0 if found is MISSING else len(found), f"number of {path}")
    for path, value in expect.get("exact", {}).items():
        yield from differences(value, _or_none(at_path(body, path)), path, exact=True)
    for path, keys in expect.get("exact_keys", {}).items():
        found = at_path(body, path)
        yield from differences(sorted(keys), [] if found is MISSING else sorted(found), f"keys of {path}")
    for path, pattern in expect.get("matches", {}).items():
        found = at_path(body, path)
        if found is MISSING or not re.search(pattern, found):
            yield f"{path}: expected to match {pattern}\n{' ' * 10}but it is {_or_none(found)!r}"
    if "schedule_is_now" in expect:
        seconds = abs(_instant(body["scheduleTime"]).timestamp() - answer.at)
        if (seconds <= NOW_SECONDS) != expect["schedule_is_now"]:
            yield f"scheduleTime: it is {seconds:.3f} s from now"


def _only(body, text):
    """The answer without the elements of its lists whose names lack a text; a list left empty is gone."""
    if text is None:
        return body
    kept = {
        key: [one for one in value if text in one["name"]] if isinstance(value, list) else value
        for key, value in body.items()
    }
    return {key: value for key, value in kept.items() if value != []}


def _presence(body, absent=(), present=()):
    for path in absent:
        found = at_path(body, path)
        if found is not MISSING:
            yield f"{path}: expected to be absent, but it is {found!r}"
    for path in present:
        if at_path(body, path) is MISSING:
            yield f"{path}: expected, but it is absent"


def _rest(case, answers):
    expect = case["expect"]
    for answer in answers:
        yield from differences(expect["http"], answer.status, "HTTP status")
    answer = answers[-1]
    yield from differences(expect["content_type_unrecorded"].lower(), answer.content_type.lower(), "Content-Type")
    if "json" in expect:
        yield from _json(expect, answer)
    if "body_is" in expect:
        yield from _page(expect["body_is"], case["request"]["path"], answer)


def _json(expect, answer):
    try:
        actual = json.loads(answer.text)
    except ValueError:
        yield f"body: not JSON: {answer.text[:200]!r}"
        return
    yield from differences(expect["json"], actual, exact=expect["json_exact"])
    if expect.get("key_order") not in (None, "as listed"):
        yield f"the runner knows no key order {expect['key_order']!r}"
    if "key_order" in expect:
        yield from key_orders(expect["json"], actual)
    if "pretty" in expect and not same_layout(answer.text, expect["pretty"]):
        yield f"layout: expected {'pretty' if expect['pretty'] else 'compact'}\n{' ' * 10}but it is {answer.text!r}"
    prefix = expect.get("error_message_prefix", "")
    message = at_path(actual, "error.message")
    if prefix and not str(message).startswith(prefix):
        yield f"error.message: expected to begin with {prefix!r}\n{' ' * 10}but it is {_or_none(message)!r}"


def _page(kind, path, answer):
    if kind != "Google's generic HTML 404 page naming the requested path":
        yield f"the runner knows no page {kind!r}"
    elif not re.search(r"<html.*404.*not found", answer.text, re.DOTALL | re.IGNORECASE) or path not in answer.text:
        yield f"body: expected an HTML page that names {path}\n{' ' * 10}but it is {answer.text!r}"


def _dispatch(expect, observation, last_attempt):
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
    yield from _presence(task, wanted.get("absent", ()), wanted.get("present", ()))
    if "retry_after_response_s" in wanted:
        responded = at_path(task, last_attempt + ".responseTime")
        seconds = (_instant(task["scheduleTime"]) - _instant(responded)).total_seconds()
        if abs(seconds - wanted["retry_after_response_s"]) > RETRY_SECONDS:
            expected = wanted["retry_after_response_s"]
            yield f"scheduleTime: expected {expected} s after the response, but it is {seconds} s"


def _instant(text):
    """An instant to the microsecond."""
    return datetime.datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text).replace("Z", "+00:00"))


def _or_none(value):
    return None if value is MISSING else value
