"""Runs the examples of docs/ci.md as a CI service does: starts the services of each configuration as containers and runs its steps.

    docs_ci.py ARCHIVE      ARCHIVE: the output of release/archive

Needs a Docker engine (DOCKER_CLI chooses the docker command), an image with the tag that the page uses, and the port 8123.
Prints "docs-ci: N passed, N failed".
"""

import os
import pathlib
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import yaml

PAGE = pathlib.Path(__file__).resolve().parent.parent / "docs" / "ci.md"
DOCKER = os.environ.get("DOCKER_CLI", "docker")
HEALTHY_SECONDS = 60
STEP_SECONDS = 60


class Failed(Exception):
    pass


def block(heading, language):
    """The first block of a language below a heading."""
    section = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.M | re.S).group(1)
    return re.search(rf"^```{language}\n(.*?)^```$", section, re.M | re.S).group(1)


def docker(*arguments):
    done = subprocess.run([DOCKER, *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed(f"docker {shlex.join(arguments)}:\n{done.stderr}")
    return done.stdout.strip()


class Service:
    """A healthy container, as CI services provide it."""

    def __init__(self, image, environment, arguments):
        variables = [part for name, value in environment.items() for part in ("--env", f"{name}={value}")]
        self.container = docker("run", "--detach", *variables, *arguments, image)

    def __enter__(self):
        deadline = time.monotonic() + HEALTHY_SECONDS
        while docker("inspect", "--format", "{{.State.Health.Status}}", self.container) != "healthy":
            if time.monotonic() > deadline:
                raise Failed("The service is not healthy:\n" + docker("logs", self.container))
            time.sleep(0.2)
        return self

    def __exit__(self, *_):
        docker("rm", "--force", self.container)


def run(script, directory, prefix=()):
    """Runs a step as CI does, and ends the processes that it leaves running."""
    # A file, because a pipe would stay open until background processes of the step end.
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(
            [*prefix, "bash", "-e", "-o", "pipefail", "-c", script], cwd=directory, stdout=output,
            stderr=subprocess.STDOUT, start_new_session=True)
        try:
            code = process.wait(STEP_SECONDS)
        finally:
            try:
                os.killpg(process.pid, signal.SIGTERM)
            except ProcessLookupError:
                pass
        if code != 0:
            output.seek(0)
            raise Failed(f"{script}\nended with {code}:\n{output.read()}")


def github(directory):
    job = yaml.safe_load(block("GitHub Actions", "yaml"))["jobs"]["test"]
    (service,) = job["services"].values()
    ports = [part for port in service["ports"] for part in ("--publish", port)]
    with Service(service["image"], service["env"], [*ports, *shlex.split(service["options"])]):
        for step in job["steps"]:
            run(step["run"], directory)


def gitlab(directory):
    """The steps reach the service by its alias, with a private hosts file."""
    job = yaml.safe_load(block("GitLab CI", "yaml"))["test"]
    (service,) = job["services"]
    hosts = pathlib.Path(directory, "hosts")
    hosts.write_text(f"127.0.0.1 localhost {service['alias']}\n")
    mounted = f"mount --make-rprivate / && mount --bind {hosts} /etc/hosts && exec \"$@\""
    prefix = ("unshare", "--mount", "sh", "-c", mounted, "sh")
    with Service(service["name"], job["variables"], ["--publish", "8123:8123"]):
        for line in job["script"]:
            run(line, directory, prefix)


def anywhere_else(archive):
    def check(directory):
        shutil.copy(archive, directory)
        run(block("Anywhere else", "sh"), directory)
    return check


def main():
    passed = failed = 0
    checks = {"GitHub Actions": github, "GitLab CI": gitlab, "Anywhere else": anywhere_else(sys.argv[1])}
    for name, check in checks.items():
        with tempfile.TemporaryDirectory() as directory:
            try:
                check(directory)
                passed += 1
            except (Failed, subprocess.TimeoutExpired) as failure:
                failed += 1
                print(f"{name}: {failure}")
    print(f"docs-ci: {passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


sys.exit(main())
