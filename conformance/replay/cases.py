"""Reads the case files, and checks that the runner supports every key in them, so that none is ignored."""

import json
import pathlib

DIRECTORY = pathlib.Path(__file__).resolve().parent / "cases"

_CASE = set("api expect id method notes poll request runnable setup source takes_seconds transport".split())
_GRPC = (
    "absent body code count details exact exact_keys matches message message_prefix only_containing schedule_is_now"
    " unordered"
)
_REST = "body_is content_type_unrecorded error_message_prefix http json json_exact key_order pretty"
_DISPATCH = "attempts_until_gone received received_gaps_s task task_name"
_EXPECT = {"grpc": set(_GRPC.split()), "rest": set(_REST.split()), "dispatch": set(_DISPATCH.split())}
_RECEIVED = {"absent_headers", "authorization_count", "body", "headers", "jwt", "method", "path", "query"}
_JWT = {"azp_equals_sub", "claim_keys", "claims", "exp_minus_iat", "header", "header_keys"}
_TASK = {"absent", "body", "name", "present", "retry_after_response_s"}
_STEPS = ({"method", "request"}, {"method", "request", "allow"}, {"sleep"}, {"wait_gone"})


class UnknownWord(Exception):
    """A case has a key that the runner does not support."""


def groups():
    """Returns the cases of each file, by the file's name without its extension."""
    return {file.stem: json.loads(file.read_text()) for file in sorted(DIRECTORY.glob("*.json"))}


def check_words(case):
    """Rejects a case with an unknown key."""
    _known(case, _CASE, "case")
    if case["transport"] not in _EXPECT:
        raise UnknownWord(f"transport {case['transport']}")
    expect = case["expect"]
    _known(expect, _EXPECT[case["transport"]], "expectation")
    for step in case.get("setup", ()):
        if set(step) not in _STEPS:
            raise UnknownWord(f"step {sorted(step)}")
    for received in expect.get("received", ()):
        _known(received, _RECEIVED, "received request")
        _known(received.get("jwt", {}), _JWT, "token")
    _known(expect.get("task", {}), _TASK, "task")
    _known(case.get("poll", {}), {"follow_pages"}, "poll")
    if case["transport"] == "rest":
        _known(case["request"], {"path", "body", "raw"}, "request")


def _known(value, words, what):
    unknown = set(value) - words
    if unknown:
        raise UnknownWord(f"unknown in {what}: {', '.join(sorted(unknown))}")
