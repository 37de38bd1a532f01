"""Translates the cases to another version. A case that does not apply there is left out, with the reason."""

import copy
import dataclasses
import re
import urllib.parse

from versions import V2, V2BETA2

_REST_METHODS = (
    ("GET", r"/queues/[^/]+$", "GetQueue"),
    ("POST", r"/queues$", "CreateQueue"),
    ("POST", r"/tasks/[^/]+:run$", "RunTask"),
    ("POST", r"/tasks:batchCreate$", "BatchCreateTasks"),
    ("POST", r"/tasks:batchDelete$", "BatchDeleteTasks"),
    ("GET", r"/operations/[^/]+$", "GetOperation"),
)
_QUEUE_METHODS = ("CreateQueue", "GetQueue", "UpdateQueue", "PauseQueue", "ResumeQueue", "PurgeQueue")
_TASK_METHODS = ("CreateTask", "GetTask", "RunTask")
_LOCATION = "projects/[^/]+/locations/[^/]+"
_QUEUE = _LOCATION + "/queues/[^/]+"
_IN_URLS = {
    "BatchCreateTasks": _QUEUE,
    "BatchDeleteTasks": _QUEUE,
    "CreateQueue": _LOCATION,
    "CreateTask": _QUEUE,
    "DeleteTask": _QUEUE + "/tasks/[^/]+",
    "GetCmekConfig": _LOCATION + "/cmekConfig",
    "GetOperation": _LOCATION + "/operations/[^/]+",
    "GetTask": _QUEUE + "/tasks/[^/]+",
}


@dataclasses.dataclass(frozen=True)
class Translated:
    """A case for a version, or the reason why it was left out. `over_rest`: the methods exist over HTTP only."""

    case: dict
    reason: str = ""
    over_rest: bool = False


def translate(case, version, schema):
    """Translates a case to a version. The server's schema gives the order of the fields."""
    if not case.get("runnable", True):
        return Translated(case, "the case itself says that it cannot be run")
    if version is V2:
        return Translated(case)
    for holds, reason in version.differs:
        if case["transport"] != "rest" and holds({**case, "request": case["request"] or {}}):
            return Translated(case, reason)
    for method, _ in _calls(case):
        if method in version.missing:
            return Translated(case, f"there is no {method}")
    over_rest = any(_is_over_rest_only(method, request, version) for method, request in _calls(case))
    if over_rest:
        for method, request in _calls(case):
            if method not in _IN_URLS:
                return Translated(case, f"the case needs {method} over gRPC, and what there is over REST only")
            if not re.fullmatch(_IN_URLS[method], request.get("parent", request.get("name", ""))):
                return Translated(case, "over REST, which alone has the call, a malformed name is just another path")
    return Translated(_in_words_of(case, version, schema), over_rest=over_rest)


def _calls(case):
    """The methods and requests of a case over gRPC."""
    steps = [(step["method"], step["request"]) for step in case.get("setup", ()) if "method" in step]
    return steps + ([(case["method"], case["request"])] if case["transport"] == "grpc" else [])


def _is_over_rest_only(method, request, version):
    return method in version.over_rest_only or (version is V2BETA2 and "retryConfig" in request.get("task", {}))


def _in_words_of(case, version, schema):
    case = copy.deepcopy(case)
    case["id"] = case["id"].replace("v2/", version.name + "/", 1)
    changed = {**case, **{key: _words(case[key], version) for key in ("request", "expect", "setup") if key in case}}
    _keep_kind_of_target(changed, version)
    if version.burst_is_settable:
        _keep_burst(changed)
    if case["transport"] == "rest":
        _rest(changed, version, schema)
    body = changed["expect"].get("body", {})
    if case["method"] in _QUEUE_METHODS and {"name", "rateLimits", "retryConfig"} <= body.keys():
        changed["expect"]["body"] = {**version.queue_extras, **body}
    return changed


def _words(value, version):
    """Returns a JSON value with this version's names, in keys and in texts."""
    if isinstance(value, str):
        return _text(value, version)
    if isinstance(value, list):
        return [_words(element, version) for element in value]
    if not isinstance(value, dict):
        return value
    result = {}
    for key, element in value.items():
        if key in ("absent", "present"):
            result[key] = [path for path in map(lambda one: _path(one, version), element) if path]
        elif key in version.dropped:
            continue
        elif key in version.moved:
            message, field = version.moved[key]
            result.setdefault(message, {})[field] = _words(element, version)
        elif key == "maxAttempts" and element == -1 and version is V2BETA2:
            result["unlimitedAttempts"] = True
        else:
            result[version.renamed.get(key, _text(key, version))] = _words(element, version)
    return result


def _path(path, version):
    """Returns a path into a response, or None if the version does not have the field."""
    segments = []
    for segment in path.split("."):
        if segment in version.dropped:
            return None
        segments += version.moved.get(segment, (version.renamed.get(segment, segment),))
    return ".".join(segments)


def _text(text, version):
    text = text.replace("google.cloud.tasks.v2.", f"google.cloud.tasks.{version.name}.")
    for old, new in version.renamed.items():
        text = text.replace(old, new).replace(_snake(old), _snake(new))
    for old, new in version.moved.items():
        if text.startswith(_snake(old)) and "_" in _snake(old):
            text = ".".join(map(_snake, new)) + text[len(_snake(old)) :]
    return text


def _snake(name):
    return re.sub("[A-Z]", lambda letter: "_" + letter.group().lower(), name)


def _keep_kind_of_target(case, version):
    """The kind of a v2beta2 queue's target cannot change, so a queue that gets an HTTP target later starts with one."""
    if version is not V2BETA2:
        return
    updates = [request["queue"] for method, request in _calls(case) if method == "UpdateQueue"]
    for method, request in _calls(case):
        if method == "CreateQueue" and any("httpTarget" in queue for queue in updates):
            request["queue"].setdefault("httpTarget", {})


def _keep_burst(case):
    """v2 derives the burst size; the other versions keep the one that a caller sets."""
    burst = None
    for _, request in _calls(case):
        given = request.get("queue", {}).get("rateLimits", {}).get("maxBurstSize")
        mask = request.get("updateMask", {"paths": ["rate_limits"]})["paths"]
        if given is not None and {"rate_limits", "rate_limits.max_burst_size"} & set(mask):
            burst = given
    expected = case["expect"].get("body", {}).get("rateLimits", {})
    if burst is not None and "maxBurstSize" in expected:
        expected["maxBurstSize"] = burst


def _rest(case, version, schema):
    request = case["request"]
    request["path"] = re.sub(r"^/v2/", f"/{version.name}/", request["path"])
    json = case["expect"].get("json")
    if json is None or "error" in json:
        return
    method = _rest_method(case["method"], request["path"])
    package = f"google.cloud.tasks.{version.name}."
    if method in _QUEUE_METHODS:
        extras = dict(version.queue_extras)
        if "type" in extras and isinstance(json["state"], int):
            extras["type"] = 2
        case["expect"]["json"] = _ordered({**extras, **json}, schema.message_type(package + "Queue"))
    elif method in _TASK_METHODS:
        case["expect"]["json"] = _ordered({**version.task_extras, **json}, schema.message_type(package + "Task"))
    elif "tasks" in json.get("response", {}):
        kind = schema.message_type(package + "Task")
        tasks = json["response"]["tasks"]
        json["response"]["tasks"] = [_ordered({**version.task_extras, **task}, kind) for task in tasks]


def _rest_method(verb, path):
    path = urllib.parse.urlsplit(path).path
    return next((method for one, tail, method in _REST_METHODS if one == verb and re.search(tail, path)), None)


def _ordered(value, kind):
    """A message's JSON with its keys in the order of the fields' numbers, as the service writes it."""
    fields = {field.json_name: field for field in kind.fields}
    result = {}
    for key in sorted(value, key=lambda one: fields[one].number):
        of = fields[key].message_type
        nested = of is not None and isinstance(value[key], dict) and not of.GetOptions().map_entry
        result[key] = _ordered(value[key], of) if nested else value[key]
    return result
