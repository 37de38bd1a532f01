"""The clients of the suite exec, and the table "Clients" of docs/exec.md, which is made of them and of the lock files."""

import dataclasses
import json
import pathlib
import re

CONFORMANCE = pathlib.Path(__file__).resolve().parent.parent
PAGE = CONFORMANCE.parent / "docs" / "exec.md"
TABLE = re.compile(r"(?<=^\| client \| version \| unmodified \|\n\|---\|---\|---\|\n)(?:\|.*\n)+", re.M)

# Older releases of gcloud are not tried.
OLDEST_GCLOUD = 528


def lock(file):
    return (CONFORMANCE / file).read_text()


def pip(requirements, package):
    return re.search(rf"^{re.escape(package)}==(.+)$", lock(f"requirements/{requirements}.txt"), re.M).group(1)


def npm(package):
    return json.loads(lock("node/package-lock.json"))["packages"][f"node_modules/{package}"]["version"]


def go(module):
    return re.search(rf"^\t{re.escape(module)} v(\S+)$", lock("go/go.mod"), re.M).group(1)


def maven(artifact):
    return re.search(rf"<artifactId>{artifact}</artifactId>\s*<version>(.+?)</version>", lock("java/pom.xml")).group(1)


def cargo(directory, package):
    return re.search(rf'name = "{package}"\nversion = "(.+?)"', lock(f"{directory}/Cargo.lock")).group(1)


def rust_command_line():
    return re.search(r'^CLI_RELEASES="([\d.]+)', lock("run"), re.M).group(1)


def composer(package):
    return json.loads(lock("exec/php/composer.json"))["require"][package]


@dataclasses.dataclass(frozen=True)
class Run:
    """A command of a shell that creates the task a of the queue q. `{work}` is where the clients are installed, `{here}` this directory.

    tool: one of those that `conformance/run` names if they are there; flags: those of `emulator exec`.
    """

    tool: str
    name: str
    command: str
    flags: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Row:
    """A row of the table. `unmodified` starts with "yes" if and only if the row has runs."""

    client: str
    version: str
    unmodified: str
    runs: tuple[Run, ...] = ()


QUEUE = ("--queue", "q")
URL = "https://cloudtasks.googleapis.com/v2/projects/exec-test/locations/us-central1/queues"
TASK = "projects/exec-test/locations/us-central1/queues/q/tasks/a"
CURL = f"""curl -sS --fail-with-body {URL}/q/tasks -d '{{"task": {{"name": "{TASK}",
    "httpRequest": {{"url": "http://localhost:1/x"}}}}}}'"""
PYTHON = "'{work}/python-newest/bin/python'"
INTEGRATIONS = "'{work}/integrations/bin/python'"
NODE = "NODE_PATH='{work}/node/node_modules' node"
GO = "cd '{work}/exec/go' &&"
JAVA = "java -cp '{work}/exec/java':\"$(cat '{work}/exec/classpath')\" Client"
# The first time, Maven downloads what runs tests through the proxy, which passes other hosts through.
MAVEN = (
    "mvn -q -B -ntp -f ../java/pom.xml -Dmaven.repo.local='{work}/maven' -Dmaven.resources.skip"
    " -Dsources='{here}/java' -Doutput='{work}/exec/maven' test"
)
CARGO = "CARGO_TARGET_DIR='{work}/exec/rust' cargo {command} --locked --offline --quiet --manifest-path rust/Cargo.toml"

ROWS = (
    Row(
        "Python: gRPC, asynchronous gRPC, REST; `pytest`",
        f"google-cloud-tasks {pip('python-newest', 'google-cloud-tasks')}",
        "yes",
        (
            Run("python", "Python, gRPC", f"{PYTHON} python_grpc.py"),
            Run("python", "Python, gRPC, asynchronous", f"{PYTHON} python_aio.py"),
            Run("python", "Python, REST", f"{PYTHON} python_rest.py"),
            Run("python", "pytest", f"{PYTHON} -m pytest -q -p no:cacheprovider test_app.py"),
        ),
    ),
    Row(
        "Python: google-api-python-client",
        pip("python-apiclient", "google-api-python-client"),
        "yes, with `pip install PySocks`, without which httplib2 uses no proxy",
        (Run("python", "google-api-python-client", "'{work}/python-apiclient/bin/python' python_apiclient.py"),),
    ),
    Row(
        "Python: firebase-admin",
        pip("firebase", "firebase_admin"),
        "yes",
        (Run("python", "firebase-admin, Python", "'{work}/firebase/bin/python' firebase_admin_python.py", QUEUE),),
    ),
    Row(
        "Python: gcloud-aio-taskqueue",
        pip("integrations", "gcloud-aio-taskqueue"),
        "yes",
        (Run("python", "gcloud-aio-taskqueue", f"{INTEGRATIONS} aio_taskqueue.py", QUEUE),),
    ),
    Row(
        "Python: App Engine SDK, `deferred` and `taskqueue`",
        f"appengine-python-standard {pip('integrations', 'appengine-python-standard')}",
        "yes, with `APPENGINE_USE_CLOUDTASK_PUSH_QUEUE=true`. It takes the location from `LOCATION_ID`; otherwise `us-central1`",
        (
            Run(
                "python",
                "appengine-python-standard",
                f"APPENGINE_USE_CLOUDTASK_PUSH_QUEUE=true {INTEGRATIONS} appengine_taskqueue.py",
                QUEUE,
            ),
        ),
    ),
    Row(
        "Python: django-google-cloud-tasks",
        pip("integrations", "django-google-cloud-tasks"),
        "yes, with `GCP_LOCATION=us-central1`, without which it asks App Engine for the location",
        (
            Run(
                "python", "django-google-cloud-tasks", f"GCP_LOCATION=us-central1 {INTEGRATIONS} django_task.py", QUEUE
            ),
        ),
    ),
    Row(
        "Python: fastapi-cloud-tasks",
        pip("integrations", "fastapi-cloud-tasks"),
        "yes",
        (Run("python", "fastapi-cloud-tasks", f"{INTEGRATIONS} fastapi_delayed.py"),),
    ),
    Row(
        "Node: gRPC; `node --test`",
        f"@google-cloud/tasks {npm('@google-cloud/tasks')}",
        "yes",
        (
            Run("node", "Node, gRPC", f"{NODE} node_grpc.js"),
            Run("node", "node --test", f"{NODE} --test app.test.js"),
        ),
    ),
    Row(
        "Node: `fallback: true`",
        f"@google-cloud/tasks {npm('@google-cloud/tasks')}",
        "no: it uses no proxy. Set `apiEndpoint`; see [connect](connect.md#node)",
    ),
    Row(
        "Node: firebase-admin",
        npm("firebase-admin"),
        "yes",
        (Run("node", "firebase-admin, Node", f"{NODE} firebase_admin_node.js", QUEUE),),
    ),
    Row(
        "Go: gRPC, REST; `go test`",
        f"cloud.google.com/go/cloudtasks {go('cloud.google.com/go/cloudtasks')}",
        "yes",
        (
            Run("go", "Go, gRPC", f"{GO} ./client"),
            Run("go", "Go, REST", f"{GO} ./client rest"),
            Run("go", "go test", f"{GO} go test -count 1 -run TestTaskIsCreated ."),
        ),
    ),
    Row(
        "Java: gRPC, REST; `mvn test`",
        f"google-cloud-tasks {maven('google-cloud-tasks')}",
        "yes",
        (
            Run("java", "Java, gRPC", JAVA),
            Run("java", "Java, REST", f"{JAVA} rest"),
            Run("java", "mvn test", MAVEN),
        ),
    ),
    Row(
        "Rust: gRPC; `cargo test`",
        f"google-cloud-tasks-v2 {cargo('exec/rust', 'google-cloud-tasks-v2')}",
        "yes",
        (
            Run("rust", "Rust", CARGO.replace("{command}", "run")),
            Run("rust", "cargo test", CARGO.replace("{command}", "test")),
        ),
    ),
    Row(
        "Rust: google-cloudtasks2_beta2, and its command line",
        f"{cargo('rust', 'google-cloudtasks2_beta2').partition('+')[0]}, {rust_command_line()}",
        "no: they use no proxy. Set `base_url`; see [connect](connect.md#rust) and, for the command line,"
        " [clients with a fixed address](tls.md#clients-with-a-fixed-address)",
    ),
    Row(
        "PHP: REST",
        f"google/cloud-tasks {composer('google/cloud-tasks')}",
        "yes. The extension grpc is not tried",
        (Run("php", "PHP", "AUTOLOAD='{work}/php/vendor/autoload.php' php php/client.php"),),
    ),
    Row(
        "Ruby: gRPC",
        "grpc 1.51.1, googleauth 0.13.0",
        "google-cloud-tasks itself is not tried. A stub of its service and credentials of its kind, which sign their tokens,"
        " work. Other credentials of googleauth ask www.googleapis.com for tokens, which the emulator does not answer",
    ),
    Row(".NET", "–", "not tried"),
    Row(
        "gcloud: `tasks`, `beta tasks`, `alpha tasks`",
        f"{OLDEST_GCLOUD} or newer",
        "yes; without `--location`, it uses that of the App Engine app, which is the location of the emulator",
        (
            Run("gcloud", "gcloud tasks", "sh gcloud.sh"),
            Run("gcloud", "gcloud beta tasks", "sh gcloud.sh beta"),
            Run("gcloud", "gcloud alpha tasks", "sh gcloud.sh alpha"),
        ),
    ),
    Row(
        "gcloud: `app deploy queue.yaml`, `beta app deploy queue.yaml`",
        f"{OLDEST_GCLOUD} or newer",
        "yes",
        (
            Run("gcloud", "gcloud app deploy", "sh gcloud_deploy.sh"),
            Run("gcloud", "gcloud beta app deploy", "sh gcloud_deploy.sh beta"),
        ),
    ),
    Row("curl, PHP's curl", "any", "yes", (Run("curl", "curl", CURL, QUEUE),)),
)


def table():
    return "".join(f"| {row.client} | {row.version} | {row.unmodified} |\n" for row in ROWS)


def runs():
    return [run for row in ROWS for run in row.runs]


def stale():
    """Returns what is wrong with the table of the page; empty if nothing is."""
    for row in ROWS:
        if row.unmodified.startswith("yes") != bool(row.runs):
            return f"the row {row.client} says {row.unmodified!r} and has {len(row.runs)} runs"
    found = TABLE.search(PAGE.read_text())
    if found and found.group() == table():
        return ""
    return f"the table in {PAGE.name} differs from exec/clients.py and the lock files: run `conformance/exec/run.py --write`"


def write():
    PAGE.write_text(TABLE.sub(lambda _: table(), PAGE.read_text()))
