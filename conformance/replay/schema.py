"""The server's schemas, read by reflection, and messages built from the JSON of the cases.

The JSON has additions to protobuf JSON: a timestamp may be
`{"seconds": …}`, for years that JSON cannot represent, and a field mask is `{"paths": […]}`, verbatim.
"""

import base64

import grpc
from google.protobuf import descriptor_pool, json_format, message_factory
from google.protobuf.descriptor import FieldDescriptor
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase


class UnknownField(Exception):
    """A case uses a field that the server's schema does not have."""


class Schema:
    """The descriptors of the server, all read at the start because a pool that loads on demand is not thread-safe."""

    def __init__(self, address):
        self.channel = grpc.insecure_channel(address)
        self._database = ProtoReflectionDescriptorDatabase(self.channel)
        self._services = list(self._database.get_services())
        self._pool = descriptor_pool.DescriptorPool()
        read = set()
        for service in self._services:
            self._read(self._database.FindFileContainingSymbol(service), read)

    def _read(self, file, read):
        """Adds a file to the pool, after those that it imports."""
        if file.name not in read:
            read.add(file.name)
            for name in file.dependency:
                self._read(self._database.FindFileByName(name), read)
            self._pool.Add(file)

    def method(self, version, name):
        """The descriptor of a method of a version, or of one that all versions share; None if there is none."""
        own = f"google.cloud.tasks.{version}.CloudTasks"
        for service in [own] + [one for one in self._services if not one.startswith("google.cloud.tasks.")]:
            if service in self._services:
                found = self._pool.FindServiceByName(service).methods_by_name.get(name)
                if found:
                    return found
        return None

    def message_type(self, name):
        """The descriptor of a message type by its full name."""
        return self._pool.FindMessageTypeByName(name)

    def build(self, descriptor, value):
        """The message that a JSON value describes."""
        message = message_factory.GetMessageClass(descriptor)()
        _fill(message, value)
        return message

    def json(self, message):
        """Returns a message as JSON. Fields with default values are absent, unless they track presence."""
        return json_format.MessageToDict(message, descriptor_pool=self._pool)


def parser(descriptor):
    """Reads a message from bytes."""
    return message_factory.GetMessageClass(descriptor).FromString


def _fill(message, value):
    name = message.DESCRIPTOR.full_name
    if name in ("google.protobuf.Timestamp", "google.protobuf.Duration") and isinstance(value, str):
        message.FromJsonString(value)
        return
    fields = {field.json_name: field for field in message.DESCRIPTOR.fields}
    for key, element in value.items():
        field = fields.get(key) or message.DESCRIPTOR.fields_by_name.get(key)
        if field is None:
            raise UnknownField(f"{name} has no field {key}")
        _set(message, field, element)


def _set(message, field, value):
    target = getattr(message, field.name)
    if _is_map(field):
        of = field.message_type.fields_by_name["value"]
        for key, element in value.items():
            if of.message_type:
                _fill(target[int(key) if field.message_type.fields_by_name["key"].cpp_type <= 4 else key], element)
            else:
                target[key] = _scalar(of, element)
    elif field.is_repeated:
        for element in value:
            if field.message_type:
                _fill(target.add(), element)
            else:
                target.append(_scalar(field, element))
    elif field.message_type:
        target.SetInParent()
        _fill(target, value)
    else:
        setattr(message, field.name, _scalar(field, value))


def _is_map(field):
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def _scalar(field, value):
    if field.cpp_type in (FieldDescriptor.CPPTYPE_DOUBLE, FieldDescriptor.CPPTYPE_FLOAT):
        return float(value)
    if field.cpp_type == FieldDescriptor.CPPTYPE_ENUM:
        return value if isinstance(value, int) else field.enum_type.values_by_name[value].number
    if field.type == FieldDescriptor.TYPE_BYTES:
        return base64.b64decode(value)
    if field.cpp_type in (FieldDescriptor.CPPTYPE_STRING, FieldDescriptor.CPPTYPE_BOOL):
        return value
    return int(value)
