"""Comparing JSON values: subsets with wildcards, exact values, orders of keys, and paths into values."""

import datetime
import itertools
import json
import re

from scene import text_matches

MISSING = object()


def differences(expected, actual, path="", exact=False, unordered=False):
    """Lists the differences. Additional keys count only if `exact`, additional elements of lists always."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        for key, value in expected.items():
            where = f"{path}.{key}" if path else key
            if key in actual:
                yield from differences(value, actual[key], where, exact, unordered)
            elif exact or not _is_default(value):
                yield f"{where}: expected {_show(value)}, but it is absent"
        if exact:
            for key in actual.keys() - expected.keys():
                yield f"{path}.{key}: expected to be absent, but it is {_show(actual[key])}"
    elif isinstance(expected, list) and isinstance(actual, (list, tuple)):
        yield from _list_differences(expected, list(actual), path, exact, unordered)
    elif not _same_scalar(expected, actual):
        yield f"{path or 'value'}: expected {_show(expected)}\n{' ' * 10}but it is {_show(actual)}"


def _list_differences(expected, actual, path, exact, unordered):
    if len(expected) != len(actual):
        yield f"{path}: expected {len(expected)}: {_show(expected)}\n{' ' * 10}but it is {len(actual)}: {_show(actual)}"
    elif unordered:
        left = list(actual)
        for element in expected:
            fitting = [one for one in left if not any(differences(element, one, path, exact, unordered))]
            if fitting:
                left.remove(fitting[0])
            else:
                yield f"{path}: nothing is like {_show(element)} among {_show(left)}"
    else:
        for index, (one, other) in enumerate(zip(expected, actual)):
            yield from differences(one, other, f"{path}[{index}]", exact)


def _is_default(value):
    """A field with its default value is absent from a response, unless it is a message."""
    return not isinstance(value, dict) and value in ("", 0, False, [])


def _same_scalar(expected, actual):
    """64-bit numbers are strings in JSON; a whole number may have the fraction .0."""
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, (int, float)) and isinstance(actual, (int, float)):
        return float(expected) == float(actual)
    if isinstance(expected, int) and isinstance(actual, str):
        return str(expected) == actual
    if isinstance(expected, str) and isinstance(actual, str):
        return text_matches(expected, actual)
    return False


def key_orders(expected, actual, path=""):
    """Lists the places where the common keys of both values have a different order."""
    if isinstance(expected, dict) and isinstance(actual, dict):
        both = [key for key in expected if key in actual]
        if both != [key for key in actual if key in expected]:
            yield f"{path or 'keys'}: expected the order {both}\n{' ' * 10}but it is {list(actual)}"
        for key in both:
            yield from key_orders(expected[key], actual[key], f"{path}.{key}")
    elif isinstance(expected, list) and isinstance(actual, list):
        for index, (one, other) in enumerate(zip(expected, actual)):
            yield from key_orders(one, other, f"{path}[{index}]")


def at_path(value, path):
    """Returns the value at a path like `tasks[0].status.lastAttemptStatus`, or MISSING."""
    for key, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        if key:
            value = value.get(key, MISSING) if isinstance(value, dict) else MISSING
        else:
            value = value[int(index)] if isinstance(value, list) and int(index) < len(value) else MISSING
        if value is MISSING:
            return MISSING
    return value


def same_layout(text, pretty):
    """Returns whether JSON text has Google's layout: two spaces and a final newline, or no white space."""
    value = json.loads(text)
    if pretty:
        layout = json.dumps(value, indent=2) + "\n"
    else:
        layout = json.dumps(value, separators=(",", ":"))
    return _without_content(layout) == _without_content(text)


def _without_content(text):
    """Returns the text with all strings made equal, because a string can be escaped in several ways."""
    return re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)


def _show(value):
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 400 else f"{text[:300]}… ({len(text)} characters)"


def gaps(instants):
    """The differences between neighbours."""
    return [later - earlier for earlier, later in itertools.pairwise(instants)]


def presence(body, absent=(), present=()):
    """Lists the paths that exist but should not, and the reverse."""
    for path in absent:
        found = at_path(body, path)
        if found is not MISSING:
            yield f"{path}: expected to be absent, but it is {found!r}"
    for path in present:
        if at_path(body, path) is MISSING:
            yield f"{path}: expected, but it is absent"


def instant(text):
    """An instant to the microsecond."""
    return datetime.datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text).replace("Z", "+00:00"))
