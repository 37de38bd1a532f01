"""Tests of the runner: expectations with one change, which must not pass.

A mutant is judged with the observations of its case in this run, so thousands of them take little time.
"""

import copy

from calls import Answer, HttpAnswer
from cases import UnknownWord, check_words
from judge import judge
from observe import Observation

_TEXTS = ("message", "message_prefix", "error_message_prefix", "content_type_unrecorded", "body_is", "code")
_LEAVES = ("body", "exact", "count", "details", "json", "http", "received", "received_gaps_s", "attempts_until_gone")
NOBODY = "mutant"


def mutants(case, observation):
    """Yields pairs of a description and a case whose expectation differs from the observation."""
    expect = case["expect"]
    for word in expect:
        if word in _TEXTS:
            yield f"{word} changed", _with(case, (word,), expect[word] + NOBODY)
        elif word in _LEAVES or word == "task":
            yield from _changed_leaves(case, (word,), expect[word])
            yield from _fewer_keys(case, expect[word] if word == "exact" else {})
        elif word in ("pretty", "schedule_is_now"):
            yield f"{word} turned", _with(case, (word,), not expect[word])
        elif word in ("exact_keys", "matches"):
            for path, value in expect[word].items():
                other = value[1:] if isinstance(value, list) else "^" + NOBODY
                yield f"{word} changed at {path}", _with(case, (word, path), other)
    yield from _presence(case, observation)
    yield from _shapes(case)
    yield "a word that nobody knows", _with(case, (NOBODY,), True)


def _changed_leaves(case, path, value):
    """Every scalar below a path changed, every element of a list gone, and one more in every list."""
    if isinstance(value, dict):
        for key, element in value.items():
            if key in ("present", "absent", "absent_headers"):
                continue
            yield from _changed_leaves(case, (*path, key), element)
    elif isinstance(value, list):
        if value:
            yield f"{_show(path)}: one element fewer", _with(case, path, value[:-1])
        yield f"{_show(path)}: one element more", _with(case, path, [*value, copy.deepcopy(value[-1]) if value else {}])
        for index, element in enumerate(value):
            yield from _changed_leaves(case, (*path, index), element)
    else:
        yield f"{_show(path)} changed", _with(case, path, _other(value))


def _fewer_keys(case, exact):
    for path, value in exact.items():
        for key in value:
            left = {one: other for one, other in value.items() if one != key}
            yield f"{path} without {key}", _with(case, ("exact", path), left)


def _other(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    return value + NOBODY


def _presence(case, observation):
    """Expects existing paths to be absent, and the reverse."""
    expect = case["expect"]
    body = (observation.answer.body if observation.answer else None) or {}
    for path in (key for key in body if "only_containing" not in expect and _is_only_key(key)):
        yield f"{path} expected to be absent", _with(case, ("absent",), [*expect.get("absent", ()), path])
    if observation.task is not None and "task" in expect:
        yield "name expected to be absent", _with(case, ("task", "absent"), ["name"])
        yield "a field expected", _with(case, ("task", "present"), [NOBODY])
    for index in range(len(expect.get("received", ()))):
        where = ("received", index)
        yield f"request {index}: a header that came, unexpected", _with(case, (*where, "absent_headers"), ["host"])
        yield f"request {index}: a header that did not come", _with(case, (*where, "headers", "x-" + NOBODY), "1")


def _is_only_key(key):
    return "." not in key and "[" not in key


def _shapes(case):
    """JSON with one key less, or in another order."""
    expect = case["expect"]
    json = expect.get("json")
    if not json:
        return
    if expect.get("json_exact"):
        for key in json:
            left = {one: value for one, value in json.items() if one != key}
            yield f"json without {key}", _with(case, ("json",), left)
    if len(json) > 1:
        yield "json in another order", _with(case, ("json",), dict(reversed(json.items())))
    if len(json.get("error", {})) > 1:
        yield "error in another order", _with(case, ("json", "error"), dict(reversed(json["error"].items())))


def _with(case, path, value):
    """A copy of the case with another value at a path of its expectation."""
    case = copy.deepcopy(case)
    target = case["expect"]
    for key in path[:-1]:
        target = target.setdefault(key, {}) if isinstance(target, dict) else target[key]
    target[path[-1]] = value
    return case


def _show(path):
    return ".".join(map(str, path))


def survivors(case, observation, last_attempt):
    """Returns the number of mutants of a case, and the descriptions of those that pass, which must be none."""
    tried = [(description, mutant, observation) for description, mutant in mutants(case, observation)]
    # A paused queue sends nothing, so the case also passes without a server.
    if case["expect"].get("received") != []:
        tried.append(("a server that is not there", case, _nothing()))
    passed = [
        f"{case['id']}: {description}" for description, mutant, seen in tried if not _fails(mutant, seen, last_attempt)
    ]
    return len(tried), passed


def _fails(case, observation, last_attempt):
    try:
        check_words(case)
        return bool(judge(case, observation, last_attempt))
    except (UnknownWord, KeyError, TypeError, ValueError, AttributeError):
        return True


def _nothing():
    """The observation of a case without a server."""
    broken = Answer("UNAVAILABLE", "connection refused")
    return Observation(answer=broken, http=(HttpAnswer(503, "text/plain", ""),), task=broken)
