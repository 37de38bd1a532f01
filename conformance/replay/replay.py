"""Replays the recorded cases against the running server, in all versions, and prints how many pass.

    CONFORMANCE_SERVER=127.0.0.1:8123 CONFORMANCE_SINK_PORT=8124 python replay.py [--version v2] [--only TEXT]

`conformance/run replay` starts the server and this. README.md says what the cases are. The last line is the sum.
"""

import argparse
import collections
import concurrent.futures
import dataclasses
import os
import sys
import time
import traceback

import cases
import mutants
import versions
from calls import GrpcCalls, RestCalls
from compare import MISSING, at_path
from judge import judge
from observe import Observation, Observer, SetupFailed
from receiver import Receiver
from scene import Scene
from schema import Schema

CALLERS = 6
SLEEPERS = 150


@dataclasses.dataclass(frozen=True)
class Result:
    """What became of a case: lines of what is wrong, or a reason why it was left out."""

    case: dict
    version: versions.Version
    problems: tuple = ()
    reason: str = ""
    observation: Observation | None = None
    seconds: float = 0.0

    @property
    def passed(self):
        return not self.problems and not self.reason


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
        try:
            translated = versions.translate(case, version, self._schema)
            if translated.reason:
                return Result(case, version, reason=translated.reason)
            scene = Scene(self._port)
            case = scene.fill(translated.case)
        except Exception as error:  # noqa: BLE001, whatever is wrong with a case is a failure of that case
            return Result(case, version, (f"translation: {_said(error)}",))
        return self._observed(case, scene, version, translated.over_rest, start)

    def _observed(self, case, scene, version, over_rest, start):
        observation = None
        try:
            cases.check_words(case)
            observation = self._observer(version, over_rest).observe(case, scene)
            problems = tuple(judge(case, observation, version.last_attempt))
        except (cases.UnknownWord, SetupFailed) as error:
            problems = (str(error),)
        except Exception as error:  # noqa: BLE001
            problems = (_said(error),)
        return Result(case, version, problems, observation=observation, seconds=time.monotonic() - start)

    def _observer(self, version, over_rest):
        calls = RestCalls(self._address, version.name) if over_rest else GrpcCalls(self._schema, version.name)
        responded = version.last_attempt + ".responseStatus"
        return Observer(self._address, calls, self._receiver, lambda task: at_path(task, responded) is not MISSING)


def _said(error):
    """An error as one line, with the place where it came from."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({os.path.basename(frame.filename)}:{frame.lineno})"


def run_all(replay, chosen, groups):
    """All cases in all versions: those that wait all at once, the others a few at a time."""
    jobs = [(case, version) for version in chosen for group in groups.values() for case in group]
    with (
        concurrent.futures.ThreadPoolExecutor(SLEEPERS) as sleepers,
        concurrent.futures.ThreadPoolExecutor(CALLERS) as callers,
    ):
        futures = [
            (sleepers if _waits(case) else callers).submit(replay.run, case, version) for case, version in jobs
        ]
        results = [future.result() for future in futures]
    return dict(zip(((version.name, case["id"]) for case, version in jobs), results))


def _waits(case):
    steps = case.get("setup", ())
    return case["transport"] == "dispatch" or any("sleep" in step or "wait_gone" in step for step in steps)


def print_failures(results):
    for result in results.values():
        if result.problems:
            print(f"FAILED {result.case['id']}, {result.case['method']}, in {result.version.name}")
            for problem in result.problems:
                print(f"        {problem}")


def print_left_out(results):
    """The reasons, with the number of cases and their names."""
    reasons = collections.defaultdict(list)
    for result in results.values():
        if result.reason:
            reasons[result.version.name, result.reason].append(result.case["id"])
    if reasons:
        print("Left out, because a version has another rule:")
    for (version, reason), ids in sorted(reasons.items()):
        tests = collections.Counter(one.split("/")[1] for one in ids)
        print(f"  {version:8} {len(ids):3}  {reason}")
        print(f"{'':16}({', '.join(f'{name} {count}' for name, count in tests.items())})")


def print_table(results, chosen, groups):
    """How many of each group pass in each version."""
    print(f"{'group':20}" + "".join(f"{version.name:>14}" for version in chosen))
    for name, group in [*groups.items(), ("all", [case for group in groups.values() for case in group])]:
        row = []
        for version in chosen:
            run = [results[version.name, case["id"]] for case in group]
            run = [result for result in run if not result.reason]
            row.append(f"{sum(result.passed for result in run)} of {len(run)}" if run else "-")
        print(f"{name:20}" + "".join(f"{cell:>14}" for cell in row))


def self_test(results):
    """Whether every changed expectation fails; judged by what the cases that passed have seen."""
    tried, passed = 0, []
    for result in results.values():
        if result.passed:
            count, survivors = mutants.survivors(result.case, result.observation, result.version.last_attempt)
            tried += count
            passed += survivors
    for survivor in passed:
        print(f"NOT NOTICED {survivor}")
    print(f"self-test: {tried - len(passed)} of {tried} changed expectations are noticed")
    return tried > 0 and not passed


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--version", action="append", choices=[version.name for version in versions.ALL])
    arguments.add_argument("--only", default="", help="cases whose id contains this")
    arguments.add_argument("--times", action="store_true", help="print what the slowest cases took")
    options = arguments.parse_args()
    missing = [name for name in ("CONFORMANCE_SERVER", "CONFORMANCE_SINK_PORT") if name not in os.environ]
    if missing:
        arguments.error(f"{' and '.join(missing)} must say where the server is, and where tasks can be sent")
    groups = {
        name: [case for case in group if options.only in case["id"]] for name, group in cases.groups().items()
    }
    groups = {name: group for name, group in groups.items() if group}
    chosen = [version for version in versions.ALL if not options.version or version.name in options.version]
    replay = Replay(os.environ["CONFORMANCE_SERVER"], int(os.environ["CONFORMANCE_SINK_PORT"]))
    try:
        results = run_all(replay, chosen, groups)
    finally:
        replay.close()
    print_failures(results)
    print_left_out(results)
    if options.times:
        for result in sorted(results.values(), key=lambda one: -one.seconds)[:20]:
            print(f"{result.seconds:6.1f} s  {result.case['id']}")
    print_table(results, chosen, groups)
    can_fail = self_test(results)
    run = [result for result in results.values() if not result.reason]
    passed = sum(result.passed for result in run) + can_fail
    failed = sum(bool(result.problems) for result in run) + (not can_fail)
    print(f"replay: {passed} passed, {failed} failed")
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
