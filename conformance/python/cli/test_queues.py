"""Queues, locations and policies with the command line tools."""

import base64
import json
import urllib.parse

from expectations import QUEUE_EXISTS, QUEUE_MISSING


def test_locations_list_knows_the_regions_of_the_service(cli, project):
    listed = cli.projects("locations-list", f"projects/{project}", "-p", "page-size=500")

    assert "us-central1" in [location["locationId"] for location in listed["locations"]]


def test_locations_get_answers_for_any_id(cli, location):
    assert cli.projects("locations-get", location)["name"] == location


def test_cmek_config_is_remembered(newest, location):
    name, key = f"{location}/cmekConfig", f"{location}/keyRings/ring/cryptoKeys/key"

    assert newest.projects("locations-get-cmek-config", name) == {"name": name}
    updated = newest.projects("locations-update-cmek-config", name, "-r", ".", f"kms-key={key}", "-p", "update-mask=kmsKey")

    assert updated == newest.projects("locations-get-cmek-config", name) == {"kmsKey": key, "name": name}


def test_queues_create_fills_in_the_defaults(cli, location):
    name = f"{location}/queues/q"

    created = cli.projects("locations-queues-create", location, "-r", ".", f"name={name}")

    assert created["name"] == name
    assert created["rateLimits"] == {
        "maxBurstSize": 100,
        "maxConcurrentTasks": 1000,
        "maxTasksDispatchedPerSecond": 500.0,
    }
    refused = cli.refusal("locations-queues-create", location, "-r", ".", f"name={name}")
    assert (refused["status"], refused["message"]) == ("ALREADY_EXISTS", QUEUE_EXISTS)


def test_queues_create_takes_nested_fields_by_cursor(newest, location):
    created = newest.projects(
        *("locations-queues-create", location, "-r", ".", f"name={location}/queues/q"),
        *("-r", ".rate-limits", "max-tasks-dispatched-per-second=2.5", "max-concurrent-tasks=3"),
        *("-r", "..retry-config", "max-attempts=7", "max-doublings=4"),
    )

    assert created["rateLimits"]["maxTasksDispatchedPerSecond"] == 2.5
    assert created["rateLimits"]["maxConcurrentTasks"] == 3
    assert (created["retryConfig"]["maxAttempts"], created["retryConfig"]["maxDoublings"]) == (7, 4)


def test_queues_create_takes_durations(old, location):
    created = old.projects(
        *("locations-queues-create", location, "-r", ".", f"name={location}/queues/q"),
        *("-r", ".retry-config", "min-backoff=1.500s", "max-backoff=60s"),
    )

    assert (created["retryConfig"]["minBackoff"], created["retryConfig"]["maxBackoff"]) == ("1.500s", "60s")


def test_queues_get_answers_what_create_answered(cli, queue):
    assert cli.projects("locations-queues-get", queue)["name"] == queue
    assert cli.projects("locations-queues-get", queue, "-p", "fields=state") == {"state": "RUNNING"}


def test_queues_get_of_a_missing_queue_is_refused(cli, location):
    refused = cli.refusal("locations-queues-get", f"{location}/queues/missing")

    assert (refused["code"], refused["status"], refused["message"]) == (404, "NOT_FOUND", QUEUE_MISSING)


def test_queues_list_pages_and_filters(cli, queue, location):
    cli.projects("locations-queues-create", location, "-r", ".", f"name={location}/queues/other")

    first = cli.projects("locations-queues-list", location, "-p", "page-size=1")
    second = cli.projects("locations-queues-list", location, "-p", f"page-token={first['nextPageToken']}")
    running = cli.projects("locations-queues-list", location, "-p", "filter=state=PAUSED")

    assert [q["name"] for q in first["queues"] + second["queues"]] == [f"{location}/queues/other", queue]
    assert not running.get("queues")


def test_queues_patch_changes_only_the_fields_of_its_mask(cli, queue):
    patched = cli.projects(
        *("locations-queues-patch", queue, "-r", ".rate-limits", "max-tasks-dispatched-per-second=5"),
        *("-p", "update-mask=rateLimits.maxTasksDispatchedPerSecond"),
    )

    assert patched["rateLimits"]["maxTasksDispatchedPerSecond"] == 5.0
    assert patched["retryConfig"]["maxAttempts"] == 100


def test_queues_pause_and_resume_change_the_state(cli, queue):
    assert cli.projects("locations-queues-pause", queue, "-r", ".")["state"] == "PAUSED"
    assert cli.projects("locations-queues-resume", queue, "-r", ".")["state"] == "RUNNING"


def test_queues_purge_deletes_the_tasks(cli, pull_queue, rest):
    rest("POST", f"{pull_queue}/tasks", {"task": {"pullMessage": {"payload": "aGk="}}})

    assert cli.projects("locations-queues-purge", pull_queue, "-r", ".")["name"] == pull_queue

    assert not cli.projects("locations-queues-tasks-list", pull_queue).get("tasks")


def test_queues_delete_removes_the_queue(cli, queue):
    assert cli.projects("locations-queues-delete", queue) == {}

    assert cli.refusal("locations-queues-get", queue)["status"] == "NOT_FOUND"


def test_queues_get_iam_policy_of_a_fresh_queue_is_an_etag(newest, pull_queue):
    policy = newest.projects(
        "locations-queues-get-iam-policy", pull_queue, "-r", ".options", "requested-policy-version=3"
    )

    assert policy == {"etag": "ACAB"}


def test_queues_set_iam_policy_guards_with_its_etag(cli, pull_queue):
    before = cli.projects("locations-queues-get-iam-policy", pull_queue, "-r", ".")
    etag = urllib.parse.unquote(before["etag"])

    written = cli.projects("locations-queues-set-iam-policy", pull_queue, "-r", ".policy", f"etag={etag}")
    refused = cli.refusal("locations-queues-set-iam-policy", pull_queue, "-r", ".policy", f"etag={etag}")

    assert written["etag"] != before["etag"]
    assert refused["status"] == "ABORTED"


def test_queues_test_iam_permissions_wants_to_know_which(cli, pull_queue):
    """Neither release can put a list into a request, so the request has no permissions."""
    refused = cli.refusal("locations-queues-test-iam-permissions", pull_queue, "-r", ".")

    assert refused["message"] == "At least one permission must be specified."


def test_queue_update_uploads_a_queue_yaml(newest, project, rest):
    data = base64.urlsafe_b64encode(b"queue:\n- name: nightly\n  rate: 30/m\n").decode()

    done = newest.run(
        *("api", "queue-update", "-r", ".", "content-type=text/yaml", f"data={data}"), *("-p", f"app-id={project}")
    )

    assert done.returncode == 0, done.stderr
    name = f"projects/{project}/locations/us-central1/queues/nightly"
    assert rest("GET", name)["rateLimits"]["maxTasksDispatchedPerSecond"] == 0.5
    assert json.loads(done.stdout) == {}
