"""Waits for a condition, with a deadline."""

import time

DEADLINE_SECONDS = 15


def eventually(ask, until=bool, what="the condition", deadline=DEADLINE_SECONDS, pause=0.05):
    """Repeats a call until its result satisfies `until`, and returns that result."""
    end = time.monotonic() + deadline
    while True:
        answer = ask()
        if until(answer):
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {deadline} s; last seen: {answer!r}")
        time.sleep(pause)
