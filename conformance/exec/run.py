"""Runs unmodified clients under `emulator exec`. Each creates a queue and a task, and lists the task.

    run.py EMULATOR NAME=COMMAND...      NAME: of the client; COMMAND: as for a shell

Prints `exec: N passed, N failed`.
"""

import pathlib
import subprocess
import sys

TASK = "projects/exec-test/locations/us-central1/queues/q/tasks/a"
HERE = pathlib.Path(__file__).resolve().parent
TIMEOUT_SECONDS = 120


def failure(emulator, command):
    """Returns what is wrong with a client; empty if nothing is."""
    try:
        process = subprocess.run(
            [emulator, "exec", "--project", "exec-test", "--ephemeral-ca", "--", "sh", "-c", command],
            cwd=HERE, capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
    except subprocess.TimeoutExpired:
        return f"no end after {TIMEOUT_SECONDS} s"
    if process.returncode == 0 and TASK in process.stdout:
        return ""
    return f"exit code {process.returncode}\n{process.stdout}{process.stderr}"


def main():
    emulator, *clients = sys.argv[1:]
    failed = 0
    for client in clients:
        name, _, command = client.partition("=")
        text = failure(emulator, command)
        print(f"{'FAILED' if text else 'ok    '} {name}{text and ': ' + text}", flush=True)
        failed += bool(text)
    print(f"exec: {len(clients) - failed} passed, {failed} failed")


main()
