"""Runs unmodified clients under `emulator exec`. Each must create the task a of the queue q in the emulator.

    run.py EMULATOR WORK TOOL...      EMULATOR: the program; WORK: where the clients are installed; TOOL: those that are there
    run.py --write                    writes the table "Clients" of docs/exec.md, which the first form compares
    run.py --task                     run by this program under `emulator exec`: fails if there is no task

Prints `exec: N passed, N failed`.
"""

import functools
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.request

import clients

HERE = pathlib.Path(__file__).resolve().parent
TIMEOUT_SECONDS = 120


def require_task():
    address = os.environ["CLOUD_TASKS_EMULATOR_HOST"]
    urllib.request.urlopen(f"http://{address}/v2/{clients.TASK}", timeout=10).close()


def failure(emulator, work, run):
    """Returns what is wrong with a client; empty if nothing is."""
    command = run.command.replace("{work}", work).replace("{here}", str(HERE))
    check = f"'{sys.executable}' '{HERE}/run.py' --task"
    with tempfile.TemporaryDirectory() as configuration:
        environment = os.environ | {"CLOUDSDK_CONFIG": configuration, "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            process = subprocess.run(
                [emulator, "exec", "--project", "exec-test", "--ephemeral-ca", *run.flags, "--"]
                + ["sh", "-c", f"({command}) && {check}"],
                cwd=HERE, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                timeout=TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            return f"no end after {TIMEOUT_SECONDS} s"
    return f"exit code {process.returncode}\n{process.stdout}{process.stderr}" if process.returncode else ""


def main(emulator, work, *tools):
    checks = [("the table of docs/exec.md", clients.stale)]
    for run in clients.runs():
        if run.tool in tools:
            checks.append((run.name, functools.partial(failure, emulator, work, run)))
    failed = 0
    for name, check in checks:
        text = check()
        failed += bool(text)
        print(f"{'FAILED' if text else 'ok    '} {name}{text and ': ' + text}", flush=True)
    print(f"exec: {len(checks) - failed} passed, {failed} failed")


if sys.argv[1:] == ["--task"]:
    require_task()
elif sys.argv[1:] == ["--write"]:
    clients.write()
else:
    main(*sys.argv[1:])
