"""Runs the sessions of a page, block by block, and compares what they print with what the page says.

    readme.py               the README: its sessions with curl and in Python
    readme.py PAGE          its quick start, from the root of the project, word for word

A block of shell or Python is followed by a block of text if its output counts. Times, generated ids and the like may differ.
In the README the addresses localhost:8123 and port 9000 are replaced by those of the server under test and of a free port.
With --write, the text blocks are rewritten instead.
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
BLOCK = re.compile(r"^```(sh|python|text)\n(.*?)^```$", re.M | re.S)
SECTIONS = ("with curl", "in Python", "Quick start")
TIMEOUT_SECONDS = 300


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

    def __init__(self, replacements, directory, start):
        self.replacements = replacements
        self.directory = directory
        self.shell = subprocess.Popen(
            ["bash"], cwd=start, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
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
            code = f"'{sys.executable}' '{script}'\n"
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


def session_of(page, directory):
    """The README is about a server that is there; another page starts what it needs."""
    if page.name == "README.md":
        return Session({"localhost:8123": os.environ["CONFORMANCE_SERVER"], "9000": str(free_port())}, directory, directory)
    return Session({}, directory, ROOT)


def main():
    write = "--write" in sys.argv
    path = ROOT / ([argument for argument in sys.argv[1:] if argument != "--write"] or ["README.md"])[0]
    page = path.read_text()
    name = path.stem.lower()
    passed = failed = 0
    with tempfile.TemporaryDirectory() as directory:
        session = session_of(path, directory)
        try:
            output = ""
            edits = []
            for heading in re.finditer(r"^## ([^\n]*)\n(.*?)(?=^## |\Z)", page, re.M | re.S):
                if not any(title in heading.group(1) for title in SECTIONS):
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
        path.write_text(page)
    print(f"{name}: {passed} passed, {failed} failed")
    return 1 if failed or not (passed or write) else 0


sys.exit(main())
