"""The Python client of the current suite, behind one calling convention.

A test calls a method with one keyword argument per field of its request, as in the API's documentation. The two
classes below convert the arguments to those of the client; the client itself sends the request.
"""

import importlib
import os

import grpc
import pytest

from messages import duration

# As in the channels that the clients open: responses may be larger than gRPC's default of 4 MiB.
UNLIMITED = [("grpc.max_send_message_length", -1), ("grpc.max_receive_message_length", -1)]


def plaintext(address):
    """A plaintext channel to the server; by default the clients use TLS."""
    return grpc.insecure_channel(address, UNLIMITED)


def transports(version):
    """The transports of a version of the current client."""
    return importlib.import_module(f"google.cloud.tasks_{version}.services.cloud_tasks.transports")


class ReleaseOneFive:
    """google-cloud-tasks 1.5.0: one parameter per field; Python keywords get an underscore."""

    _PARAMETERS = {"filter": "filter_", "options": "options_"}

    def __init__(self, address):
        from google.cloud import tasks_v2beta2
        from google.cloud.tasks_v2beta2.gapic.transports.cloud_tasks_grpc_transport import CloudTasksGrpcTransport

        transport = CloudTasksGrpcTransport(channel=plaintext(address))
        self.client = tasks_v2beta2.CloudTasksClient(transport=transport)

    def __getattr__(self, method):
        call = getattr(self.client, method)
        return lambda **fields: call(**{self._PARAMETERS.get(name, name): value for name, value in fields.items()})

    def pages(self, pager, items):
        """The pages of a list, each as a list of resources."""
        return [list(page) for page in pager.pages]


class Newest:
    """The current google-cloud-tasks, of one version: one request object."""

    def __init__(self, version, transport):
        self.client = importlib.import_module(f"google.cloud.tasks_{version}").CloudTasksClient(transport=transport)

    @classmethod
    def over_grpc(cls, address, version="v2beta2"):
        return cls(version, transports(version).CloudTasksGrpcTransport(channel=plaintext(address)))

    @classmethod
    def over_rest(cls, address, version="v2beta2"):
        from google.auth.credentials import AnonymousCredentials

        transport = transports(version).CloudTasksRestTransport
        return cls(version, transport(host=address, credentials=AnonymousCredentials(), url_scheme="http"))

    def __getattr__(self, method):
        call = getattr(self.client, method)
        return lambda **fields: call(request=fields)

    def pages(self, pager, items):
        """The pages of a list, each as a list of resources."""
        return [list(getattr(page, items)) for page in pager.pages]


@pytest.fixture(scope="session")
def api(address):
    """The client under test."""
    makers = {
        "python-1.5.0": ReleaseOneFive,
        "python-newest-grpc": Newest.over_grpc,
        "python-newest-rest": Newest.over_rest,
        "python-v2-grpc": lambda address: Newest.over_grpc(address, "v2"),
        "python-v2-rest": lambda address: Newest.over_rest(address, "v2"),
        "python-v2beta3-grpc": lambda address: Newest.over_grpc(address, "v2beta3"),
        "python-v2beta3-rest": lambda address: Newest.over_rest(address, "v2beta3"),
        "python-flags": Newest.over_grpc,
    }
    return makers[os.environ["CONFORMANCE_SUITE"]](address)


@pytest.fixture
def pull_queue(api, location):
    """The name of a fresh pull queue."""
    return api.create_queue(parent=location, queue={"name": f"{location}/queues/pull", "pull_target": {}}).name


@pytest.fixture
def app_engine_queue(api, location):
    """The name of a fresh App Engine queue that retries quickly."""
    queue = {
        "name": f"{location}/queues/push",
        "app_engine_http_target": {},
        "retry_config": {"min_backoff": duration(0.1), "max_backoff": duration(1)},
    }
    return api.create_queue(parent=location, queue=queue).name


@pytest.fixture
def http_queue(api, location):
    """The name of a fresh push queue that retries quickly."""
    retry = {"min_backoff": duration(0.1), "max_backoff": duration(1)}
    return api.create_queue(parent=location, queue={"name": f"{location}/queues/push", "retry_config": retry}).name


@pytest.fixture
def queue(api, location):
    """The name of a fresh queue of the version's default kind."""
    return api.create_queue(parent=location, queue={"name": f"{location}/queues/q"}).name
