"""Calls of the server: over gRPC with messages of its own schema, and over HTTP, byte for byte."""

import dataclasses
import http.client
import json
import time

import google.rpc.error_details_pb2  # noqa: F401, the types of the details
import grpc
from google.protobuf import json_format
from google.rpc import status_pb2

import schema as schemas

TIMEOUT_SECONDS = 30


@dataclasses.dataclass(frozen=True)
class Answer:
    """The response of a method, in gRPC terms. `at` is the wall clock time of the call, in seconds."""

    code: str
    message: str = ""
    details: tuple = ()
    body: dict | None = None
    at: float = 0.0


@dataclasses.dataclass(frozen=True)
class HttpAnswer:
    """The response of an HTTP request. `text` is the unchanged body."""

    status: int
    content_type: str
    text: str


class GrpcCalls:
    """The methods of one version over gRPC."""

    def __init__(self, schema, version):
        self._schema = schema
        self._version = version

    def __call__(self, name, request):
        method = self._schema.method(self._version, name)
        if method is None:
            raise schemas.UnknownField(f"{self._version} has no method {name} over gRPC")
        message = self._schema.build(method.input_type, request)
        call = self._schema.channel.unary_unary(
            f"/{method.containing_service.full_name}/{method.name}",
            request_serializer=lambda one: one.SerializeToString(),
            response_deserializer=schemas.parser(method.output_type),
        )
        at = time.time()
        try:
            response = call(message, timeout=TIMEOUT_SECONDS)
        except grpc.RpcError as error:
            return Answer(error.code().name, error.details(), _details(error), at=at)
        return Answer("OK", body=self._schema.json(response), at=at)


def _details(error):
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            status = status_pb2.Status.FromString(value)
            return tuple(json_format.MessageToDict(detail) for detail in status.details)
    return ()


class RestCalls:
    """The methods that a version has over HTTP only, in gRPC terms."""

    _PATHS = {
        "BatchCreateTasks": ("POST", "{parent}/tasks:batchCreate"),
        "BatchDeleteTasks": ("POST", "{parent}/tasks:batchDelete"),
        "CreateQueue": ("POST", "{parent}/queues"),
        "CreateTask": ("POST", "{parent}/tasks"),
        "DeleteTask": ("DELETE", "{name}"),
        "GetCmekConfig": ("GET", "{name}"),
        "GetOperation": ("GET", "{name}"),
        "GetTask": ("GET", "{name}"),
    }

    def __init__(self, address, version):
        self._address = address
        self._version = version

    def __call__(self, name, request):
        verb, template = self._PATHS[name]
        variable = "name" if "{name}" in template else "parent"
        path = f"/{self._version}/" + template.replace("{%s}" % variable, request[variable])
        body = {key: value for key, value in request.items() if key != variable}
        if verb != "POST":
            if body:
                path += "?" + "&".join(f"{key}={value}" for key, value in body.items())
            body = None
        elif name == "CreateQueue":
            body = body.get("queue", {})
        at = time.time()
        answer = http_call(self._address, verb, path, None if body is None else json.dumps(body))
        content = json.loads(answer.text)
        if answer.status == 200:
            return Answer("OK", body=content, at=at)
        error = content["error"]
        return Answer(error["status"], error["message"], tuple(error.get("details", ())), at=at)


def http_call(address, verb, path, body=None, accept=None):
    """One request on a connection of its own."""
    connection = http.client.HTTPConnection(address, timeout=TIMEOUT_SECONDS)
    headers = {} if body is None else {"Content-Type": "application/json"}
    if accept:
        headers["Accept"] = accept
    try:
        connection.request(verb, path, None if body is None else body.encode(), headers)
        response = connection.getresponse()
        text = response.read().decode()
        return HttpAnswer(response.status, response.headers.get("Content-Type", ""), text)
    finally:
        connection.close()
