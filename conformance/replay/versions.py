"""The names of v2beta3 and v2beta2, and the rules in which they differ from v2, where the cases were recorded.

There are no exceptions for single cases: a rule depends on the requests and expectations of a case.
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Version:
    """The differences of a version from v2.

    `renamed` and `moved` go from v2's JSON names to this version's, `moved` into a message of its own; `dropped` are
    fields that it does not have; `queue_extras` and `task_extras` are the keys that a plain queue and a new task show
    beside v2's. `over_rest_only` and `missing` are methods that it has over HTTP only, and not at all.
    """

    name: str
    last_attempt: str = "lastAttempt"
    renamed: dict = dataclasses.field(default_factory=dict)
    moved: dict = dataclasses.field(default_factory=dict)
    dropped: tuple = ()
    queue_extras: dict = dataclasses.field(default_factory=dict)
    task_extras: dict = dataclasses.field(default_factory=dict)
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
    task_extras={"status": {}},
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
