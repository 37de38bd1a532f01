package io.github.cloudtasks.rest.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.rest.errors.FieldViolations;
import io.github.cloudtasks.rest.errors.RequestFieldPath;
import io.github.cloudtasks.rest.json.JsonScalar.InvalidScalarException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code google.protobuf.Any}: an object whose member {@code @type} names the type of the others. It may be the
 * last member.
 */
final class AnyReader {
    private static final String TYPE = "@type";

    private AnyReader() {}

    /** Reads an object. Returns null and adds a violation if the type is unknown. */
    static @Nullable Message read(
            JsonParser json, TypeRegistry types, FieldViolations violations, Message.Builder any, RequestFieldPath path)
            throws IOException {
        try (TokenBuffer rest = new TokenBuffer(json)) {
            String url = split(json, rest);
            if (url == null) {
                return any.build();
            }
            Descriptor type = find(types, url);
            if (type == null) {
                violations.invalidValue(path, "Any", "Invalid type URL, unknown type: " + url);
                return null;
            }
            Message.Builder value = DynamicMessage.newBuilder(type);
            try (JsonParser replay = rest.asParserOnFirstToken()) {
                readValue(replay, types, violations, value, path);
            }
            Descriptor anyType = any.getDescriptorForType();
            return any.setField(anyType.findFieldByNumber(1), url)
                    .setField(anyType.findFieldByNumber(2), value.build().toByteString())
                    .build();
        }
    }

    /** Copies all members except the type to {@code rest}, and returns the type; null if there is none. */
    private static @Nullable String split(JsonParser json, TokenBuffer rest) throws IOException {
        String url = null;
        rest.writeStartObject();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            if (json.currentName().equals(TYPE)) {
                json.nextToken();
                url = json.getText();
                json.skipChildren();
            } else {
                rest.copyCurrentStructure(json);
            }
        }
        rest.writeEndObject();
        return url;
    }

    private static @Nullable Descriptor find(TypeRegistry types, String url) {
        try {
            return types.getDescriptorForTypeUrl(url);
        } catch (InvalidProtocolBufferException e) {
            return null;
        }
    }

    /** Reads the fields of the message or, if JSON has a scalar for its type, the member {@code value}. */
    private static void readValue(
            JsonParser json,
            TypeRegistry types,
            FieldViolations violations,
            Message.Builder value,
            RequestFieldPath path)
            throws IOException {
        WellKnownType special = WellKnownType.of(value.getDescriptorForType());
        if (!special.isScalar()) {
            new MessageReader(json, types, violations, null).readFields(value, path);
            return;
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            json.nextToken();
            try {
                value.mergeFrom(
                        special == WellKnownType.WRAPPER
                                ? wrapper(json, value)
                                : special.read(
                                        scalar(json),
                                        value.getDefaultInstanceForType().newBuilderForType()));
            } catch (InvalidScalarException e) {
                violations.invalidValue(path, "Any", e.text());
                json.skipChildren();
            }
        }
    }

    private static Message wrapper(JsonParser json, Message.Builder value) throws IOException, InvalidScalarException {
        FieldDescriptor field = value.getDescriptorForType().findFieldByNumber(1);
        return value.clone()
                .setField(field, ScalarReader.read(field, scalar(json)))
                .build();
    }

    private static JsonScalar scalar(JsonParser json) throws IOException {
        return new JsonScalar(json.getText(), json.currentToken() == JsonToken.VALUE_STRING);
    }
}
