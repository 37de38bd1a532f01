"""Sends the requests of Terraform's provider `google` for google_cloud_tasks_queue and its IAM resources.

Usage: terraform.py HOST:PORT     of an emulator with --queue-name-reuse 0

The provider has to be downloaded from a registry or built for half an hour, so its requests are repeated here as its
source sends them (resource_cloud_tasks_queue.go, iam_cloud_tasks_queue.go and transport.go): paths, `alt=json`, masks of
whole objects, a pause without a body, and numbers as numbers. What the provider compares after a request is compared
here too: a field that reads otherwise than it was written would be a difference in every later plan.
"""

import json
import sys
import urllib.error
import urllib.request

LOCATION = "projects/demo/locations/us-central1"
USER_AGENT = "Terraform/1.11.4 (+https://www.terraform.io) Terraform-Plugin-SDK/2.36.0 terraform-provider-google/6.30.0"

FULL = {
    "appEngineRoutingOverride": {"service": "worker", "version": "1.0", "instance": "test"},
    "rateLimits": {"maxConcurrentDispatches": 3, "maxDispatchesPerSecond": 2},
    "retryConfig": {
        "maxAttempts": 5,
        "maxRetryDuration": "4s",
        "maxBackoff": "3s",
        "minBackoff": "2s",
        "maxDoublings": 1,
    },
    "stackdriverLoggingConfig": {"samplingRatio": 0.9},
}
HTTP_TARGET = {
    "httpMethod": "POST",
    "uriOverride": {
        "scheme": "HTTPS",
        "host": "oidc.example.com",
        "port": "8443",
        "pathOverride": {"path": "/users/1234"},
        "queryOverride": {"queryParams": "qparam1=123&qparam2=456"},
        "uriOverrideEnforceMode": "IF_NOT_EXISTS",
    },
    "headerOverrides": [
        {"header": {"key": "AddSomethingElse", "value": "MyOtherValue"}},
        {"header": {"key": "AddMe", "value": "MyValue"}},
    ],
    "oidcToken": {"serviceAccountEmail": "worker@demo.iam.gserviceaccount.com", "audience": "https://a.example.com"},
}


class Provider:
    """Sends requests as the provider does."""

    def __init__(self, address):
        # The custom endpoint has the version and ends with a slash.
        self.base = f"http://{address}/v2/"

    def send(self, method, path, body=None):
        """Returns the status and the JSON of the response."""
        separator = "&" if "?" in path else "?"
        request = urllib.request.Request(
            self.base + path + separator + "alt=json",
            method=method,
            data=None if body is None else (json.dumps(body) + "\n").encode(),
            headers={
                "User-Agent": USER_AGENT,
                "Content-Type": "application/json",
                "Authorization": "Bearer none",
                "Accept-Encoding": "identity",
            },
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def expect(self, method, path, body=None):
        status, response = self.send(method, path, body)
        assert status == 200, f"{method} {path}: {status} {response}"
        return response

    def create(self, name, **fields):
        queue = f"{LOCATION}/queues/{name}"
        self.expect("POST", f"{LOCATION}/queues", {"name": queue, **fields})
        return queue

    def update(self, queue, **fields):
        return self.expect("PATCH", f"{queue}?updateMask={'%2C'.join(fields)}", fields)


def assert_contains(actual, expected, path="queue"):
    """Compares the fields that were written. Those that were not are computed by the service."""
    if isinstance(expected, dict):
        for key, value in expected.items():
            assert key in actual, f"{path}.{key} is missing in {actual}"
            assert_contains(actual[key], value, f"{path}.{key}")
    else:
        assert actual == expected, f"{path} is {actual!r} instead of {expected!r}"


def apply_with_defaults(provider):
    """A queue with a name alone: the computed blocks are complete, and unset ones are missing."""
    queue = provider.create("defaults")
    read = provider.expect("GET", queue)
    assert read["name"] == queue and read["state"] == "RUNNING", read
    assert set(read["rateLimits"]) == {"maxDispatchesPerSecond", "maxBurstSize", "maxConcurrentDispatches"}, read
    assert set(read["retryConfig"]) >= {"maxAttempts", "minBackoff", "maxBackoff", "maxDoublings"}, read
    assert "httpTarget" not in read and "stackdriverLoggingConfig" not in read, read


def second_plan_is_empty(provider):
    """All fields read as they were written, twice."""
    queue = provider.create("full", **FULL)
    read = provider.expect("GET", queue)
    assert_contains(read, {key: FULL[key] for key in FULL if key != "appEngineRoutingOverride"})
    assert_contains(read["appEngineRoutingOverride"], FULL["appEngineRoutingOverride"])
    assert provider.expect("GET", queue) == read


def http_target(provider):
    """The HTTP target reads as it was written."""
    queue = provider.create("http-target", httpTarget=HTTP_TARGET)
    assert_contains(provider.expect("GET", queue), {"httpTarget": HTTP_TARGET})


def update_of_each_block(provider):
    """Each block is updated with a mask that names it as a whole; the others stay."""
    queue = provider.create("update", **FULL)
    changes = {
        "rateLimits": {"maxConcurrentDispatches": 4, "maxDispatchesPerSecond": 3.5},
        "retryConfig": {"maxAttempts": -1, "maxBackoff": "3000s", "minBackoff": "1s", "maxDoublings": 2},
        "stackdriverLoggingConfig": {"samplingRatio": 0.1},
        "appEngineRoutingOverride": {"service": "main"},
    }
    expected = dict(FULL)
    for key, value in changes.items():
        provider.update(queue, **{key: value})
        expected[key] = value
        assert_contains(provider.expect("GET", queue), expected)
    provider.update(queue, **FULL)
    assert_contains(provider.expect("GET", queue), FULL)
    provider.update(queue, httpTarget=HTTP_TARGET)
    assert_contains(provider.expect("GET", queue), {"httpTarget": HTTP_TARGET})


def paused_and_resumed(provider):
    """desired_state pauses a new queue and resumes it later, without bodies."""
    queue = provider.create("paused")
    provider.expect("POST", f"{queue}:pause")
    assert provider.expect("GET", queue)["state"] == "PAUSED"
    provider.expect("POST", f"{queue}:resume")
    assert provider.expect("GET", queue)["state"] == "RUNNING"


def destroyed_and_applied_again(provider):
    """A destroyed queue is not found, and its name can be used at once with --queue-name-reuse 0."""
    for _ in range(2):
        queue = provider.create("again", **FULL)
        assert provider.expect("DELETE", queue) == {}
        status, response = provider.send("GET", queue)
        assert status == 404 and response["error"]["code"] == 404, response
    provider.create("again")


def iam(provider):
    """The IAM resources read the policy, change it with its etag, and remove a member."""
    queue = provider.create("iam")
    policy = provider.expect("POST", f"{queue}:getIamPolicy")
    binding = {"role": "roles/cloudtasks.viewer", "members": ["user:admin@hashicorptest.com"]}
    policy["bindings"] = [binding]
    policy = provider.expect("POST", f"{queue}:setIamPolicy", {"policy": policy})
    assert provider.expect("POST", f"{queue}:getIamPolicy")["bindings"] == [binding]
    stale = dict(policy, etag="AAAAAAAA", bindings=[])
    status, response = provider.send("POST", f"{queue}:setIamPolicy", {"policy": stale})
    assert status == 409, (status, response)
    provider.expect("POST", f"{queue}:setIamPolicy", {"policy": {"etag": policy["etag"], "bindings": []}})
    assert not provider.expect("POST", f"{queue}:getIamPolicy").get("bindings")


def refusals(provider):
    """Mistakes have the status and the message that the provider shows."""
    provider.create("refused")
    status, response = provider.send("POST", f"{LOCATION}/queues", {"name": f"{LOCATION}/queues/refused"})
    assert status == 409 and response["error"]["message"] == "Queue already exists", (status, response)
    status, response = provider.send("POST", f"{LOCATION}/queues", {"name": f"{LOCATION}/queues/under_score"})
    assert status == 400 and response["error"]["status"] == "INVALID_ARGUMENT", (status, response)


CASES = [
    apply_with_defaults,
    second_plan_is_empty,
    http_target,
    update_of_each_block,
    paused_and_resumed,
    destroyed_and_applied_again,
    iam,
    refusals,
]


def main():
    provider = Provider(sys.argv[1])
    failed = 0
    for case in CASES:
        try:
            case(provider)
            print(f"ok      {case.__name__}", flush=True)
        except (AssertionError, KeyError, OSError, ValueError) as failure:
            failed += 1
            print(f"FAILED  {case.__name__}: {failure!r}", flush=True)
    print(f"terraform: {len(CASES) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
