"""Runs gcloud, unmodified, against the emulator: every command of `gcloud tasks` in its three release tracks.

Usage: gcloud.py HOST:PORT

gcloud reaches the emulator by its endpoint properties alone. Its configuration is in a directory of its own, so that
nothing of the user is read or changed. Prints the commands with their result, and the sum in the last line.
"""

import datetime
import json
import os
import subprocess
import sys
import tempfile

TIMEOUT_SECONDS = 120
LOCATION = "us-central1"
TRACKS = ("ga", "beta", "alpha")
CMEK_KEY = "projects/demo/locations/us-central1/keyRings/ring/cryptoKeys/key"


class Failure(Exception):
    """A result that is not as expected."""


class Gcloud:
    """gcloud with an environment that leads to the emulator."""

    def __init__(self, address, configuration, appengine=False):
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("CLOUDSDK_")
        }
        self.environment.update(
            CLOUDSDK_CONFIG=configuration,
            CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDTASKS=f"http://{address}/",
            CLOUDSDK_AUTH_DISABLE_CREDENTIALS="true",
            CLOUDSDK_CORE_PROJECT="demo",
            CLOUDSDK_CORE_DISABLE_PROMPTS="true",
            CLOUDSDK_CORE_DISABLE_USAGE_REPORTING="true",
            CLOUDSDK_CORE_CHECK_GCE_METADATA="false",
            CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK="true",
        )
        if appengine:
            self.environment["CLOUDSDK_API_ENDPOINT_OVERRIDES_APPENGINE"] = f"http://{address}/"

    def call(self, track, command, *flags, location=True):
        """Returns the exit code, stdout and stderr of a command below `gcloud tasks`."""
        line = ["gcloud"] + ([] if track == "ga" else [track]) + ["tasks", *command.split(), *flags]
        if location:
            line.append(f"--location={LOCATION}")
        result = subprocess.run(
            line,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        return result.returncode, result.stdout, result.stderr

    def run(self, track, command, *flags, location=True):
        """Returns the JSON that a command prints, or None if it prints nothing."""
        code, stdout, stderr = self.call(track, command, *flags, "--format=json", location=location)
        if code != 0:
            raise Failure(f"exit code {code}: {stderr.strip()}")
        return json.loads(stdout) if stdout.strip() else None

    def refuse(self, track, command, *flags):
        """Returns the message of a command that must fail."""
        code, stdout, stderr = self.call(track, command, *flags)
        if code == 0:
            raise Failure(f"succeeded: {stdout.strip()}")
        return stderr


def equal(actual, expected, what):
    if actual != expected:
        raise Failure(f"{what} is {actual!r} instead of {expected!r}")


def contains(text, part):
    if part not in text:
        raise Failure(f"{part!r} is not in {text.strip()!r}")


def queue_life(gcloud, track):
    """A queue is created, updated, read, paused, resumed, purged and deleted."""
    name = f"{track}-life"
    # The alpha track has the older names of these flags.
    rate = "--max-tasks-dispatched-per-second" if track == "alpha" else "--max-dispatches-per-second"
    concurrency = "--max-concurrent-tasks" if track == "alpha" else "--max-concurrent-dispatches"
    created = gcloud.run(track, f"queues create {name}", f"{rate}=5", "--max-attempts=3")
    limits = "maxTasksDispatchedPerSecond" if track == "alpha" else "maxDispatchesPerSecond"
    equal(created["rateLimits"][limits], 5, "the rate")
    gcloud.run(
        track,
        f"queues update {name}",
        f"{concurrency}=7",
        "--min-backoff=1s",
        "--max-backoff=20s",
        "--max-doublings=4",
        "--max-retry-duration=60s",
        "--routing-override=service:worker,version:v1",
    )
    read = gcloud.run(track, f"queues describe {name}")
    limits = "maxConcurrentTasks" if track == "alpha" else "maxConcurrentDispatches"
    equal(read["rateLimits"][limits], 7, "the concurrency")
    equal(read["retryConfig"]["maxAttempts"], 3, "the number of attempts, which was not updated,")
    equal(read["retryConfig"]["maxRetryDuration"], "60s", "the duration of retries")
    contains(json.dumps(read), '"service": "worker"')
    gcloud.run(track, f"queues update {name}", "--clear-max-attempts", "--clear-routing-override")
    equal(gcloud.run(track, f"queues describe {name}")["retryConfig"]["maxAttempts"], 100, "the cleared setting")
    gcloud.run(track, f"queues pause {name}")
    equal(gcloud.run(track, f"queues describe {name}")["state"], "PAUSED", "the state")
    gcloud.run(track, f"queues resume {name}")
    equal(gcloud.run(track, f"queues describe {name}")["state"], "RUNNING", "the state")
    gcloud.run(track, f"queues purge {name}")
    names = [queue["name"].rsplit("/", 1)[1] for queue in gcloud.run(track, "queues list")]
    if name not in names:
        raise Failure(f"the list has {names}")
    gcloud.run(track, f"queues delete {name}")
    contains(gcloud.refuse(track, f"queues describe {name}"), "NOT_FOUND")


def http_tasks(gcloud, track):
    """HTTP tasks are created, listed, read, forced and deleted."""
    queue = f"{track}-http"
    tomorrow = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    gcloud.run(track, f"queues create {queue}")
    gcloud.run(track, f"queues pause {queue}")
    gcloud.run(
        track,
        "create-http-task first",
        f"--queue={queue}",
        "--url=http://127.0.0.1:9/work",
        "--method=PUT",
        "--header=X-Test:yes",
        "--body-content=hello",
        f"--schedule-time={tomorrow}",
        "--oidc-service-account-email=worker@demo.iam.gserviceaccount.com",
    )
    read = gcloud.run(track, "describe first", f"--queue={queue}", "--response-view=full")
    equal(read["httpRequest"]["body"], "aGVsbG8=", "the body")
    equal(read["httpRequest"]["httpMethod"], "PUT", "the method")
    equal(read["httpRequest"]["headers"]["X-Test"], "yes", "the header")
    equal(read["scheduleTime"], tomorrow, "the schedule time")
    second = gcloud.run(track, "create-http-task", f"--queue={queue}", "--url=http://127.0.0.1:9/")
    equal(len(gcloud.run(track, "list", f"--queue={queue}")), 2, "the number of tasks")
    gcloud.run(track, "run first", f"--queue={queue}")
    gcloud.run(track, "delete first", f"--queue={queue}")
    gcloud.run(track, f"delete {second['name']}", location=False)
    equal(gcloud.run(track, "list", f"--queue={queue}"), [], "the list")
    contains(gcloud.refuse(track, "describe first", f"--queue={queue}"), "NOT_FOUND")


def app_engine_tasks(gcloud, track):
    """An App Engine task has its routing and its relative URI."""
    queue = f"{track}-app"
    gcloud.run(track, f"queues create {queue}")
    gcloud.run(track, f"queues pause {queue}")
    body = "--payload-content=hello" if track == "alpha" else "--body-content=hello"
    uri = "--url=/work" if track == "alpha" else "--relative-uri=/work"
    gcloud.run(track, "create-app-engine-task job", f"--queue={queue}", uri, body, "--routing=service:worker")
    read = gcloud.run(track, "describe job", f"--queue={queue}")
    contains(json.dumps(read), '"service": "worker"')
    contains(json.dumps(read), "/work")


def locations(gcloud, track):
    """The locations are listed and read."""
    listed = gcloud.run(track, "locations list", location=False)
    if LOCATION not in [each["locationId"] for each in listed]:
        raise Failure(f"the list has {listed}")
    equal(gcloud.run(track, f"locations describe {LOCATION}", location=False)["locationId"], LOCATION, "the location")


def policies(gcloud, track):
    """The IAM policy of a queue is read, extended, reduced and replaced."""
    queue = f"{track}-policy"
    gcloud.run(track, f"queues create {queue}")
    binding = ("--member=user:a@example.com", "--role=roles/cloudtasks.enqueuer")
    gcloud.run(track, f"queues add-iam-policy-binding {queue}", *binding)
    contains(json.dumps(gcloud.run(track, f"queues get-iam-policy {queue}")), "user:a@example.com")
    gcloud.run(track, f"queues remove-iam-policy-binding {queue}", *binding)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as policy:
        json.dump({"bindings": [{"role": "roles/cloudtasks.viewer", "members": ["user:b@example.com"]}]}, policy)
        policy.flush()
        gcloud.run(track, f"queues set-iam-policy {queue} {policy.name}")
    contains(json.dumps(gcloud.run(track, f"queues get-iam-policy {queue}")), "user:b@example.com")


def cmek(gcloud, track):
    """The encryption settings of a location are set, read and cleared."""
    gcloud.run(track, "cmek-config update", f"--kms-key-name={CMEK_KEY}", "--kms-project=demo")
    equal(gcloud.run(track, "cmek-config describe")["kmsKey"], CMEK_KEY, "the key")
    gcloud.run(track, "cmek-config update", "--clear-kms-key")
    equal(gcloud.run(track, "cmek-config describe").get("kmsKey", ""), "", "the cleared key")


def buffered(gcloud, track):
    """A task is made from a bare request."""
    queue = f"{track}-buffer"
    gcloud.run(track, f"queues create {queue}", "--http-uri-override=scheme:HTTP,host:127.0.0.1,port:9")
    gcloud.run(track, f"queues pause {queue}")
    gcloud.run(track, "buffer", f"--queue={queue}")
    equal(len(gcloud.run(track, "list", f"--queue={queue}")), 1, "the number of tasks")


def pull_queue(gcloud, track):
    """A pull queue is created, updated and used: leased, renewed, released and acknowledged."""
    gcloud.run(track, "queues create-pull-queue pull", "--max-attempts=5")
    gcloud.run(track, "queues update-pull-queue pull", "--max-retry-duration=3600s")
    gcloud.run(track, "create-pull-task job", "--queue=pull", "--payload-content=hello", "--tag=t")
    (leased,) = gcloud.run(track, "lease", "--queue=pull", "--lease-duration=60", "--tag=t", "--limit=1")
    renewed = gcloud.run(
        track, "renew-lease job", "--queue=pull", f"--schedule-time={leased['scheduleTime']}", "--lease-duration=120"
    )
    gcloud.run(track, "cancel-lease job", "--queue=pull", f"--schedule-time={renewed['scheduleTime']}")
    (again,) = gcloud.run(track, "lease", "--queue=pull", "--lease-duration=60", "--oldest-tag")
    gcloud.run(track, "acknowledge job", "--queue=pull", f"--schedule-time={again['scheduleTime']}")
    equal(gcloud.run(track, "list", "--queue=pull"), [], "the list")


def old_names_of_queues(gcloud, track):
    """The older commands for App Engine queues work."""
    name = f"{track}-old"
    gcloud.run(track, f"queues create-app-engine-queue {name}", "--max-attempts=2")
    gcloud.run(track, f"queues update-app-engine-queue {name}", "--max-attempts=4")
    equal(gcloud.run(track, f"queues describe {name}")["retryConfig"]["maxAttempts"], 4, "the number of attempts")


def refusals(gcloud, track):
    """The messages of the service reach the user."""
    queue = f"{track}-refused"
    gcloud.run(track, f"queues create {queue}")
    contains(gcloud.refuse(track, f"queues create {queue}"), "already exists")
    contains(
        gcloud.refuse(track, "create-http-task", f"--queue={queue}", "--url=ftp://127.0.0.1/"), "must start with 'http://' or 'https://'"
    )
    contains(gcloud.refuse(track, "create-http-task", "--queue=none", "--url=http://a/"), "Queue does not exist")


def without_location(gcloud, track):
    """gcloud asks App Engine for the location that is not named."""
    name = f"{track}-app-location"
    created = gcloud.run(track, f"queues create {name}", location=False)
    equal(created["name"], f"projects/demo/locations/{LOCATION}/queues/{name}", "the name")


CASES = [
    (queue_life, TRACKS),
    (http_tasks, TRACKS),
    (app_engine_tasks, TRACKS),
    (locations, TRACKS),
    (policies, TRACKS),
    (cmek, TRACKS),
    (buffered, TRACKS),
    (pull_queue, ("alpha",)),
    (old_names_of_queues, ("beta", "alpha")),
    (refusals, TRACKS),
]


def main():
    address = sys.argv[1]
    passed = failed = 0
    with tempfile.TemporaryDirectory() as configuration:
        gcloud = Gcloud(address, configuration)
        with_app_engine = Gcloud(address, configuration, appengine=True)
        cases = [(gcloud, case, track) for case, tracks in CASES for track in tracks]
        cases += [(with_app_engine, without_location, track) for track in TRACKS]
        for caller, case, track in cases:
            try:
                case(caller, track)
                passed += 1
                print(f"ok      {track:5} {case.__name__}", flush=True)
            except (Failure, KeyError, ValueError, subprocess.TimeoutExpired) as failure:
                failed += 1
                print(f"FAILED  {track:5} {case.__name__}: {failure!r}", flush=True)
    print(f"gcloud: {passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
