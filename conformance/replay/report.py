"""The results of the cases, and their output."""

import collections
import dataclasses

import mutants
import versions
from observe import Observation


@dataclasses.dataclass(frozen=True)
class Result:
    """The result of a case: lines that describe failures, or the reason why it was left out."""

    case: dict
    version: versions.Version
    problems: tuple = ()
    reason: str = ""
    observation: Observation | None = None
    seconds: float = 0.0

    @property
    def passed(self):
        return not self.problems and not self.reason


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
    """The number of passed cases by group and version."""
    print(f"{'group':20}" + "".join(f"{version.name:>14}" for version in chosen))
    everything = [case for group in groups.values() for case in group]
    for name, group in [*groups.items(), ("all", everything)]:
        row = []
        for version in chosen:
            run = [results[version.name, case["id"]] for case in group]
            run = [result for result in run if not result.reason]
            row.append(f"{sum(result.passed for result in run)} of {len(run)}" if run else "-")
        print(f"{name:20}" + "".join(f"{cell:>14}" for cell in row))


def self_test(results):
    """Returns whether every changed expectation fails, judged with the observations of the passed cases."""
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
