"""Runs the sessions of the project's README.md, block by block, and compares what they print with what it says.

A block of shell or Python is followed by a block of text if its output counts. The addresses localhost:8123 and
port 9000 are replaced by those of the server under test and of a free port; times, generated ids and the like may
differ. With --write, the text blocks are rewritten instead.
"""

import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "README.md"
BLOCK = re.compile(r"^```(sh|python|text)\n(.*?)^```$", re.M | re.S)
SECTIONS = ("with curl", "in Python")
TIMEOUT_SECONDS = 60


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def normal(text):
    """Leaves out of an output what differs from run to run."""
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "TIME", text)
    return re.sub(r"\d{17,20}", "ID", text).strip()


class Session:
    """A shell and a directory that all blocks share."""

    def __init__(self, server, directory):
        self.replacements = {"localhost:8123": server, "9000": str(free_port())}
        self.directory = directory
        self.shell = subprocess.Popen(
            ["bash"], cwd=directory, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, start_new_session=True)

    def adapted(self, text):
        for original, replacement in self.replacements.items():
            text = text.replace(original, replacement)
        return text

    def restored(self, text):
        for original, replacement in self.replacements.items():
            text = text.replace(replacement, original)
        return text

    def run(self, kind, code):
        if kind == "python":
            script = pathlib.Path(self.directory, "session.py")
            script.write_text(self.adapted(code))
            code = f"'{sys.executable}' session.py\n"
        mark = "----end----"
        signal.alarm(TIMEOUT_SECONDS)
        self.shell.stdin.write(self.adapted(code) + f"\necho; echo {mark}\n")
        self.shell.stdin.flush()
        lines = []
        for line in self.shell.stdout:
            if line.strip() == mark:
                break
            lines.append(line)
        signal.alarm(0)
        return self.restored("".join(lines)).strip()

    def close(self):
        os.killpg(self.shell.pid, signal.SIGTERM)
        self.shell.wait()


def main():
    write = "--write" in sys.argv
    page = PAGE.read_text()
    passed = failed = 0
    with tempfile.TemporaryDirectory() as directory:
        session = Session(os.environ["CONFORMANCE_SERVER"], directory)
        try:
            output = ""
            edits = []
            for heading in re.finditer(r"^## ([^\n]*)\n(.*?)(?=^## |\Z)", page, re.M | re.S):
                if not any(name in heading.group(1) for name in SECTIONS):
                    continue
                for block in BLOCK.finditer(page, heading.start(2), heading.end(2)):
                    kind, text = block.groups()
                    if kind != "text":
                        output = session.run(kind, text)
                        continue
                    if write:
                        edits.append((block.start(2), block.end(2), output + "\n"))
                    elif normal(output) == normal(text):
                        passed += 1
                    else:
                        failed += 1
                        print(f"{heading.group(1)}: expected\n{text}\nbut got\n{output}\n")
        finally:
            session.close()
    if write:
        for start, end, text in reversed(edits):
            page = page[:start] + text + page[end:]
        PAGE.write_text(page)
    print(f"readme: {passed} passed, {failed} failed")
    return 1 if failed or not (passed or write) else 0


sys.exit(main())
