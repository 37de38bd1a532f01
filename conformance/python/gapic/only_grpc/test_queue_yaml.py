"""UploadQueueYaml, which Google's client has over gRPC only."""

import pytest
from google.api import httpbody_pb2

from messages import RUNNING, refused, seconds

QUEUE_YAML = b"""
queue:
- name: nightly
  rate: 30/m
  bucket_size: 7
  max_concurrent_requests: 4
  retry_parameters:
    task_retry_limit: 3
    task_age_limit: 2h
    min_backoff_seconds: 2
    max_backoff_seconds: 60
    max_doublings: 1
- name: hauling
  mode: pull
  retry_parameters:
    task_retry_limit: 5
"""


def upload(api, project, text):
    return api.upload_queue_yaml(app_id=project, http_body=httpbody_pb2.HttpBody(data=text))


@pytest.fixture
def queues(api, project):
    """Lists the ids of the project's queues in all locations."""

    def queues():
        locations = api.list_locations(name=f"projects/{project}", page_size=1000).locations
        found = [queue for location in locations for queue in api.list_queues(parent=location.name)]
        return {queue.name.rpartition("/")[2]: queue for queue in found}

    return queues


def test_upload_queue_yaml_creates_its_queues(api, project, queues):
    upload(api, project, QUEUE_YAML)

    nightly, hauling = queues()["nightly"], queues()["hauling"]
    assert nightly.state == RUNNING
    assert "app_engine_http_target" in nightly
    assert nightly.rate_limits.max_tasks_dispatched_per_second == 0.5
    assert nightly.rate_limits.max_burst_size == 7
    assert nightly.rate_limits.max_concurrent_tasks == 4
    assert nightly.retry_config.max_attempts == 4
    assert seconds(nightly.retry_config.max_retry_duration) == 7200
    assert seconds(nightly.retry_config.min_backoff) == 2
    assert seconds(nightly.retry_config.max_backoff) == 60
    assert nightly.retry_config.max_doublings == 1
    assert "pull_target" in hauling
    assert hauling.retry_config.max_attempts == 6


def test_upload_queue_yaml_changes_its_queues(api, project, queues):
    upload(api, project, QUEUE_YAML)
    upload(api, project, QUEUE_YAML.replace(b"30/m", b"5/s"))

    assert queues()["nightly"].rate_limits.max_tasks_dispatched_per_second == 5


@pytest.mark.parametrize("text", [b"queue:\n- name: nightly\n  rate: 600/s\n", b"queue: [\n", b"\xff\xfe\x00"])
def test_upload_queue_yaml_refuses_what_it_cannot_use(api, project, queues, text):
    with refused("INVALID_ARGUMENT"):
        upload(api, project, text)

    assert "nightly" not in queues()
