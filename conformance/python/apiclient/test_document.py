"""Compares the server's discovery document with the one that google-api-python-client contains."""

import json
import urllib.request

import pytest
from googleapiclient.discovery import build
from googleapiclient.discovery_cache import get_static_doc


def methods(resource, prefix=""):
    """The methods below a resource by dotted name."""
    found = {prefix + name: method for name, method in resource.get("methods", {}).items()}
    for name, child in resource.get("resources", {}).items():
        found.update(methods(child, f"{prefix}{name}."))
    return found


def shape(value):
    """A part of a document without its descriptions."""
    prose = {"description", "enumDescriptions", "deprecated", "enumDeprecated"}
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items() if key not in prose}
    return [shape(item) for item in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def bundled():
    return json.loads(get_static_doc("cloudtasks", "v2beta2"))


@pytest.fixture(scope="module")
def ours(address):
    with urllib.request.urlopen(f"http://{address}/$discovery/rest?version=v2beta2") as answer:
        return json.load(answer)


def test_the_document_says_where_the_server_is(ours, address):
    assert ours["rootUrl"] == ours["baseUrl"] == f"http://{address}/"
    assert (ours["servicePath"], ours["batchPath"], ours["id"]) == ("", "batch", "cloudtasks:v2beta2")


def test_the_document_offers_the_methods_of_the_service(ours, bundled):
    assert methods(ours).keys() == methods(bundled).keys()


def test_every_method_is_called_as_at_the_service(ours, bundled):
    theirs = methods(bundled)
    for name, method in methods(ours).items():
        assert shape(method) == shape(theirs[name]), name


def test_every_schema_has_the_properties_of_the_service(ours, bundled):
    for name, schema in ours["schemas"].items():
        expected = shape(bundled["schemas"].get(name, {})).get("properties", {})
        assert expected.keys() <= schema.get("properties", {}).keys(), name
        for key in expected:
            assert shape(schema["properties"][key]) == expected[key], f"{name}.{key}"


def test_the_document_is_also_where_older_clients_look(address, pull_queue):
    service = build(
        "cloudtasks",
        "v2beta2",
        discoveryServiceUrl=f"http://{address}/discovery/v1/apis/{{api}}/{{apiVersion}}/rest",
        developerKey="any",
        static_discovery=False,
        cache_discovery=False,
    )

    queue = service.projects().locations().queues().get(name=pull_queue).execute()

    assert queue["name"] == pull_queue
