"""projects.locations.queues and the methods of locations, through the discovery-built client."""

import base64

import pytest

from expectations import (
    ENTITY_MISSING,
    LOCATION_ID,
    POLICY_CHANGED,
    QUEUE_EXISTS,
    QUEUE_MISSING,
    QUEUE_NAME_TOO_RECENT,
    QUEUE_TYPE_IMMUTABLE,
)

QUEUE_YAML = """
queue:
- name: nightly
  rate: 30/m
- name: hauling
  mode: pull
"""


@pytest.fixture
def create(queues, location):
    """Creates a queue of this id."""

    def create(queue_id, **fields):
        return queues.create(parent=location, body={"name": f"{location}/queues/{queue_id}", **fields}).execute()

    return create


@pytest.fixture
def ids(queues, location):
    """Lists the ids of the queues in the location."""

    def ids(**query):
        listed = queues.list(parent=location, **query).execute().get("queues", [])
        return [queue["name"].rpartition("/")[2] for queue in listed]

    return ids


def test_create_answers_with_the_defaults_of_a_push_queue(create, location):
    queue = create("q")

    assert queue.items() >= {"name": f"{location}/queues/q", "state": "RUNNING", "appEngineHttpTarget": {}}.items()
    assert queue["rateLimits"] == {
        "maxTasksDispatchedPerSecond": 500,
        "maxBurstSize": 100,
        "maxConcurrentTasks": 1000,
    }
    assert queue["retryConfig"] == {
        "maxAttempts": 100,
        "minBackoff": "0.100s",
        "maxBackoff": "3600s",
        "maxDoublings": 16,
    }
    assert (queue["taskTtl"], queue["tombstoneTtl"]) == ("2678400s", "3600s")
    assert "purgeTime" not in queue and "stats" not in queue and "pullTarget" not in queue


def test_create_makes_a_pull_queue(create):
    queue = create("q", pullTarget={}, retryConfig={"maxAttempts": 7, "maxRetryDuration": "66s"})

    assert queue["pullTarget"] == {}
    assert (queue["retryConfig"]["maxAttempts"], queue["retryConfig"]["maxRetryDuration"]) == (7, "66s")
    assert queue["rateLimits"]["maxConcurrentTasks"] == -1
    assert "appEngineHttpTarget" not in queue


def test_create_makes_an_app_engine_queue_and_shows_its_host(create, project):
    queue = create("q", appEngineHttpTarget={"appEngineRoutingOverride": {"service": "s"}})

    assert queue["appEngineHttpTarget"]["appEngineRoutingOverride"] == {
        "service": "s",
        "host": f"s.{project}.appspot.com",
    }


def test_create_refuses_a_name_in_use(create, refused):
    create("q")

    with refused(409, "ALREADY_EXISTS", QUEUE_EXISTS):
        create("q")


def test_create_refuses_a_field_it_does_not_know(create, refused):
    text = """Invalid JSON payload received. Unknown name "bogus" at 'queue': Cannot find field."""
    with refused(400, "INVALID_ARGUMENT", text) as caught:
        create("q", bogus=1)

    (detail,) = caught.value.error_details
    assert detail["@type"] == "type.googleapis.com/google.rpc.BadRequest"
    assert [violation["field"] for violation in detail["fieldViolations"]] == ["queue"]


def test_create_refuses_a_value_of_the_wrong_type(create, refused):
    with refused(400, "INVALID_ARGUMENT"):
        create("q", rateLimits={"maxBurstSize": "many"})


def test_create_explains_a_bad_name_with_a_link(queues, location, refused):
    with refused(400, "INVALID_ARGUMENT") as caught:
        queues.create(parent=location, body={"name": "nonsense"}).execute()

    (detail,) = caught.value.error_details
    assert detail["@type"] == "type.googleapis.com/google.rpc.Help"
    assert detail["links"][0]["description"] == "Definition of queue name"


def test_get_answers_what_create_answered(create, queues):
    created = create("q", pullTarget={})

    assert queues.get(name=created["name"]).execute() == created


def test_get_shows_statistics_when_asked(queues, tasks, pull_queue):
    tasks.create(parent=pull_queue, body={"task": {"pullMessage": {}}}).execute()

    queue = queues.get(name=pull_queue, readMask="name,stats").execute()

    assert queue.keys() == {"name", "stats"}
    assert queue["stats"]["tasksCount"] == "1"


def test_get_says_that_a_queue_is_missing(queues, location, refused):
    with refused(404, "NOT_FOUND", QUEUE_MISSING):
        queues.get(name=f"{location}/queues/none").execute()


def test_get_returns_the_fields_asked_for(queues, pull_queue):
    queue = queues.get(name=pull_queue, fields="name,retryConfig/maxAttempts").execute()

    assert queue == {"name": pull_queue, "retryConfig": {"maxAttempts": 100}}


@pytest.mark.parametrize("version", ["1", "2"])
def test_get_takes_either_error_format(queues, location, refused, version):
    with refused(404, "NOT_FOUND", QUEUE_MISSING):
        queues.get(name=f"{location}/queues/none", x__xgafv=version).execute()


def test_get_takes_the_parameters_of_every_method(queues, pull_queue):
    queue = queues.get(
        name=pull_queue,
        access_token="any",
        key="any",
        oauth_token="any",
        prettyPrint=False,
        quotaUser="any",
        uploadType="media",
        upload_protocol="raw",
    ).execute()

    assert queue["name"] == pull_queue


def test_get_refuses_a_parameter_it_does_not_know(queues, pull_queue, refused):
    request = queues.get(name=pull_queue)
    request.uri += "&bogus=1"

    with refused(
        400,
        "INVALID_ARGUMENT",
        'Invalid JSON payload received. Unknown name "bogus": Cannot bind query parameter. '
        "Field 'bogus' could not be found in request message.",
    ):
        request.execute()


def test_list_is_in_lexicographical_order(create, ids):
    for queue_id in ("b", "c", "a"):
        create(queue_id)

    assert ids() == ["a", "b", "c"]


def test_list_next_walks_to_an_empty_page(create, queues, location):
    for queue_id in ("a", "b", "c"):
        create(queue_id)

    pages = []
    request = queues.list(parent=location, pageSize=2)
    while request is not None:
        answer = request.execute()
        pages.append(len(answer.get("queues", [])))
        request = queues.list_next(request, answer)

    assert pages == [2, 1, 0]


def test_list_filters(create, ids, refused):
    create("pull", pullTarget={})
    create("push")

    assert ids(filter="pullTarget: *") == ["pull"]
    assert ids(filter="app_engine_http_target: *") == ["push"]
    with refused(400, "INVALID_ARGUMENT"):
        ids(filter="bogus = 1")


def test_list_takes_a_filter_too_long_for_a_url(create, ids):
    """The client sends such a request as a POST with a method override to GET, and the query as a form."""
    create("a")
    create("b")

    assert ids(filter=" OR ".join(['name: "queues/a"'] * 150)) == ["a"]


def test_list_shows_only_what_the_read_mask_names(create, queues, location):
    create("a")

    assert queues.list(parent=location, readMask="name").execute()["queues"] == [{"name": f"{location}/queues/a"}]


def test_list_of_an_empty_location_is_an_empty_object(queues, location):
    assert queues.list(parent=location).execute() == {}


def test_patch_changes_only_the_fields_of_its_mask(create, queues):
    queue = create("q", retryConfig={"maxAttempts": 7})

    patched = queues.patch(
        name=queue["name"],
        updateMask="rateLimits.maxTasksDispatchedPerSecond,retryConfig.minBackoff",
        body={"rateLimits": {"maxTasksDispatchedPerSecond": 0.5}, "retryConfig": {"minBackoff": "1.500s"}},
    ).execute()

    assert patched["rateLimits"]["maxTasksDispatchedPerSecond"] == 0.5
    assert patched["rateLimits"]["maxConcurrentTasks"] == 1000
    assert patched["retryConfig"]["minBackoff"] == "1.500s"
    assert patched["retryConfig"]["maxAttempts"] == 7
    assert queues.get(name=queue["name"]).execute() == patched


def test_patch_without_a_mask_resets_what_it_does_not_name(create, queues):
    queue = create("q", retryConfig={"maxAttempts": 7})

    patched = queues.patch(name=queue["name"], body={"rateLimits": {"maxConcurrentTasks": 3}}).execute()

    assert patched["rateLimits"]["maxConcurrentTasks"] == 3
    assert patched["retryConfig"]["maxAttempts"] == 100


def test_patch_creates_a_queue_that_is_missing(queues, location):
    name = f"{location}/queues/q"

    assert queues.patch(name=name, body={"pullTarget": {}}).execute()["pullTarget"] == {}
    assert queues.get(name=name).execute()["name"] == name


def test_patch_refuses_another_kind_of_target(queues, pull_queue, refused):
    with refused(400, "INVALID_ARGUMENT", QUEUE_TYPE_IMMUTABLE):
        queues.patch(name=pull_queue, body={"appEngineHttpTarget": {}}).execute()


def test_patch_refuses_an_unknown_mask_path(queues, pull_queue, refused):
    with refused(400, "INVALID_ARGUMENT"):
        queues.patch(name=pull_queue, updateMask="bogus", body={}).execute()


def test_delete_removes_the_queue_and_blocks_its_name(create, queues, ids, refused):
    queue = create("q")

    assert queues.delete(name=queue["name"]).execute() == {}

    assert ids() == []
    with refused(404, "NOT_FOUND", QUEUE_MISSING):
        queues.get(name=queue["name"]).execute()
    with refused(400, "FAILED_PRECONDITION", QUEUE_NAME_TOO_RECENT):
        create("q")


def test_delete_says_that_a_queue_is_missing(queues, location, refused):
    with refused(404, "NOT_FOUND", ENTITY_MISSING):
        queues.delete(name=f"{location}/queues/none").execute()


@pytest.mark.parametrize("body", [{}, None])
def test_pause_and_resume_change_the_state(queues, pull_queue, body):
    assert queues.pause(name=pull_queue, body=body).execute()["state"] == "PAUSED"
    assert queues.get(name=pull_queue).execute()["state"] == "PAUSED"
    assert queues.resume(name=pull_queue, body=body).execute()["state"] == "RUNNING"
    assert queues.get(name=pull_queue).execute()["state"] == "RUNNING"


def test_purge_deletes_the_tasks(queues, tasks, pull_queue):
    tasks.create(parent=pull_queue, body={"task": {"pullMessage": {}}}).execute()

    assert "purgeTime" in queues.purge(name=pull_queue, body={}).execute()

    assert tasks.list(parent=pull_queue).execute() == {}


def test_get_iam_policy_of_a_fresh_queue_is_an_etag(queues, pull_queue):
    assert queues.getIamPolicy(resource=pull_queue, body={}).execute() == {"etag": "ACAB"}
    options = {"options": {"requestedPolicyVersion": 1}}
    assert queues.getIamPolicy(resource=pull_queue, body=options).execute() == {"etag": "ACAB"}


def test_set_iam_policy_replaces_the_policy(queues, pull_queue, refused):
    bindings = [{"role": "roles/cloudtasks.enqueuer", "members": ["user:a@example.com"]}]

    policy = queues.setIamPolicy(resource=pull_queue, body={"policy": {"bindings": bindings}}).execute()

    assert (policy["version"], policy["bindings"]) == (1, bindings)
    assert queues.getIamPolicy(resource=pull_queue, body={}).execute() == policy
    with refused(409, "ABORTED") as caught:
        queues.setIamPolicy(resource=pull_queue, body={"policy": {"etag": "ACAB"}}).execute()
    assert caught.value.reason.startswith(POLICY_CHANGED)


def test_test_iam_permissions_grants_what_exists(queues, pull_queue, location):
    body = {"permissions": ["cloudtasks.tasks.create", "cloudtasks.queues.get"]}

    granted = queues.testIamPermissions(resource=pull_queue, body=body).execute()

    assert granted == {"permissions": ["cloudtasks.queues.get", "cloudtasks.tasks.create"]}
    assert queues.testIamPermissions(resource=f"{location}/queues/none", body=body).execute() == {}


def test_locations_list_knows_the_regions_of_the_service(service, project):
    locations = service.projects().locations()
    found = []
    request = locations.list(name=f"projects/{project}", pageSize=10)
    while request is not None:
        answer = request.execute()
        found.extend(answer.get("locations", []))
        request = locations.list_next(request, answer)

    (region,) = [location for location in found if location["locationId"] == LOCATION_ID]
    assert region["name"] == f"projects/{project}/locations/{LOCATION_ID}"
    assert len(found) == len({location["name"] for location in found}) > 10


def test_locations_get_answers_for_any_id(service, project):
    name = f"projects/{project}/locations/mars-north1"

    location = service.projects().locations().get(name=name).execute()

    assert (location["name"], location["locationId"]) == (name, "mars-north1")


def test_api_queue_update_uploads_a_queue_yaml(service, queues, project):
    body = {"contentType": "application/octet-stream", "data": base64.b64encode(QUEUE_YAML.encode()).decode()}

    assert service.api().queue().update(appId=project, body=body).execute() == {}

    found = {}
    for location in service.projects().locations().list(name=f"projects/{project}").execute()["locations"]:
        for queue in queues.list(parent=location["name"]).execute().get("queues", []):
            found[queue["name"].rpartition("/")[2]] = queue
    assert found["nightly"]["rateLimits"]["maxTasksDispatchedPerSecond"] == 0.5
    assert found["hauling"]["pullTarget"] == {}


def test_api_queue_update_takes_the_file_itself(service, project, send):
    """The tool for which this method exists sends the file as the body."""
    request = service.api().queue().update(appId=project, body={})

    assert send(request, QUEUE_YAML, "application/octet-stream") == {}


def test_api_queue_update_refuses_what_it_cannot_use(service, project, refused, send):
    request = service.api().queue().update(appId=project, body={})

    with refused(400, "INVALID_ARGUMENT"):
        send(request, "queue:\n- name: q\n  rate: 600/s\n", "application/octet-stream")


def test_an_answer_can_be_a_callback(queues, pull_queue):
    request = queues.get(name=pull_queue, callback="show", fields="name")
    request.postproc = lambda response, content: content.decode()

    assert request.execute().startswith("// API callback\nshow({")


def test_an_unknown_path_is_not_found(queues, pull_queue, refused):
    request = queues.get(name=pull_queue)
    request.uri = request.uri.replace("/v2beta2/", "/v2beta2/nowhere/")

    with refused(404, "NOT_FOUND"):
        request.execute()
