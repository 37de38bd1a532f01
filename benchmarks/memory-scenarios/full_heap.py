"""Small tasks until the emulator refuses; other calls meanwhile; room again after a purge; export and restoration of 100,000 tasks."""
import json

LOCATION = "projects/benchmark/locations/us-central1"
QUEUE = LOCATION + "/queues/full"
PULL = LOCATION + "/queues/pull"
SAVED = 100_000


def task():
    return {"task": {"httpRequest": {"url": "http://app:8080/work", "body": "eyJpZCI6IDEyMzQ1fQ==", "headers": {"Content-Type": "application/json"}}}}


def fill(server, most):
    """Creates tasks until a batch is refused, or each task of one. Returns how many were created, and the refusal."""
    connection = server.connect()
    created = 0
    batch = {"requests": [{"parent": QUEUE, **task()} for _ in range(100)]}
    while created < most:
        status, answer = server.call("POST", f"/v2/{QUEUE}/tasks:batchCreate", batch, connection)
        if status != 200:
            return created, (status, answer)
        failed = answer.get("metadata", {}).get("failedRequests", {})
        created += 100 - len(failed)
        if len(failed) == 100:
            assert failed["0"]["code"] == 8, failed["0"]
            return created, (429, {"error": {"status": "RESOURCE_EXHAUSTED", "message": failed["0"]["message"]}})
    return created, None


def count(server):
    return server.ok("GET", "/emulator/v1")["taskCount"]


def run(server):
    server.ok("POST", f"/v2/{LOCATION}/queues", {"name": QUEUE})
    server.ok("POST", f"/v2/{QUEUE}:pause", {})
    server.ok("POST", f"/v2beta2/{LOCATION}/queues", {"name": PULL, "pullTarget": {}})
    server.ok("POST", f"/v2beta2/{PULL}/tasks", {"task": {"name": PULL + "/tasks/a", "pullMessage": {"payload": "aGVsbG8="}}})

    took, (created, refusal) = server.timed(lambda: fill(server, 10_000_000))
    yield "tasks until refused", f"{created} in {took} ms"
    status, answer = refusal
    yield "refusal", f"{status} {answer['error']['status']}: {answer['error']['message'][:60]}..."
    assert status == 429, answer
    assert count(server) == created + 1, "tasks were lost"
    yield "resident size", f"{server.resident()} MB"

    calls = [
        ("GET", f"/v2/{QUEUE}/tasks?pageSize=1000", None),
        ("GET", f"/v2/{QUEUE}", None),
        ("POST", f"/v2beta2/{PULL}/tasks:lease", {"maxTasks": 1, "leaseDuration": "600s"}),
        ("POST", f"/v2/{QUEUE}:pause", {}),
    ]
    for method, path, body in calls:
        took, _ = server.timed(lambda: server.ok(method, path, body))
        yield f"{method} {path.rsplit('/', 1)[1]}", f"{took} ms"
    took, _ = server.timed(lambda: server.ok("POST", f"/v2/{QUEUE}:purge", {}))
    yield "purge", f"{took} ms"
    again, refusal = fill(server, created // 2)
    assert refusal is None, refusal
    yield "tasks after the purge", again

    server.ok("POST", "/emulator/v1/reset", {})
    server.ok("POST", f"/v2/{LOCATION}/queues", {"name": QUEUE})
    server.ok("POST", f"/v2/{QUEUE}:pause", {})
    saved, _ = fill(server, SAVED)
    yield "tasks to save", saved

    def export():
        connection = server.connect(600)
        connection.request("GET", "/emulator/v1/state?prettyPrint=false")
        response = connection.getresponse()
        assert response.status == 200
        return response.read()

    took, state = server.timed(export)
    assert len(json.loads(state)["queues"][0]["tasks"]) == saved
    yield "export", f"{len(state) // 1000} kB in {took} ms"
    server.ok("POST", "/emulator/v1/reset", {})

    def restore():
        connection = server.connect(600)
        connection.request("POST", "/emulator/v1/state", state)
        response = connection.getresponse()
        return response.status, response.read()

    took, (status, text) = server.timed(restore)
    assert status == 200, text
    assert count(server) == saved
    yield "restoration", f"{took} ms"
    yield "resident size", f"{server.resident()} MB"
