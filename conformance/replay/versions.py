"""The same cases in the other versions: what v2beta3 and v2beta2 call things, and which rules they do not share.

Everything here goes by rule, not by case: a rule looks at what a case sends and expects. A case whose rule does not
hold in a version is left out there, with the reason.
"""

import copy
import dataclasses
import re
import urllib.parse

from calls import RestCalls

REST_METHODS = (
    ("GET", r"/queues/[^/]+$", "GetQueue"),
    ("POST", r"/queues$", "CreateQueue"),
    ("POST", r"/tasks/[^/]+:run$", "RunTask"),
    ("POST", r"/tasks:batchCreate$", "BatchCreateTasks"),
    ("POST", r"/tasks:batchDelete$", "BatchDeleteTasks"),
    ("GET", r"/operations/[^/]+$", "GetOperation"),
)
QUEUE_METHODS = ("CreateQueue", "GetQueue", "UpdateQueue", "PauseQueue", "ResumeQueue", "PurgeQueue")
TASK_METHODS = ("CreateTask", "GetTask", "RunTask")
_IN_URLS = re.compile(r"projects/[^/]+/locations/[^/]+(/cmekConfig|/operations/[^/]+|/queues/[^/]+(/tasks/[^/]+)?)?")


@dataclasses.dataclass(frozen=True)
class Version:
    """A version, as it differs from v2.

    `renamed` and `moved` go from v2's JSON names to this version's, `moved` into a message of its own; `dropped` are
    fields that it does not have; `queue_extras` are the keys that a plain queue shows beside v2's. `over_rest_only` and
    `missing` are methods that it has over HTTP only, and not at all.
    """

    name: str
    last_attempt: str = "lastAttempt"
    renamed: dict = dataclasses.field(default_factory=dict)
    moved: dict = dataclasses.field(default_factory=dict)
    dropped: tuple = ()
    queue_extras: dict = dataclasses.field(default_factory=dict)
    burst_is_settable: bool = True
    over_rest_only: tuple = ()
    missing: tuple = ()
    differs: tuple = ()


def _says(text):
    return lambda case: text in str(case["expect"].get("message", ""))


def _sends_below_minus_one(case):
    return case["request"].get("queue", {}).get("retryConfig", {}).get("maxAttempts", 0) < -1


def _has_empty_mask(case):
    return case["request"].get("updateMask") == {"paths": []}


def _asks_permissions_of_missing_queue(case):
    return case["method"] == "TestIamPermissions" and case["expect"].get("code") == "NOT_FOUND"


def _sends(word):
    return lambda case: word in repr(case["request"])


def _waits_for_deadline(case):
    return "/slow" in repr(case.get("setup"))


V2 = Version("v2", burst_is_settable=False)
V2BETA3 = Version(
    "v2beta3",
    moved={"appEngineRoutingOverride": ("appEngineHttpQueue", "appEngineRoutingOverride")},
    queue_extras={"taskTtl": "2678400s", "tombstoneTtl": "3600s", "type": "PUSH"},
)
V2BETA2 = Version(
    "v2beta2",
    last_attempt="status.lastAttemptStatus",
    renamed={"maxDispatchesPerSecond": "maxTasksDispatchedPerSecond", "maxConcurrentDispatches": "maxConcurrentTasks"},
    moved={
        "appEngineRoutingOverride": ("appEngineHttpTarget", "appEngineRoutingOverride"),
        "dispatchCount": ("status", "attemptDispatchCount"),
        "responseCount": ("status", "attemptResponseCount"),
        "firstAttempt": ("status", "firstAttemptStatus"),
        "lastAttempt": ("status", "lastAttemptStatus"),
    },
    dropped=("dispatchDeadline", "stackdriverLoggingConfig"),
    queue_extras={"appEngineHttpTarget": {}, "taskTtl": "2678400s", "tombstoneTtl": "3600s"},
    over_rest_only=("BatchCreateTasks", "BatchDeleteTasks", "GetCmekConfig", "GetOperation"),
    missing=("CancelOperation", "DeleteOperation", "ListOperations", "WaitOperation"),
    differs=(
        (_says("max_retry_duration.nanos"), "a fraction of a second in maxRetryDuration is dropped, not refused"),
        (_sends_below_minus_one, "unlimited attempts have a field of their own, so -1 has no meaning"),
        (_has_empty_mask, "an empty update mask stands for all fields"),
        (_asks_permissions_of_missing_queue, "a queue that is not there has no permissions, which is no error"),
        (_sends("dispatchDeadline"), "tasks have no dispatchDeadline"),
        (_waits_for_deadline, "tasks have no dispatchDeadline, and nobody waits for ten minutes"),
        (_sends("stackdriver"), "queues have no stackdriverLoggingConfig"),
    ),
)
ALL = (V2, V2BETA3, V2BETA2)


@dataclasses.dataclass(frozen=True)
class Translated:
    """A case in the words of a version, or the reason why it has none. `over_rest`: the calls exist over HTTP only."""

    case: dict
    reason: str = ""
    over_rest: bool = False


def translate(case, version, schema):
    """The case in a version's words; the server's own schema knows the order of the fields."""
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
            if method not in RestCalls.METHODS:
                return Translated(case, f"the case needs {method} over gRPC, and what there is over REST only")
            if not _IN_URLS.fullmatch(_resource(method, request)):
                return Translated(case, "over REST, which alone has the call, a malformed name is just another path")
    return Translated(_in_words_of(case, version, schema), over_rest=over_rest)


def _calls(case):
    """The methods and requests of a case over gRPC."""
    steps = [(step["method"], step["request"]) for step in case.get("setup", ()) if "method" in step]
    return steps + ([(case["method"], case["request"])] if case["transport"] == "grpc" else [])


def _is_over_rest_only(method, request, version):
    return method in version.over_rest_only or (version is V2BETA2 and "retryConfig" in request.get("task", {}))


def _resource(method, request):
    return request["parent"] if "parent" in request else request.get("name", "")


def _in_words_of(case, version, schema):
    case = copy.deepcopy(case)
    case["id"] = case["id"].replace("v2/", version.name + "/", 1)
    changed = {**case, **{key: _words(case[key], version) for key in ("request", "expect", "setup") if key in case}}
    _keep_kind_of_target(changed, version)
    if version.burst_is_settable:
        _keep_burst(changed)
    if case["transport"] == "rest":
        _rest(changed, version, schema)
    return changed


def _words(value, version):
    """A JSON value with this version's names for keys, and in texts."""
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
    """A path into an answer, or nothing if the version does not have the field."""
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
    """A v2beta2 queue has one kind of target for ever, so a queue that gets an HTTP target later begins with one."""
    if version is not V2BETA2:
        return
    updates = [request["queue"] for method, request in _calls(case) if method == "UpdateQueue"]
    for method, request in _calls(case):
        if method == "CreateQueue" and any("httpTarget" in queue for queue in updates):
            request["queue"].setdefault("httpTarget", {})


def _keep_burst(case):
    """v2 derives the burst size; the other versions keep one that a caller sets."""
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
    if method in QUEUE_METHODS and case["expect"]["json_exact"]:
        in_numbers = isinstance(json.get("state"), int)
        json.update(version.queue_extras)
        if in_numbers and "type" in json:
            json["type"] = 2
    if method in QUEUE_METHODS + TASK_METHODS:
        kind = "Queue" if method in QUEUE_METHODS else "Task"
        case["expect"]["json"] = _ordered(json, schema.message_type(f"google.cloud.tasks.{version.name}.{kind}"))
    elif "response" in json and "tasks" in json["response"]:
        tasks = json["response"]["tasks"]
        kind = schema.message_type(f"google.cloud.tasks.{version.name}.Task")
        json["response"]["tasks"] = [_ordered(task, kind) for task in tasks]


def _rest_method(verb, path):
    path = urllib.parse.urlsplit(path).path
    return next((method for one, tail, method in REST_METHODS if one == verb and re.search(tail, path)), None)


def _ordered(value, kind):
    """A message's JSON with its keys in the order of the fields' numbers, as the service writes it."""
    fields = {field.json_name: field for field in kind.fields}
    result = {}
    for key in sorted(value, key=lambda one: fields[one].number):
        of = fields[key].message_type
        nested = of is not None and isinstance(value[key], dict) and not of.GetOptions().map_entry
        result[key] = _ordered(value[key], of) if nested else value[key]
    return result
