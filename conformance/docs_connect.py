"""Runs the blocks of docs/connect.md: the suite docs-connect.

    docs_connect.py EMULATOR WORK [SECTION…]      WORK: the directory with the installed clients; SECTION: all by default

Each section of the page about a client has a block for the unmodified program, which starts `./emulator exec`, and one
with the address of a running emulator, which is CONFORMANCE_SERVER here. The programs are those of conformance/connect:
a block in a programming language replaces their regions [imports] and [client]. Each run has to create a task or a queue.

Also compares the lines of the console with the page. Prints what is skipped and why, and "docs-connect: N passed, N failed".
"""

import dataclasses
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "connect.md"
CONSOLE = HERE.parent / "emulator-server/src/main/resources/io/github/cloudtasks/server/console/page/app/connect-lines.js"
SECTION = re.compile(r"^## ([^\n]*)\n(.*?)(?=^## |\Z)", re.M | re.S)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
REGION = re.compile(r"^(?P<indent>[ \t]*)\S+ \[{}\]\n.*?^[ \t]*\S+ \[end\]\n", re.M | re.S)
IMPORT = re.compile(r"^(?:import \([^)]*\)\n|(?:import|from|use|require|using) [^\n]*\n)", re.M)
RESULT = re.compile(r"projects/demo/locations/us-central1/queues/\w+|Created queue")
TIMEOUT_SECONDS = 120
BUILD_TIMEOUT_SECONDS = 900
FOLLOWS_SOURCE = "This section follows the source of the library. No test runs it."
NOT_CLIENTS = ("Other clients", "Troubleshooting")


@dataclasses.dataclass(frozen=True)
class Client:
    """How the blocks of a section are run.

    Attributes:
        program: the file below conformance/connect whose regions a block replaces; empty for blocks of shell.
        command: the shell command that runs the program.
        test: a shell command that fails if a tool of the section is missing.
        queue: the id of a queue that the program does not create itself.
        follows_source: whether the section is not run, which it has to say.
    """

    program: str = ""
    command: str = ""
    test: str = "true"
    queue: str = ""
    follows_source: bool = False


def clients(work):
    """The clients by the heading of their section."""
    node = "METADATA_SERVER_DETECTION=none node app.mjs"
    classpath = f"\"$(cat '{work}/connect/classpath'):.\""
    return {
        "Python": Client("python/app.py", "python3 app.py"),
        "Node": Client("node/app.mjs", node),
        "Go": Client("go/main.go", "go run ."),
        "Java": Client("java/App.java", f"javac -cp {classpath} App.java && java -cp {classpath} App"),
        "Ruby": Client("ruby/app.rb", "ruby app.rb", "ruby -e 'require \"google/cloud/tasks\"'"),
        "PHP": Client(follows_source=True),
        ".NET": Client(follows_source=True),
        "Rust": Client("rust/src/main.rs", "cargo run --locked --quiet", "command -v cargo"),
        "gcloud": Client(test="command -v gcloud"),
        "Terraform, OpenTofu": Client(test="command -v terraform || command -v tofu"),
        "Firebase Admin SDKs": Client("firebase/app.mjs", node, queue="resize"),
        "curl": Client(),
        "google-api-python-client": Client("apiclient/app.py", "python3 app.py"),
        "gcloud-aio-taskqueue": Client("aio/app.py", "python3 app.py", queue="mail"),
        "Django": Client("django/manage.py", queue="mail"),
        "FastAPI": Client("fastapi/app.py", "python3 app.py"),
    }


# The environments of Python, by section.
ENVIRONMENTS = {
    "google-api-python-client": "python-apiclient",
    "gcloud-aio-taskqueue": "integrations",
    "Django": "integrations",
    "FastAPI": "integrations",
}


class Server:
    """The running emulator."""

    def __init__(self, address):
        self.address = address
        self.queues = "/v2/projects/demo/locations/us-central1/queues"

    def call(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://{self.address}{path}", data, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request) as response:
            return json.load(response)

    def reset(self, queue):
        self.call("/emulator/v1/reset", {})
        if queue:
            self.call(self.queues, {"name": f"{self.queues[4:]}/{queue}"})

    def has_result(self, queue):
        """Returns whether there is a task, or a queue other than the given one."""
        names = [found["name"] for found in self.call(self.queues).get("queues", [])]
        return bool(self.call("/emulator/v1/tasks")["tasks"] or [n for n in names if not n.endswith(f"/{queue}")])


class Runner:
    """Runs the blocks of one section in a directory of their own."""

    def __init__(self, heading, client, emulator, work, server, directory):
        self.heading = heading
        self.client = client
        self.emulator = emulator
        self.work = work
        self.server = server
        self.directory = pathlib.Path(directory)
        self.environment = {
            **os.environ,
            "PATH": f"{work}/{ENVIRONMENTS.get(heading, 'python-newest')}/bin:{os.environ['PATH']}",
            "XDG_DATA_HOME": str(directory),
            "CLOUDSDK_CONFIG": f"{directory}/gcloud",
            "CLOUDSDK_CORE_DISABLE_PROMPTS": "1",
            "CARGO_TARGET_DIR": f"{work}/exec/rust",
        }
        for name in [name for name in self.environment if name.upper() in ("HTTP_PROXY", "HTTPS_PROXY")]:
            del self.environment[name]

    def prepare(self):
        """Copies the program of the section."""
        program = self.client.program
        if program:
            # With new times: cargo compiles files only if they are newer than the program of an earlier run.
            source = HERE / "connect" / program.split("/")[0]
            shutil.copytree(source, self.directory, copy_function=shutil.copyfile, dirs_exist_ok=True)
        if self.heading == "Go":
            for file in ("go.mod", "go.sum"):
                shutil.copy(HERE / "go" / file, self.directory)
        if self.heading == "Java":
            self.shell("mkdir classes && javac -cp \"$(cat '" + self.work + "/connect/classpath')\" -d classes App.java")
            self.write_manifest()
            self.shell("jar cfm app.jar MANIFEST -C classes .")
        if self.heading == "Rust":
            self.shell("cargo build --locked --quiet", BUILD_TIMEOUT_SECONDS)
        if program.endswith(".mjs"):
            (self.directory / "node_modules").symlink_to(f"{self.work}/node/node_modules")

    def has_tool(self):
        return subprocess.run(["bash", "-c", self.client.test], env=self.environment, capture_output=True).returncode == 0

    def write_manifest(self):
        """Writes the manifest of a jar that finds the client where Maven has stored it. Its lines have at most 72 bytes."""
        classpath = pathlib.Path(self.work, "connect", "classpath").read_text().strip().split(":")
        line = "Class-Path: " + " ".join(f"file:{jar}" for jar in classpath)
        lines = [line[:70]] + [" " + line[start:start + 69] for start in range(70, len(line), 69)]
        (self.directory / "MANIFEST").write_text("Main-Class: App\n" + "\n".join(lines) + "\n")

    def shell(self, code, timeout=TIMEOUT_SECONDS):
        """Runs code; returns its output.

        Raises:
            AssertionError: the exit code is not 0
        """
        done = subprocess.run(
            ["bash", "-e", "-c", code], cwd=self.directory, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=timeout)
        assert done.returncode == 0, f"exit code {done.returncode}\n{done.stdout}"
        return done.stdout

    def adapted(self, code):
        code = code.replace("./emulator exec", f"'{self.emulator}' exec --ephemeral-ca")
        code = code.replace("./emulator env", f"'{self.emulator}' env --connect {self.server.address}")
        host, port = self.server.address.split(":")
        return code.replace("localhost:8123", self.server.address).replace("8123", port)

    def run(self, kind, code):
        if kind == "hcl":
            (self.directory / "main.tf").write_text(code)
            self.shell("$(command -v terraform || command -v tofu) fmt -check -diff main.tf")
            return
        in_exec = "./emulator exec" in code
        self.server.reset(self.client.queue)
        if kind == "sh":
            output = self.shell(self.adapted(code))
        else:
            self.insert(self.adapted(code))
            output = self.shell(self.client.command)
        assert RESULT.search(output), f"no name of a queue or task in the output:\n{output}"
        assert in_exec or self.server.has_result(self.client.queue), f"the emulator has no task and no queue\n{output}"

    def insert(self, block):
        """Replaces the regions of the program by a block."""
        path = self.directory / self.client.program.split("/", 1)[1]
        text = (HERE / "connect" / self.client.program).read_text()
        if "[imports]" in text:
            imports = "".join(match.group() for match in IMPORT.finditer(block))
            text = replaced(text, "imports", imports)
            block = IMPORT.sub("", block)
        path.write_text(replaced(text, "client", block))


def replaced(text, region, code):
    pattern = re.compile(REGION.pattern.replace("{}", region), REGION.flags)
    indent = pattern.search(text).group("indent")
    lines = [indent + line if line.strip() else line for line in code.strip().splitlines(keepends=True)]
    return pattern.sub(lambda _: "".join(lines) + "\n", text)


def failure(action, *arguments):
    """Runs an action; returns why it failed, or an empty text."""
    try:
        action(*arguments)
    except (AssertionError, subprocess.TimeoutExpired) as e:
        return str(e) or repr(e)
    return ""


def console_mistakes(page):
    """Compares the lines that the console shows with the page; returns the clients whose lines differ."""
    program = f"import('{CONSOLE.as_uri()}').then(m => console.log(JSON.stringify(m.connectLines('localhost:8123', 'http://localhost:8123'))))"
    with tempfile.TemporaryDirectory() as directory:
        # Node takes the type of a module from the nearest package.json.
        module = pathlib.Path(directory, "lines.mjs")
        module.write_text(CONSOLE.read_text())
        program = program.replace(CONSOLE.as_uri(), module.as_uri())
        lines = json.loads(subprocess.run(["node", "-e", program], capture_output=True, text=True, check=True).stdout)
    words = " ".join(page.split())
    for client, text in lines.items():
        if client != "Firebase" and " ".join(text.split()) not in words:
            yield client


def main():
    emulator, work, *chosen = sys.argv[1:]
    page = PAGE.read_text()
    server = Server(os.environ["CONFORMANCE_SERVER"])
    known = clients(work)
    passed = failed = 0

    def report(name, mistake):
        nonlocal passed, failed
        passed += not mistake
        failed += bool(mistake)
        print(f"{'FAILED' if mistake else 'ok    '} {name}{': ' + mistake if mistake else ''}", flush=True)

    sections = {heading: text for heading, text in SECTION.findall(page) if heading not in NOT_CLIENTS}
    report("every section has a client, and every client a section",
           "" if list(sections) == list(known) else f"{list(sections)} and {list(known)}")
    for heading, text in sections.items():
        if chosen and heading not in chosen:
            continue
        client = known.get(heading, Client())
        if client.follows_source:
            report(f"{heading}: the page says that it is not run", "" if FOLLOWS_SOURCE in text else f"{FOLLOWS_SOURCE!r} is missing")
            print(f"SKIPPED {heading}: its library cannot be had here", flush=True)
            continue
        with tempfile.TemporaryDirectory() as directory:
            runner = Runner(heading, client, emulator, work, server, directory)
            if not runner.has_tool():
                print(f"SKIPPED {heading}: its tool or library is missing on this machine ({client.test})", flush=True)
                continue
            mistake = failure(runner.prepare)
            if mistake:
                report(f"{heading}: preparation", mistake)
                continue
            for number, (kind, code) in enumerate(BLOCK.findall(text), 1):
                if kind != "console":
                    report(f"{heading}, block {number} ({kind})", failure(runner.run, kind, code))
    different = ", ".join(console_mistakes(page))
    report("the console shows the lines of the page", different and f"other lines for {different}")
    print(f"docs-connect: {passed} passed, {failed} failed")


main()
