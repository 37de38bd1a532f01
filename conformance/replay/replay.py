"""Replays the recorded cases against the running server, in all versions, and prints how many pass.

    CONFORMANCE_SERVER=127.0.0.1:8123 CONFORMANCE_SINK_PORT=8124 python replay.py [--version v2] [--only TEXT]

`conformance/run replay` starts the server and this program. README.md describes the cases. The last line is the sum.
"""

import argparse
import concurrent.futures
import os
import sys
import time
import traceback

import cases
import report
import translation
import versions
from calls import GrpcCalls, RestCalls
from compare import MISSING, at_path
from judge import judge
from observe import Observer, SetupFailed, SetupLate
from receiver import Receiver
from report import Result
from scene import Scene
from schema import Schema

CALLERS = 6
SLEEPERS = 150
ATTEMPTS = 5


class Replay:
    """Runs cases in one version each."""

    def __init__(self, address, receiver_port):
        self._address = address
        self._port = receiver_port
        self._receiver = Receiver(receiver_port)
        self._schema = Schema(address)

    def close(self):
        self._receiver.close()
        self._schema.channel.close()

    def run(self, case, version):
        start = time.monotonic()
        observation = None
        try:
            translated = translation.translate(case, version, self._schema)
            if translated.reason:
                return Result(case, version, reason=translated.reason)
            case = translated.case
            cases.check_words(case)
            case, observation = self._observe(case, self._observer(version, translated.over_rest))
            problems = tuple(judge(case, observation, version.last_attempt))
        except (cases.UnknownWord, SetupFailed) as error:
            problems = (str(error),)
        except Exception as error:  # noqa: BLE001, whatever is wrong with a case is a failure of that case
            problems = (_said(error),)
        return Result(case, version, problems, observation=observation, seconds=time.monotonic() - start)

    def _observe(self, case, observer):
        for _ in range(ATTEMPTS):
            try:
                return observer.observe(case, Scene(self._port))
            except SetupLate:
                continue
        raise SetupFailed(f"the setup took too long, {ATTEMPTS} times")

    def _observer(self, version, over_rest):
        calls = RestCalls(self._address, version.name) if over_rest else GrpcCalls(self._schema, version.name)
        responded = version.last_attempt + ".responseStatus"
        return Observer(self._address, calls, self._receiver, lambda task: at_path(task, responded) is not MISSING)


def _said(error):
    """An error as one line, with the place where it came from."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({os.path.basename(frame.filename)}:{frame.lineno})"


def run_all(replay, chosen, groups):
    """Runs all cases in all versions: a few at a time, and then the cases that wait, all at once."""
    jobs = [(version, case) for version in chosen for group in groups.values() for case in group]
    results = {}
    for waits, threads in ((False, CALLERS), (True, SLEEPERS)):
        with concurrent.futures.ThreadPoolExecutor(threads) as pool:
            futures = {_key(job): pool.submit(replay.run, job[1], job[0]) for job in jobs if _waits(job[1]) is waits}
        results.update({key: future.result() for key, future in futures.items()})
    return {_key(job): results[_key(job)] for job in jobs}


def _key(job):
    version, case = job
    return version.name, case["id"]


def _waits(case):
    steps = case.get("setup", ())
    return case["transport"] == "dispatch" or any("sleep" in step or "wait_gone" in step for step in steps)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--version", action="append", choices=[version.name for version in versions.ALL])
    arguments.add_argument("--only", default="", help="cases whose id contains this")
    arguments.add_argument("--times", action="store_true", help="print what the slowest cases took")
    options = arguments.parse_args()
    missing = [name for name in ("CONFORMANCE_SERVER", "CONFORMANCE_SINK_PORT") if name not in os.environ]
    if missing:
        arguments.error(f"{' and '.join(missing)} must say where the server is, and where tasks can be sent")
    groups = {name: [case for case in group if options.only in case["id"]] for name, group in cases.groups().items()}
    groups = {name: group for name, group in groups.items() if group}
    chosen = [version for version in versions.ALL if not options.version or version.name in options.version]
    replay = Replay(os.environ["CONFORMANCE_SERVER"], int(os.environ["CONFORMANCE_SINK_PORT"]))
    try:
        results = run_all(replay, chosen, groups)
    finally:
        replay.close()
    report.print_failures(results)
    report.print_left_out(results)
    if options.times:
        for result in sorted(results.values(), key=lambda one: -one.seconds)[:20]:
            print(f"{result.seconds:6.1f} s  {result.case['id']}")
    report.print_table(results, chosen, groups)
    can_fail = report.self_test(results)
    run = [result for result in results.values() if not result.reason]
    passed = sum(result.passed for result in run) + can_fail
    failed = sum(bool(result.problems) for result in run) + (not can_fail)
    print(f"replay: {passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
