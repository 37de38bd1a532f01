"""Google's authentication libraries against the metadata server and the made-up key file of the emulator.

credentials.py PYTHON NODE_DIRECTORY GO_DIRECTORY CLASSPATH runs the program of each language twice: with the variables of the metadata
server, and with GOOGLE_APPLICATION_CREDENTIALS. Each prints a JSON object of what the library found. gcloud is asked if it is installed.
Prints "credentials: N passed, N failed".
"""

import base64
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import traceback
import urllib.request

SERVER = os.environ["CONFORMANCE_SERVER"]
HERE = pathlib.Path(__file__).resolve().parent
AUDIENCE = "https://service.example"
PROJECT = "demo"
EMAIL = "emulator@demo.iam.gserviceaccount.com"
TIMEOUT_SECONDS = 180


def environment(home, **variables):
    """An environment in which a library finds no other credentials and no project."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("GOOGLE_", "GCE_", "GCLOUD_", "CLOUDSDK_", "METADATA_"))
            and name.lower() not in ("https_proxy", "http_proxy", "all_proxy", "grpc_proxy")}
    return {**kept, "HOME": home, "AUDIENCE": AUDIENCE, **variables}


def metadata(home):
    return environment(home, GCE_METADATA_HOST=SERVER, GCE_METADATA_IP=SERVER, METADATA_SERVER_DETECTION="assume-present")


def key_file(home):
    path = pathlib.Path(home) / "key.json"
    with urllib.request.urlopen(f"http://{SERVER}/emulator/v1/service-account-key") as response:
        path.write_bytes(response.read())
    # The libraries must not find a metadata server instead: nothing listens on port 1.
    return environment(home, GOOGLE_APPLICATION_CREDENTIALS=str(path), GCE_METADATA_HOST="127.0.0.1:1", GCE_METADATA_IP="127.0.0.1:1")


def run(command, directory, variables):
    done = subprocess.run(command, cwd=directory, env=variables, capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
    assert done.returncode == 0, f"exit code {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def claims(token):
    part = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def equal(actual, expected, what):
    assert actual == expected, f"{what} is {actual!r}, not {expected!r}"


def check(found, self_signed):
    """Checks what a library found. Some sign their own access tokens with a key file, as Google's services accept them."""
    equal(found["project"], PROJECT, "the project")
    equal(found["email"], EMAIL, "the account")
    if found["token"].startswith("eyJ") and self_signed:
        equal(claims(found["token"])["iss"], EMAIL, "the issuer of the self-signed token")
    else:
        assert found["token"].startswith("emulator-"), f"the access token is {found['token']!r}"
    if found.get("idToken"):
        equal(claims(found["idToken"])["aud"], AUDIENCE, "the audience")
        equal(claims(found["idToken"])["email"], EMAIL, "the account of the ID token")
        equal(claims(found["idToken"])["iss"], f"http://{SERVER}", "the issuer")
    else:
        assert self_signed, "there is no ID token"


def check_gcloud(home):
    variables = environment(home, GCE_METADATA_ROOT=SERVER, CLOUDSDK_CONFIG=str(pathlib.Path(home) / "gcloud"))
    accounts = run(["gcloud", "auth", "list", "--format=value(account)"], home, variables)
    equal(accounts.split(), [EMAIL], "the accounts of gcloud")
    token = run(["gcloud", "auth", "print-access-token"], home, variables)
    assert token.startswith("emulator-"), f"the access token is {token!r}"
    address = f"http://{SERVER}/"
    variables.update(CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDTASKS=address, CLOUDSDK_API_ENDPOINT_OVERRIDES_APPENGINE=address,
                     CLOUDSDK_CORE_PROJECT="credentials")
    run(["gcloud", "tasks", "queues", "create", "unlocated", "--quiet"], home, variables)
    name = run(["gcloud", "tasks", "queues", "describe", "unlocated", "--format=value(name)"], home, variables)
    equal(name.strip(), "projects/credentials/locations/us-central1/queues/unlocated", "the queue without --location")


def programs(python, node, go, classpath):
    """Returns the command and the directory of each language."""
    shutil.copy(HERE / "main.cjs", pathlib.Path(node) / "credentials.cjs")
    shutil.copy(HERE / "main.go", pathlib.Path(go) / "main.go")
    subprocess.run(["go", "build", "-mod=mod", "-o", "credentials", "main.go"], cwd=go, check=True, timeout=10 * TIMEOUT_SECONDS)
    return {
        "python": ([python, str(HERE / "main.py")], "."),
        "node": (["node", "credentials.cjs"], node),
        "go": ([str(pathlib.Path(go) / "credentials")], go),
        "java": (["java", "-cp", classpath, str(HERE / "Main.java")], "."),
    }


def main():
    cases = {}
    for language, (command, directory) in programs(*sys.argv[1:5]).items():
        cases[f"{language}: metadata server"] = \
            lambda home, c=command, d=directory: check(json.loads(run(c, d, metadata(home))), self_signed=False)
        cases[f"{language}: key file"] = \
            lambda home, c=command, d=directory: check(json.loads(run(c, d, key_file(home))), self_signed=True)
    if shutil.which("gcloud"):
        cases["gcloud: metadata server, and no --location"] = check_gcloud
    else:
        print("gcloud is not installed: it is NOT tested")
    passed = failed = 0
    for name, case in cases.items():
        try:
            with tempfile.TemporaryDirectory() as home:
                case(home)
        except Exception:
            traceback.print_exc(file=sys.stdout)
            print(f"FAILED {name}", flush=True)
            failed += 1
        else:
            print(f"passed {name}", flush=True)
            passed += 1
    print(f"credentials: {passed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
