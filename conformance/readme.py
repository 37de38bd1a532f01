"""Runs the sessions of a page, block by block, and compares what they print with what the page says.

    readme.py [--write] [PAGE]      PAGE: README.md unless given

With CONFORMANCE_SERVER a page is about a server that is there: the addresses localhost:8123 and port 9000 are replaced by those
of the server under test and of a free port. Of the README some sections are sessions, of other pages all are. Without it, a page
starts what it needs: its quick start runs from the root of the project, word for word.

A block of shell, Python, JavaScript or Go is followed by a block of text if its output counts; times, generated ids and the like
may differ. With --write, the text blocks are rewritten instead.
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
README = ROOT / "README.md"
BLOCK = re.compile(r"^```(sh|python|js|go|text)\n(.*?)^```$", re.M | re.S)
README_SECTIONS = ("with curl", "in Python")
QUICK_START = "Quick start"
TIMEOUT_SECONDS = 300

# A file for a block that is no shell, and what runs it.
PROGRAMS = {
    "python": ("session.py", f"'{sys.executable}' session.py"),
    "js": ("session.mjs", "node session.mjs"),
    "go": ("session.go", "go run session.go"),
}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def normal(text):
    """Leaves out of an output what differs from run to run."""
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "TIME", text)
    text = re.sub(r"\b\d{10}(\.\d+)?\b", "EPOCH", text)
    text = re.sub(r'"version": "\d[^"]*"', '"version": "VERSION"', text)
    text = re.sub(r'"took": "[\d.]+s"', '"took": "DURATION"', text)
    return re.sub(r"\d{17,20}", "ID", text).strip()


class Session:
    """A shell and a directory that all blocks share."""

    def __init__(self, server, directory):
        self.replacements = {"localhost:8123": server, "9000": str(free_port())} if server else {}
        self.directory = directory
        self.shell = subprocess.Popen(
            ["bash"], cwd=directory if server else ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
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
        if kind in PROGRAMS:
            file, code_to_run = PROGRAMS[kind]
            pathlib.Path(self.directory, file).write_text(self.adapted(code))
            code = code_to_run
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


def is_session(path, heading, server):
    if not server:
        return heading.startswith(QUICK_START)
    return path != README or any(section in heading for section in README_SECTIONS)


def main():
    write = "--write" in sys.argv
    path = next((pathlib.Path(argument).resolve() for argument in sys.argv[1:] if argument != "--write"), README)
    server = os.environ.get("CONFORMANCE_SERVER")
    name = "readme" if path == README else path.stem
    page = path.read_text()
    passed = failed = 0
    with tempfile.TemporaryDirectory() as directory:
        session = Session(server, directory)
        try:
            output = ""
            edits = []
            for heading in re.finditer(r"^## ([^\n]*)\n(.*?)(?=^## |\Z)", page, re.M | re.S):
                if not is_session(path, heading.group(1), server):
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
