"""Reading and writing the messages of both generations of clients: plain protobuf (1.5.0) and proto-plus."""

import contextlib
import datetime

import pytest
from google.api_core import exceptions
from google.protobuf import duration_pb2, field_mask_pb2, timestamp_pb2

BASIC, FULL = 1, 2
RUNNING, PAUSED = 1, 2
POST, GET, HEAD, PUT, DELETE = 1, 2, 3, 4, 5


def duration(seconds):
    """A google.protobuf.Duration."""
    message = duration_pb2.Duration()
    message.FromMicroseconds(round(seconds * 1_000_000))
    return message


def timestamp(microseconds):
    """A google.protobuf.Timestamp from microseconds since 1970."""
    message = timestamp_pb2.Timestamp()
    message.FromMicroseconds(microseconds)
    return message


def mask(*paths):
    """A google.protobuf.FieldMask."""
    return field_mask_pb2.FieldMask(paths=paths)


def seconds(value):
    """A duration of either generation in seconds."""
    if isinstance(value, datetime.timedelta):
        return value.total_seconds()
    return value.seconds + value.nanos / 1e9


def micros(value):
    """A time of either generation in microseconds since 1970."""
    if hasattr(value, "timestamp_pb"):
        value = value.timestamp_pb()
    return value.seconds * 1_000_000 + value.nanos // 1000


def has(message, field):
    """Returns whether a message field or a member of a oneof is set."""
    return message.HasField(field) if hasattr(message, "HasField") else field in message


def leased(response):
    """The ids of the tasks in a LeaseTasks response."""
    return [last_segment(task.name) for task in response.tasks]


def last_segment(name):
    """The id of a resource."""
    return name.rpartition("/")[2]


def status_of(error):
    """The canonical name of an error's code, over gRPC and REST alike."""
    if hasattr(error.response, "json"):
        return error.response.json()["error"]["status"]
    return error.grpc_status_code.name


def text_of(error):
    """The message of the service. Over REST the client puts the method and the URL before it."""
    if hasattr(error.response, "json"):
        return error.response.json()["error"]["message"]
    return error.message


@contextlib.contextmanager
def refused(status, text=None):
    """Expects the call in the block to fail with this status and, if given, exactly this message."""
    with pytest.raises(exceptions.GoogleAPICallError) as caught:
        yield caught
    assert (status_of(caught.value), text_of(caught.value)) == (status, text_of(caught.value) if text is None else text)
