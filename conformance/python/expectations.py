"""Expectations for all clients and protocols: messages and default values of the service."""

QUEUE_MISSING = (
    "Queue does not exist. If you just created the queue, wait at least a minute for the queue to initialize."
)
QUEUE_EXISTS = "Queue already exists"
QUEUE_NAME_TOO_RECENT = "The queue cannot be created because a queue with this name existed too recently."
QUEUE_TYPE_IMMUTABLE = "Queue.target_type is immutable."
ENTITY_MISSING = "Requested entity was not found."
TASK_EXISTS = "Requested entity already exists"
TASK_GONE = (
    "The task no longer exists, though a task with this name existed recently. "
    "The task either successfully completed or was deleted."
)
TASK_NAME_TOO_RECENT = (
    "The task cannot be created because a task with this name existed too recently. "
    "For more information about task de-duplication see https://cloud.google.com/tasks/docs/reference/rest/"
    "v2/projects.locations.queues.tasks/create#body.request_body.FIELDS.task."
)
PAYLOAD_MISSING = "Task.payload_type is not set."
INVALID_PAGE_TOKEN = "Invalid page_token"
POLICY_CHANGED = (
    "There were concurrent policy changes. Please retry the whole read-modify-write with exponential backoff."
)

NO_POLICY_ETAG = b"\x00\x20\x01"

APP_ENGINE_USER_AGENT = "AppEngine-Google; (+http://code.google.com/appengine)"
HTTP_USER_AGENT = "Google-Cloud-Tasks"

LOCATION_ID = "us-central1"


def queue_id_refused(queue_id):
    return (
        f'Queue ID "{queue_id}" can contain only letters ([A-Za-z]), numbers ([0-9]), or hyphens (-). '
        "Queue ID must be between 1 and 100 characters."
    )


def task_id_refused(task_id):
    return (
        f'Task ID "{task_id}" can contain only letters ([A-Za-z]), numbers ([0-9]), hyphens (-), or underscores (_). '
        "Task ID must between 1 and 500 characters."
    )


def assert_app_engine_headers(headers, queue_id, task_id, retries, answered):
    """The headers of one App Engine attempt: after `retries` attempts and `answered` responses."""
    assert headers["x-appengine-queuename"] == queue_id
    assert headers["x-appengine-taskname"] == task_id
    assert headers["x-appengine-taskretrycount"] == str(retries)
    assert headers["x-appengine-taskexecutioncount"] == str(answered)
    assert float(headers["x-appengine-tasketa"]) > 1.6e9
    assert ("x-appengine-taskpreviousresponse" in headers) == (retries > 0)
    assert not [name for name in headers if name.startswith("x-cloudtasks-")]


def assert_http_headers(headers, queue_id, task_id, retries, answered):
    """The headers of one HTTP attempt: after `retries` attempts and `answered` responses below 500."""
    assert headers["user-agent"] == HTTP_USER_AGENT
    assert headers["x-cloudtasks-queuename"] == queue_id
    assert headers["x-cloudtasks-taskname"] == task_id
    assert headers["x-cloudtasks-taskretrycount"] == str(retries)
    assert headers["x-cloudtasks-taskexecutioncount"] == str(answered)
    assert float(headers["x-cloudtasks-tasketa"]) > 1.6e9
    assert ("x-cloudtasks-taskpreviousresponse" in headers) == (retries > 0)
    assert ("x-cloudtasks-taskretryreason" in headers) == (retries > 0)
    assert not [name for name in headers if name.startswith("x-appengine-")]
