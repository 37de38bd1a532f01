"""Checks the tables of README.md: every test in them exists, and every method of the clients is in them.

Prints what is missing, then the summary line for `conformance/run`: one check per table and one per client.
"""

import ast
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROW = re.compile(r"^\| `([^`|]+)` \| (.+) \|$", re.MULTILINE)
TEST = re.compile(r"`([^`]+)::([^`]+)`")


def sections():
    """The README's third-level sections by heading."""
    parts = re.split(r"^### (.+)$", (HERE / "README.md").read_text(), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2]))


def tests_in(file):
    """The names of the tests in a Python, Rust, Go, Java or JavaScript file."""
    text = (HERE / file).read_text() if (HERE / file).is_file() else ""
    patterns = {
        ".py": r"^def (test_\w+)\(",
        ".rs": r"^async fn (\w+)\(\) \{$",
        ".go": r"^func (Test\w+)\(t \*testing\.T\) \{$",
        ".js": r"^ *test\('([^']+)'",
        ".java": r"^  @Test\n  void (\w+)\(\)",
    }
    return set(re.findall(patterns[pathlib.Path(file).suffix], text, re.MULTILINE))


def missing_tests(section):
    """Lists the rows of a section that name no test, or one that does not exist."""
    for method, cell in ROW.findall(section):
        tests = TEST.findall(cell)
        for file, name in tests:
            if name not in tests_in(file):
                yield f"{method}: there is no {file}::{name}"
        if not tests and not cell.startswith("not called: "):
            yield f"{method}: neither a test nor a reason"


def python_client_methods():
    """The public methods of the class CloudTasksClient in google-cloud-tasks 1.5.0."""
    pattern = ".work/python-1.5.0/lib/*/site-packages/google/cloud/tasks_v2beta2/gapic/cloud_tasks_client.py"
    for file in HERE.glob(pattern):
        (client,) = [
            node
            for node in ast.parse(file.read_text()).body
            if isinstance(node, ast.ClassDef) and node.name == "CloudTasksClient"
        ]
        defined = {node.name for node in client.body if isinstance(node, ast.FunctionDef)}
        assigned = {node.targets[0].id for node in client.body if isinstance(node, ast.Assign)}
        return {name for name in defined | assigned if name[0].islower()}


def document_methods():
    """The methods of the document bundled with google-api-python-client, and what the client adds to resources."""

    def walk(resource, prefix=""):
        for name, method in resource.get("methods", {}).items():
            yield prefix + name
            if "pageToken" in method["parameters"]:
                yield f"{prefix}{name}_next"
        for name, child in resource.get("resources", {}).items():
            yield from walk(child, f"{prefix}{name}.")

    pattern = ".work/python-apiclient/lib/*/site-packages/googleapiclient/discovery_cache/documents"
    for folder in HERE.glob(pattern):
        return {"close", *walk(json.loads((folder / "cloudtasks.v2beta2.json").read_text()))}


def newest_python_client_methods():
    """The methods that call something, of the class CloudTasksClient of every version in the current google-cloud-tasks."""
    found = set()
    pattern = ".work/python-newest/lib/*/site-packages/google/cloud/tasks_v2*/services/cloud_tasks/client.py"
    for file in HERE.glob(pattern):
        found |= methods_of_class(file, "CloudTasksClient")
    return found or None


def methods_of_class(file, name):
    """The public methods of a Python class that are neither static nor properties."""
    (found,) = [n for n in ast.parse(file.read_text()).body if isinstance(n, ast.ClassDef) and n.name == name]
    return {n.name for n in found.body if isinstance(n, ast.FunctionDef) and n.name[0].islower() and not n.decorator_list}


def firebase_python_methods():
    """What firebase_admin.functions offers."""
    for file in HERE.glob(".work/firebase/lib/*/site-packages/firebase_admin/functions.py"):
        return {"task_queue", *methods_of_class(file, "TaskQueue")}


def node_client_methods():
    """The methods of the class CloudTasksClient of every version in @google-cloud/tasks."""
    found = set()
    for file in HERE.glob(".work/node/node_modules/@google-cloud/tasks/build/esm/src/v2*/cloud_tasks_client.js"):
        found |= set(re.findall(r"^    (?:async )?([a-z]\w*)\(.*\) \{$", file.read_text(), re.MULTILINE))
    return found - {"constructor"} or None


def firebase_node_methods():
    """The methods of Functions and TaskQueue in firebase-admin, as its types declare them."""
    for file in HERE.glob(".work/node/node_modules/firebase-admin/lib/functions/functions.d.ts"):
        return set(re.findall(r"^    ([a-z]\w*)(?:<.*>)?\(", file.read_text(), re.MULTILINE)) - {"constructor"}


def rust_hub_methods():
    """The methods of the hub in the crate google-cloudtasks2_beta2."""
    try:
        metadata = subprocess.run(
            ["cargo", "metadata", "--format-version", "1", "--locked", "--offline"],
            cwd=HERE / "rust",
            capture_output=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    for package in json.loads(metadata.stdout)["packages"]:
        if package["name"] == "google-cloudtasks2_beta2":
            text = (pathlib.Path(package["manifest_path"]).parent / "src" / "api.rs").read_text()
            builders = re.findall(r"^impl<'a, C> (?:Api|Project)Methods<'a, C> \{\n(.*?)^\}", text, re.M | re.S)
            return {name for builder in builders for name in re.findall(r"^    pub fn (\w+)\(", builder, re.M)}
    return None


def command_line_methods():
    """The methods that the newest command line tool names in its help, which breaks lines at hyphens."""
    program = HERE / ".work" / "cli" / "7.0.0" / "bin" / "cloudtasks2-beta2"
    if not program.exists():
        return None
    text = subprocess.run([program, "--help"], capture_output=True, text=True, check=True).stdout
    groups = re.findall(r"^    (api|projects) +methods: (.+?)(?=^    \w|^\n)", text, re.M | re.S)
    quoted = [(group, name) for group, names in groups for name in re.findall("'(.+?)'", names, re.S)]
    return {group + " " + "".join(name.split()) for group, name in quoted}


def go_client_methods():
    """What the packages of cloud.google.com/go/cloudtasks have to make clients, to call, and to follow operations."""
    (version,) = re.findall(r"^\tcloud.google.com/go/cloudtasks (\S+)$", (HERE / "go" / "go.mod").read_text(), re.M)
    packages = list(HERE.glob(f".work/go/modules/cloud.google.com/go/cloudtasks@{version}/apiv2*"))
    found = set()
    for package in packages:
        client = (package / "cloud_tasks_client.go").read_text()
        found.update(re.findall(r"^func (?:\(c \*Client\) ([A-Z]\w*)|(New\w+))\(", client, re.M))
        operations = (package / "auxiliary.go").read_text()
        found.update(re.findall(r"^func \(op \*(\w+)\) ([A-Z]\w*)\(", operations, re.M))
    return {".".join(filter(None, names)) for names in found} if packages else None


def java_client_methods():
    """The public methods of the classes CloudTasksClient in google-cloud-tasks, by name."""
    found = set()
    for jar in HERE.glob(".work/maven/com/google/cloud/google-cloud-tasks/*/google-cloud-tasks-*.jar"):
        classes = [f"com.google.cloud.tasks.{version}.CloudTasksClient" for version in ("v2", "v2beta2", "v2beta3")]
        try:
            listing = subprocess.run(["javap", "-public", "-cp", jar, *classes], capture_output=True, check=True)
        except OSError:
            return None
        found.update(re.findall(r"^  public .*?(\w+)\(", listing.stdout.decode(), re.M))
    return found or None


CLIENTS = {
    "CloudTasksClient of google-cloud-tasks 1.5.0": python_client_methods,
    "CloudTasksClient of google-cloud-tasks, current": newest_python_client_methods,
    "The resources of google-api-python-client": document_methods,
    "The command line tool cloudtasks2-beta2": command_line_methods,
    "CloudTasksClient of @google-cloud/tasks": node_client_methods,
    "firebase-admin for Node": firebase_node_methods,
    "firebase-admin for Python": firebase_python_methods,
    "The hub of google-cloudtasks2_beta2": rust_hub_methods,
    "The clients of cloud.google.com/go/cloudtasks": go_client_methods,
    "The clients of google-cloud-tasks for Java": java_client_methods,
}


def main():
    passed, failed = 0, 0

    def check(subject, problems):
        nonlocal passed, failed
        problems = list(problems)
        for problem in problems:
            print(f"{subject}: {problem}")
        passed, failed = passed + (not problems), failed + bool(problems)

    tables = {heading: text for heading, text in sections().items() if ROW.search(text)}
    for heading, text in tables.items():
        check(heading, missing_tests(text))
    for heading, methods_of in CLIENTS.items():
        named = {method for method, _ in ROW.findall(tables.get(heading, ""))}
        offered = methods_of()
        if offered is None:
            print(f"{heading}: not installed, so its methods were not compared")
        else:
            check(heading, [f"no row for {method}" for method in sorted(offered - named)])
    print(f"coverage: {passed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
