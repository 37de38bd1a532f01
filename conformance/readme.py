"""Runs the code blocks of documentation pages and compares their output with the output that the pages show.

    readme.py [--write] [--name NAME] [PAGE...]      PAGE: README.md by default; NAME: of the summary line

A block of `sh`, `python`, `js` or `go` is run. If a `text` block follows, it must equal the output; times, generated ids and the like
may differ. Blocks of one page share a shell and a directory. Blocks in other languages (`console`, `yaml`, ...) are not run. With
--write, the `text` blocks are rewritten instead of compared.

A page is run in one of three ways:

  * A page that contains `./emulator` starts its own server. Ports 8123 and 9000 are replaced by free ports. Commands such as
    `./emulator exec` are run as they are.
  * With CONFORMANCE_SERVER, other pages use that server: 8123 is replaced by its port, and 9000 by a free port.
  * Without CONFORMANCE_SERVER, only the section "Quick start" is run, unchanged, from the root of the project.

Of README.md only the sections in README_SECTIONS are run.
"""

import argparse
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
SECTION = re.compile(r"^## ([^\n]*)\n(.*?)(?=^## |\Z)", re.M | re.S)
README_SECTIONS = ("First push task", "First pull lease")
QUICK_START = "Quick start"
COMMAND = "./emulator"
TIMEOUT_SECONDS = 300

# The file in which a block that is not shell is stored, and the command that runs it.
PROGRAMS = {
    "python": ("session.py", f"'{sys.executable}' session.py"),
    "js": ("session.mjs", "node session.mjs"),
    "go": ("session.go", "go run session.go"),
}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return str(s.getsockname()[1])


def normal(text):
    """Replaces the parts of an output that differ from run to run."""
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "TIME", text)
    text = re.sub(r"\b\d{10}(\.\d+)?\b", "EPOCH", text)
    text = re.sub(r'"version": "\d[^"]*"', '"version": "VERSION"', text)
    text = re.sub(r'"took": "[\d.]+s"', '"took": "DURATION"', text)
    text = re.sub(r"\b(passed in )[\d.]+s", r"\1DURATION", text)
    return re.sub(r"\d{17,20}", "ID", text).strip()


class Session:
    """A shell and a directory that all blocks of a page share."""

    def __init__(self, replacements, directory):
        self.replacements = replacements
        self.directory = directory
        self.shell = subprocess.Popen(
            ["bash"], cwd=directory if replacements else ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True,
            env=os.environ | {"PATH": f"{pathlib.Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"})

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
            file, command = PROGRAMS[kind]
            pathlib.Path(self.directory, file).write_text(self.adapted(code))
            code = command
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


def starts_server(page):
    return any(kind == "sh" and COMMAND in code for kind, code in BLOCK.findall(page))


def replacements(path, page, server):
    """The texts to replace in the page's code; empty if the page runs unchanged."""
    if path != README and starts_server(page):
        port = free_port()
        verbs = re.findall(rf"{re.escape(COMMAND)} ([a-z]+)", page)
        commands = {f"{COMMAND} {verb}": f"'{ROOT}/emulator' {verb}" for verb in verbs}
        return commands | {COMMAND: f"'{ROOT}/emulator' --port {port}", "8123": port, "9000": free_port()}
    if server:
        return {"8123": server.rpartition(":")[2], "9000": free_port()}
    return {}


def is_session(path, heading, adapted):
    if not adapted:
        return heading.startswith(QUICK_START)
    return path != README or heading in README_SECTIONS


def run(path, write):
    """Runs one page; returns how many outputs were as expected, and how many were not."""
    page = path.read_text()
    passed = failed = 0
    edits = []
    with tempfile.TemporaryDirectory() as directory:
        adapted = replacements(path, page, os.environ.get("CONFORMANCE_SERVER"))
        session = Session(adapted, directory)
        try:
            output = ""
            for heading in SECTION.finditer(page):
                if not is_session(path, heading.group(1), adapted):
                    continue
                for block in BLOCK.finditer(page, heading.start(2), heading.end(2)):
                    kind, text = block.groups()
                    if kind != "text":
                        output = session.run(kind, text)
                    elif write:
                        edits.append((block.start(2), block.end(2), output + "\n"))
                    elif normal(output) == normal(text):
                        passed += 1
                    else:
                        failed += 1
                        print(f"{path.name}, {heading.group(1)}: expected\n{text}\nbut got\n{output}\n")
        finally:
            session.close()
    if write:
        for start, end, text in reversed(edits):
            page = page[:start] + text + page[end:]
        path.write_text(page)
    return passed, failed


def time_out(*_):
    raise TimeoutError(f"a block did not end within {TIMEOUT_SECONDS} s")


def main():
    signal.signal(signal.SIGALRM, time_out)
    parser = argparse.ArgumentParser()
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--name")
    parser.add_argument("pages", nargs="*", type=pathlib.Path, default=[README])
    arguments = parser.parse_args()
    passed = failed = 0
    for page in arguments.pages:
        page_passed, page_failed = run(page.resolve(), arguments.write)
        if not (page_passed or page_failed or arguments.write):
            print(f"{page.name}: no output is compared")
            page_failed = 1
        passed += page_passed
        failed += page_failed
    name = arguments.name or ("readme" if arguments.pages == [README] else arguments.pages[0].stem)
    print(f"{name}: {passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
