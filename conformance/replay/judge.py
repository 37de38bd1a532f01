"""Compares the observations of a case with its expectations. Each key of an expectation has its method here."""

import json
import re

from compare import MISSING, at_path, differences, instant, key_orders, presence, same_layout
from judge_dispatch import judge_dispatch

NOW_SECONDS = 5


def judge(case, observation, last_attempt):
    """Lists the differences, one line each; `last_attempt` is the path to a task's last attempt."""
    expect = case["expect"]
    if case["transport"] == "grpc":
        return list(_grpc(expect, observation.answer))
    if case["transport"] == "rest":
        return list(_rest(case, observation.http))
    return list(judge_dispatch(expect, observation, last_attempt))


def _grpc(expect, answer):
    yield from differences(expect["code"], answer.code, "code")
    if "message" in expect:
        yield from differences(expect["message"], answer.message, "message")
    if "message_prefix" in expect and not answer.message.startswith(expect["message_prefix"]):
        yield f"message: expected to begin with {expect['message_prefix']!r}\n{' ' * 10}but it is {answer.message!r}"
    # An error that was recorded without details must have none.
    yield from differences(expect.get("details", []), list(answer.details), "details", exact=True)
    if answer.code == "OK" == expect["code"]:
        yield from _body(expect, answer)


def _body(expect, answer):
    body = _only(answer.body, expect.get("only_containing"))
    yield from differences(expect.get("body", {}), body, unordered=expect.get("unordered", False))
    yield from presence(body, absent=expect.get("absent", ()))
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
        seconds = abs(instant(body["scheduleTime"]).timestamp() - answer.at)
        if (seconds <= NOW_SECONDS) != expect["schedule_is_now"]:
            yield f"scheduleTime: it is {seconds:.3f} s from now"


def _only(body, text):
    """Returns the response without the elements of lists whose names do not contain a text. Empty lists are removed."""
    if text is None:
        return body
    kept = {
        key: [one for one in value if text in one["name"]] if isinstance(value, list) else value
        for key, value in body.items()
    }
    return {key: value for key, value in kept.items() if value != []}


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
    yield from differences(expect["json"], actual, exact=expect.get("json_exact", False))
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


def _or_none(value):
    return None if value is MISSING else value
