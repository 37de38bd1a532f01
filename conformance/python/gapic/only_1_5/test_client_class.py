"""Methods of the 1.5.0 client class that send no request: names, and construction from a key file."""

import json

import grpc
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from google.cloud import tasks_v2beta2
from google.cloud.tasks_v2beta2 import types

from expectations import LOCATION_ID


def plaintext(credentials, default_class, address):
    """A plaintext transport to the server; by default the client uses TLS."""
    assert credentials.service_account_email == "robot@example.com"
    return default_class(channel=grpc.insecure_channel(address))


def key_file(directory):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file = directory / "key.json"
    file.write_text(
        json.dumps(
            {
                "type": "service_account",
                "client_email": "robot@example.com",
                "private_key": pem.decode(),
                "token_uri": "http://127.0.0.1/never-called",
            }
        )
    )
    return str(file)


def test_location_path_names_a_location_that_the_server_knows(api, project):
    name = api.client.location_path(project, LOCATION_ID)

    assert name == f"projects/{project}/locations/{LOCATION_ID}"
    assert list(api.client.list_queues(name)) == []


def test_queue_path_names_a_queue_that_the_server_makes(api, location, project):
    name = api.client.queue_path(project, LOCATION_ID, "q")

    assert api.client.create_queue(location, types.Queue(name=name)).name == name
    assert api.client.get_queue(name).name == name


def test_task_path_names_a_task_that_the_server_makes(api, pull_queue, project):
    name = api.client.task_path(project, LOCATION_ID, "pull", "t")

    assert api.client.create_task(pull_queue, {"name": name, "pull_message": {}}).name == name
    assert api.client.get_task(name).name == name


def test_from_service_account_file_makes_a_client_that_works(address, location, tmp_path):
    client = tasks_v2beta2.CloudTasksClient.from_service_account_file(
        key_file(tmp_path), transport=plaintext, client_options={"api_endpoint": address}
    )

    assert list(client.list_queues(location)) == []


def test_from_service_account_json_makes_a_client_that_works(address, location, tmp_path):
    client = tasks_v2beta2.CloudTasksClient.from_service_account_json(
        key_file(tmp_path), transport=plaintext, client_options={"api_endpoint": address}
    )

    assert list(client.list_queues(location)) == []


def test_a_pull_session_with_the_arguments_of_its_documentation(api, location, project):
    """Positional arguments and dictionaries, as in the documentation of the class."""
    client = api.client
    parent = client.queue_path(project, LOCATION_ID, "q")
    client.create_queue(location, {"name": parent, "pull_target": {}})
    client.create_task(parent, {"pull_message": {"payload": b"work", "tag": "blue"}})

    (task,) = client.lease_tasks(parent, {"seconds": 60}, 5, client.enums.Task.View.FULL, 'tag="blue"').tasks
    renewed = client.renew_lease(task.name, task.schedule_time, {"seconds": 120})
    seconds, nanos = renewed.schedule_time.seconds, renewed.schedule_time.nanos
    client.acknowledge_task(task.name, {"seconds": seconds, "nanos": nanos})

    assert task.pull_message.payload == b"work"
    assert list(client.list_tasks(parent)) == []
