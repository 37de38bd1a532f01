"""The placeholders of a case: their values in requests, and the values that match them in responses."""

import datetime
import itertools
import re
import uuid

LOCATION = "europe-west1"
_RUN = uuid.uuid4().hex[:8]
_numbers = itertools.count(1)

_SECOND = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"
_INSTANT = _SECOND + r"(?:\.\d{3}(?:\d{3}){0,2})?"
WILDCARDS = {
    "{create_time}": _SECOND,
    "{start_time}": _INSTANT + "Z?",
    "{end_time}": _INSTANT + "Z?",
    "{purge_time}": _INSTANT + "Z?",
    "{page_token}": r".+",
    "{operation}": r"[^/]+",
    "{etag}": r"[A-Za-z0-9+/=_-]+",
}
_WILDCARD = re.compile("|".join(re.escape(wildcard) for wildcard in WILDCARDS))


class Scene:
    """A run of a case, with its own project and its own prefix for queues, tasks and paths."""

    def __init__(self, receiver_port):
        number = next(_numbers)
        now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
        self.run = f"r{_RUN}{number:04d}"
        self._soon = now + datetime.timedelta(seconds=2)
        self._values = {
            "{project}": f"replay-{_RUN}-{number:04d}",
            "{location}": LOCATION,
            "{run}": self.run,
            "{service_account}": "replay@example.iam.gserviceaccount.com",
            "{receiver}": f"http://127.0.0.1:{receiver_port}",
            "{receiver_scheme}": "HTTP",
            "{receiver_host}": "127.0.0.1",
            "{receiver_port}": str(receiver_port),
            "{hour_ago}": _text(now - datetime.timedelta(hours=1)) + "Z",
        }
        for name, instant in (
            ("tomorrow", now + datetime.timedelta(days=1)),
            ("in_2s", self._soon),
            ("in_29_days", now + datetime.timedelta(days=29)),
        ):
            self._values["{%s}" % name] = _text(instant)
            self._values["{%s_epoch}" % name] = str(int(instant.timestamp()))
        self._placeholder = re.compile("|".join(re.escape(name) for name in self._values))

    def is_late(self, case):
        """Returns whether a time of the case that must be in the future has passed."""
        return "{in_2s" in str(case) and datetime.datetime.now(datetime.timezone.utc) >= self._soon

    def fill(self, value):
        """A copy of a JSON value with this scene's values for all placeholders; wildcards stay."""
        if isinstance(value, str):
            return self._placeholder.sub(lambda found: self._values[found.group()], value)
        if isinstance(value, list):
            return [self.fill(element) for element in value]
        if isinstance(value, dict):
            return {self.fill(key): self.fill(element) for key, element in value.items()}
        return value


def _text(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%S")


def text_matches(expected, actual):
    """Returns whether a text equals the expected one or matches its wildcards."""
    if not _WILDCARD.search(expected):
        return expected == actual
    literals = map(re.escape, _WILDCARD.split(expected))
    patterns = [WILDCARDS[wildcard] for wildcard in _WILDCARD.findall(expected)]
    pattern = "".join(part for pair in itertools.zip_longest(literals, patterns, fillvalue="") for part in pair)
    return re.fullmatch(pattern, actual, re.DOTALL) is not None
