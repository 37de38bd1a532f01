"""Behavior that only gRPC clients see: names without a REST path, and details of errors."""

import pytest

from messages import mask, refused, text_of

CONSOLE = ("Google developers console", "https://console.developers.google.com")
QUEUE_ID = (
    "Definition of queue ID",
    "https://cloud.google.com/tasks/docs/reference/rest/v2/projects.locations.queues#Queue.FIELDS.name",
)


def links(detail):
    return [(link.description, link.url) for link in detail.links]


def test_a_name_outside_projects_is_denied(api):
    with refused("PERMISSION_DENIED", "Permission denied on resource project nonsense.") as caught:
        api.get_queue(name="nonsense")

    info, localized, help_ = caught.value.details
    assert (info.reason, info.domain) == ("CONSUMER_INVALID", "googleapis.com")
    assert dict(info.metadata) == {
        "consumer": "projects/nonsense",
        "containerInfo": "nonsense",
        "service": "cloudtasks.googleapis.com",
    }
    assert (localized.locale, localized.message) == ("en-US", text_of(caught.value))
    assert links(help_) == [CONSOLE]


def test_a_name_of_the_wrong_shape_is_denied(api, location):
    text = (
        'The principal (user or service account) lacks IAM permission "cloudtasks.queues.get" '
        f'for the resource "{location}" (or the resource may not exist).'
    )

    with refused("PERMISSION_DENIED", text):
        api.get_queue(name=location)


def test_an_empty_name_is_refused(api):
    with refused("INVALID_ARGUMENT", "Invalid resource field value in the request.") as caught:
        api.get_task(name="")

    (info,) = caught.value.details
    assert (info.reason, info.domain) == ("RESOURCE_PROJECT_INVALID", "googleapis.com")
    assert info.metadata["method"] == "google.cloud.tasks.v2beta2.CloudTasks.GetTask"


def test_a_bad_id_is_explained_with_a_link(api, location):
    with refused("INVALID_ARGUMENT") as caught:
        api.create_queue(parent=location, queue={"name": f"{location}/queues/under_score"})

    (help_,) = caught.value.details
    assert links(help_) == [QUEUE_ID]


@pytest.mark.parametrize("paths", [["rateLimits"], ["rate_limits.bogus"], ["rate_limits,retry_config"], [""]])
def test_an_update_mask_is_taken_to_the_letter(api, pull_queue, paths):
    with refused("INVALID_ARGUMENT", f"Invalid mask: {paths[0]}"):
        api.update_queue(queue={"name": pull_queue}, update_mask=mask(*paths))
