"""Runs the Java code of a page of docs/: docs_java.py PAGE REPOSITORY DIRECTORY [MAVEN-OPTION…].

Creates a Maven project in DIRECTORY. Every XML block of the page becomes a dependency, the parent or the managed dependencies, and
every Java block a file, unchanged. The project's modules come from REPOSITORY. Tests are run, and so are classes with a main method
that no other block starts.
Prints the output of Maven. The exit code is Maven's, or 1 if the page has an error.
"""

import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(xml|java)\n(.*?)^```$", re.M | re.S)
PARENT = re.compile(r"<parent>.*?</parent>", re.S)
MANAGEMENT = re.compile(r"<dependencyManagement>.*?</dependencyManagement>", re.S)
DEPENDENCY = re.compile(r"<dependency>.*?</dependency>", re.S)
CLASS = re.compile(r"^(?:public )?(?:final )?class (\w+)", re.M)
MAIN = "public static void main("
OURS = re.compile(r"<groupId>io\.github\.cloudtasks</groupId>\s*<artifactId>[\w-]+</artifactId>\s*<version>(.*?)</version>")

POM = """<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  %(parent)s
  <groupId>docs</groupId>
  <artifactId>%(name)s</artifactId>
  <version>0</version>
  <properties>
    <maven.compiler.release>21</maven.compiler.release>
    <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
  </properties>
  <repositories>
    <repository>
      <id>modules</id>
      <url>file://%(repository)s</url>
      <snapshots>
        <updatePolicy>always</updatePolicy>
      </snapshots>
    </repository>
  </repositories>
  %(management)s
  <dependencies>
%(dependencies)s
  </dependencies>
  <build>
    <plugins>
      <plugin>
        <artifactId>maven-resources-plugin</artifactId>
        <version>3.5.0</version>
      </plugin>
      <plugin>
        <artifactId>maven-compiler-plugin</artifactId>
        <version>3.16.0</version>
      </plugin>
      <plugin>
        <artifactId>maven-surefire-plugin</artifactId>
        <version>3.6.1</version>
        <configuration>
          <failIfNoTests>true</failIfNoTests>
          <forkedProcessTimeoutInSeconds>270</forkedProcessTimeoutInSeconds>
        </configuration>
      </plugin>
    </plugins>
  </build>
</project>
"""

RUN_MAIN = """%(package)s
import org.junit.jupiter.api.Test;

class Run%(name)sTest {
  @Test
  void it_runs() throws Exception {
    %(name)s.main(new String[0]);
  }
}
"""


def fail(sentence):
    print("docs:", sentence)
    sys.exit(1)


def project_version():
    return re.search(r"<version>(.*?)</version>", (ROOT / "pom.xml").read_text()).group(1)


def pom(name, repository, dependencies, parent=(), management=()):
    """Returns the POM of a project. Each of the last three is a list of XML elements."""
    return POM % {
        "name": name, "repository": repository, "dependencies": "\n".join(dependencies), "parent": "".join(parent),
        "management": "".join(management)}


def write(page, repository, directory):
    """Creates the project from the blocks of the page."""
    blocks = BLOCK.findall(page.read_text())
    xml = "\n".join(code for kind, code in blocks if kind == "xml")
    wrong = {version for version in OURS.findall(xml) if version != project_version()}
    if wrong:
        fail(f"{page} has the version {', '.join(wrong)}, but the project has {project_version()}. Change the page.")
    shutil.rmtree(directory, ignore_errors=True)
    sources = directory / "src/test/java"
    sources.mkdir(parents=True)
    (directory / "pom.xml").write_text(pom(
        page.stem, repository, DEPENDENCY.findall(MANAGEMENT.sub("", xml)), PARENT.findall(xml), MANAGEMENT.findall(xml)))
    java = [code for kind, code in blocks if kind == "java"]
    for code in java:
        name = CLASS.search(code)
        if not name:
            fail(f"{page} has a Java block without a class: {code[:60]!r}. Write a complete class.")
        (sources / f"{name.group(1)}.java").write_text(code)
        is_started = any(f'"{name.group(1)}"' in other or f"{name.group(1)}::main" in other for other in java)
        if MAIN in code and not is_started:
            package = "".join(re.findall(r"^package .*;$", code, re.M))
            (sources / f"Run{name.group(1)}Test.java").write_text(RUN_MAIN % {"name": name.group(1), "package": package})


def main(page, repository, directory, *options):
    directory = pathlib.Path(directory).resolve()
    write(pathlib.Path(page), pathlib.Path(repository).resolve(), directory)
    sys.stdout.flush()
    return subprocess.call(["mvn", "-B", "-ntp", *options, "test"], cwd=directory)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
