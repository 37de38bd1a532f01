package io.github.cloudtasks.rest.json;

import com.google.protobuf.Descriptors.Descriptor;
import java.util.Map;

/** The message types for which JSON has a form of its own. */
enum WellKnownType {
    PLAIN,
    TIMESTAMP,
    DURATION,
    FIELD_MASK,
    /** A message around one scalar, such as {@code google.protobuf.Int32Value}. */
    WRAPPER,
    ANY;

    private static final String PACKAGE = "google.protobuf.";
    private static final Map<String, WellKnownType> BY_NAME = Map.ofEntries(
            Map.entry("Timestamp", TIMESTAMP),
            Map.entry("Duration", DURATION),
            Map.entry("FieldMask", FIELD_MASK),
            Map.entry("Any", ANY),
            Map.entry("BoolValue", WRAPPER),
            Map.entry("BytesValue", WRAPPER),
            Map.entry("DoubleValue", WRAPPER),
            Map.entry("FloatValue", WRAPPER),
            Map.entry("Int32Value", WRAPPER),
            Map.entry("Int64Value", WRAPPER),
            Map.entry("StringValue", WRAPPER),
            Map.entry("UInt32Value", WRAPPER),
            Map.entry("UInt64Value", WRAPPER));

    static WellKnownType of(Descriptor type) {
        String name = type.getFullName();
        return name.startsWith(PACKAGE) ? BY_NAME.getOrDefault(name.substring(PACKAGE.length()), PLAIN) : PLAIN;
    }

    /** Whether JSON writes it as one scalar. */
    boolean isScalar() {
        return this != PLAIN && this != ANY;
    }
}
