"""Checks that the documentation names only things that exist, and that the README stays short.

In every Markdown page of the project: each relative link leads to a file, each anchor to a heading of it, and each flag in a table of
flags is a flag of the emulator. In ARCHITECTURE.md, RATIONALE.md and CONTRIBUTING.md also: each path in backticks exists, each type name
in backticks is declared in a Java source, and each `Type.member` occurs there.

Prints what is missing, then "links: N passed, N failed"; each page counts once.
"""

import collections
import pathlib
import re
import sys
import urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent
SKIPPED = {".git", ".work", "node_modules", "target"}
ABOUT_SOURCES = {"ARCHITECTURE.md", "RATIONALE.md", "CONTRIBUTING.md"}

README_LINES = 150
FENCE = re.compile(r"^```.*?^```$", re.M | re.S)
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+?)\s*$", re.M)
TYPE_NAME = re.compile(r"[A-Z][a-z]+[a-z0-9]*(?:[A-Z][A-Za-z0-9]*)+")
FLAG_TABLE = re.compile(r"^\|(?:[^|\n]+\|)*? flag[^|\n]* \|.*\n\|---.*\n(?:\|.*\n)+", re.M)
FLAG = re.compile(r"`(--[a-z][a-z-]*)")
PATH = re.compile(r"[\w.*-]+(?:/[\w.*-]+)+/?")
DECLARATION = re.compile(r"^\s*(?:[\w@()\" ]+ )?(?:class|record|enum|@?interface) (\w+)", re.M)

# Names of the API, of libraries and of the documentation itself, which no source of the project declares.
FOREIGN = {"CreateTask", "LeaseTasks", "ListTasks", "GetTask", "RunTask", "FlowControlHandler"}


def files(suffix):
    for path in sorted(ROOT.rglob(f"*{suffix}")):
        if not SKIPPED.intersection(path.relative_to(ROOT).parts):
            yield path


def anchors(page):
    """The anchors that GitHub gives to the headings of a page."""
    found = set()
    for heading in HEADING.findall(FENCE.sub("", page.read_text())):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
        anchor = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
        count = 1
        while anchor in found:
            anchor = f"{anchor.rsplit('-', 1)[0] if count > 1 else anchor}-{count}"
            count += 1
        found.add(anchor)
    return found


def broken_links(page, text):
    for link in LINK.findall(CODE.sub("", FENCE.sub("", text))):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / urllib.parse.unquote(path) if path else page
        if not target.exists():
            yield f"{link}: there is no such file"
        elif anchor and target.suffix == ".md" and anchor not in anchors(target):
            yield f"{link}: the page has no such heading"


def flags():
    """The flags in the table of docs/configuration.md, which a test of emulator-server compares with the settings."""
    return set(FLAG.findall("".join(FLAG_TABLE.findall((ROOT / "docs" / "configuration.md").read_text()))))


def unknown_flags(text, known):
    for table in FLAG_TABLE.findall(text):
        for flag in FLAG.findall(table):
            if flag not in known:
                yield f"{flag}: the emulator has no such flag"


def types():
    """The text of the sources that declare a type, by the type's simple name."""
    found = collections.defaultdict(str)
    for source in files(".java"):
        text = source.read_text()
        for name in DECLARATION.findall(text):
            found[name] += text
    return found


def unknown_names(text, known):
    for code in CODE.findall(FENCE.sub("", text)):
        name, _, member = code.partition("(")[0].partition(".")
        if TYPE_NAME.fullmatch(name) and name not in FOREIGN:
            if name not in known:
                yield f"`{code}`: no Java source declares {name}"
            elif member.isidentifier() and not re.search(rf"\b{member}\b", known[name]):
                yield f"`{code}`: {name} has no {member}"
        elif PATH.fullmatch(code) and (ROOT / code.split("/")[0]).exists() and not any(ROOT.glob(code.rstrip("/"))):
            yield f"`{code}`: there is no such path"


def main():
    passed = failed = 0
    known = types()
    known_flags = flags()
    for page in files(".md"):
        text = page.read_text()
        wrong = [*broken_links(page, text), *unknown_flags(text, known_flags)]
        if page.name in ABOUT_SOURCES and page.parent == ROOT:
            wrong += unknown_names(text, known)
        if page == ROOT / "README.md" and text.count("\n") > README_LINES:
            wrong.append(f"it has {text.count(chr(10))} lines; move details to docs/, to have at most {README_LINES}")
        passed += not wrong
        failed += bool(wrong)
        for sentence in wrong:
            print(f"{page.relative_to(ROOT)}: {sentence}")
    print(f"links: {passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
