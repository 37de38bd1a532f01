"""Access policies of queues."""

import pytest

from expectations import NO_POLICY_ETAG, POLICY_CHANGED, QUEUE_MISSING
from messages import refused, text_of

BINDING = {"role": "roles/cloudtasks.enqueuer", "members": ["user:a@example.com", "user:b@example.com"]}


def test_get_iam_policy_of_a_fresh_queue_is_empty(api, queue):
    policy = api.get_iam_policy(resource=queue)

    assert list(policy.bindings) == []
    assert policy.etag == NO_POLICY_ETAG


def test_get_iam_policy_takes_options(api, queue):
    policy = api.get_iam_policy(resource=queue, options={"requested_policy_version": 1})

    assert policy.etag == NO_POLICY_ETAG


def test_get_iam_policy_says_that_the_queue_is_missing(api, location):
    with refused("NOT_FOUND", QUEUE_MISSING):
        api.get_iam_policy(resource=f"{location}/queues/none")


def test_set_iam_policy_replaces_the_policy(api, queue):
    policy = api.set_iam_policy(resource=queue, policy={"bindings": [BINDING]})

    assert policy.version == 1
    assert [(b.role, list(b.members)) for b in policy.bindings] == [(BINDING["role"], BINDING["members"])]
    assert policy.etag not in (b"", NO_POLICY_ETAG)
    assert api.get_iam_policy(resource=queue) == policy


def test_set_iam_policy_refuses_an_etag_of_the_past(api, queue):
    first = api.set_iam_policy(resource=queue, policy={"bindings": [BINDING]})
    second = api.set_iam_policy(resource=queue, policy={"etag": first.etag})

    assert second.etag != first.etag
    with refused("ABORTED") as caught:
        api.set_iam_policy(resource=queue, policy={"bindings": [BINDING], "etag": first.etag})
    assert text_of(caught.value).startswith(POLICY_CHANGED)
    assert api.get_iam_policy(resource=queue) == second


@pytest.mark.parametrize("binding", [{"role": "enqueuer", "members": ["user:a@b.c"]}, {**BINDING, "members": ["a"]}])
def test_set_iam_policy_refuses_roles_and_members_of_the_wrong_form(api, queue, binding):
    with refused("INVALID_ARGUMENT"):
        api.set_iam_policy(resource=queue, policy={"bindings": [binding]})


def test_test_iam_permissions_grants_what_exists(api, queue):
    asked = ["cloudtasks.tasks.create", "cloudtasks.queues.get"]

    assert list(api.test_iam_permissions(resource=queue, permissions=asked).permissions) == sorted(asked)


def test_test_iam_permissions_refuses_a_permission_of_another_service(api, queue):
    with refused("INVALID_ARGUMENT", "Permission storage.objects.get is not valid for this resource."):
        api.test_iam_permissions(resource=queue, permissions=["storage.objects.get"])
