"""Runs the tests of docs/faults.md: docs_faults.py REPOSITORY DIRECTORY PYTHON NODE_DIRECTORY [MAVEN-OPTION…].

The page shows one test in JUnit, pytest and Node. Each is put into the surroundings of conformance/faults, unchanged, and runs with each of
two faults: with a handler that is idempotent it must pass, and with one that is not it must fail because an order was counted twice.
JUnit tests use the packaged extension of REPOSITORY; the others use the server at CONFORMANCE_SERVER.
Prints "docs-faults: N passed, N failed".
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import urllib.request
import xml.etree.ElementTree

import docs_java

HERE = pathlib.Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "faults.md"
SURROUNDINGS = HERE / "faults"
TIMEOUT_SECONDS = 300

# How each language writes the faults: the one of the page, and the one that the page says to use instead.
FAULTS = {
    "java": {"duplicate": '"duplicate"', "lost-response": '"lost-response,count=1"'},
    "python": {"duplicate": '{"kind": "duplicate"}', "lost-response": '{"kind": "lost-response", "count": 1}'},
    "js": {"duplicate": "{kind: 'duplicate'}", "lost-response": "{kind: 'lost-response', count: 1}"},
}
# What each framework prints when an order was counted twice.
TWICE = {"java": "expected: <1> but was: <2>", "python": "assert 2 == 1", "js": "2 !== 1"}

results = []


def block(language):
    section = re.search(r"^## Is a handler idempotent\?\n(.*?)(?=^## )", PAGE.read_text(), re.M | re.S).group(1)
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", section, re.M | re.S)
    if len(blocks) != 1:
        raise SystemExit(f"{PAGE} must have one block of {language}, not {len(blocks)}.")
    return blocks[0]


def examples(language):
    """The example with each fault, by the name of the fault."""
    code = block(language)
    written = FAULTS[language]
    if written["duplicate"] not in code:
        raise SystemExit(f"The block of {language} does not contain {written['duplicate']}.")
    return {name: code.replace(written["duplicate"], fault) for name, fault in written.items()}


def variants(language):
    for fault, code in examples(language).items():
        for idempotent in (True, False):
            yield f"{fault}-{'idempotent' if idempotent else 'repeating'}", idempotent, code


def judge(language, name, idempotent, passed, output):
    if idempotent:
        problem = "" if passed else "must pass, but failed"
    elif passed:
        problem = "must fail, since orders are counted twice, but passed"
    else:
        problem = "" if TWICE[language] in output else f"must fail with {TWICE[language]!r}, but failed otherwise"
    results.append(not problem)
    print(f"{language} {name}: {problem or 'ok'}")
    if problem:
        print(output)


def remaining_faults():
    with urllib.request.urlopen(f"http://{os.environ['CONFORMANCE_SERVER']}/emulator/v1/faults") as response:
        return json.load(response)["faults"]


def run_with_server(language, name, idempotent, command, directory):
    environment = {**os.environ, "IS_IDEMPOTENT": str(idempotent).lower(), "QUEUE": f"{language}-{name}",
                   "METADATA_SERVER_DETECTION": "none", "NODE_NO_WARNINGS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
    judge(language, name, idempotent, done.returncode == 0, done.stdout + done.stderr)
    if remaining_faults():
        results.append(False)
        print(f"{language} {name}: the example leaves its fault behind")


def with_server(code):
    return code.replace("localhost:8123", os.environ["CONFORMANCE_SERVER"])


def pytest(directory, python):
    directory.mkdir(parents=True)
    shutil.copy(SURROUNDINGS / "conftest.py", directory)
    for name, idempotent, code in variants("python"):
        (directory / "test_example.py").write_text(with_server(code))
        run_with_server("python", name, idempotent, [python, "-m", "pytest", "-q", "-p", "no:cacheprovider"], directory)


def node(directory, modules):
    directory.mkdir(parents=True)
    (directory / "node_modules").symlink_to(modules)
    (directory / "package.json").write_text('{"type": "module"}')
    surroundings = (SURROUNDINGS / "example.test.js").read_text()
    for name, idempotent, code in variants("js"):
        (directory / "example.test.js").write_text(surroundings.replace("EXAMPLE", with_server(code)))
        run_with_server("js", name, idempotent, ["node", "--test", "example.test.js"], directory)


def junit(directory, repository, options):
    """Runs all variants at once, as classes of one project with the dependencies of docs/junit.md."""
    sources = directory / "src/test/java"
    sources.mkdir(parents=True)
    dependencies = docs_java.DEPENDENCY.findall((PAGE.parent / "junit.md").read_text())
    (directory / "pom.xml").write_text(docs_java.pom(
        "faults", repository, [each for each in dependencies if "emulator-embedded" not in each]))
    surroundings = (SURROUNDINGS / "Example.java").read_text()
    expected = {}
    for name, idempotent, code in variants("java"):
        class_name = "".join(part.title() for part in name.split("-")) + "Test"
        expected[class_name] = name, idempotent
        source = surroundings.replace("CLASS", class_name).replace("IS_IDEMPOTENT", str(idempotent).lower()).replace("EXAMPLE", code)
        (sources / f"{class_name}.java").write_text(source)
    done = subprocess.run(
        ["mvn", "-B", "-ntp", *options, "test"], cwd=directory, capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
    for class_name, (name, idempotent) in expected.items():
        report = directory / f"target/surefire-reports/TEST-{class_name}.xml"
        if not report.exists():
            judge("java", name, idempotent, not idempotent, done.stdout + done.stderr)
            continue
        suite = xml.etree.ElementTree.parse(report).getroot()
        broken = suite.findall(".//failure") + suite.findall(".//error")
        text = "\n".join(f"{each.get('message')}\n{each.text}" for each in broken)
        judge("java", name, idempotent, not broken and bool(suite.findall("testcase")), text)


def main(repository, directory, python, node_directory, *options):
    directory = pathlib.Path(directory).resolve()
    shutil.rmtree(directory, ignore_errors=True)
    pytest(directory / "pytest", python)
    node(directory / "node", pathlib.Path(node_directory).resolve() / "node_modules")
    junit(directory / "junit", pathlib.Path(repository).resolve(), options)
    print(f"docs-faults: {results.count(True)} passed, {results.count(False)} failed")
    return 0 if all(results) and results else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
