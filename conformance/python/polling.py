"""Waiting for a condition, with a deadline, instead of sleeping and hoping."""

import time

DEADLINE_SECONDS = 15


def eventually(ask, until=bool, what="the condition", deadline=DEADLINE_SECONDS, pause=0.05):
    """Asks again and again until the answer satisfies `until`, and returns that answer."""
    end = time.monotonic() + deadline
    while True:
        answer = ask()
        if until(answer):
            return answer
        if time.monotonic() > end:
            raise AssertionError(f"{what}: not within {deadline} s; last seen: {answer!r}")
        time.sleep(pause)
