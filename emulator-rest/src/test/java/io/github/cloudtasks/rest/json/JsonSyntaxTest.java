package io.github.cloudtasks.rest.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.proto.v2beta2.CreateTaskRequest;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("inferred")
final class JsonSyntaxTest {
    private final JsonReader reader = new JsonReader(TypeRegistry.getEmptyTypeRegistry());

    private String error(byte[] body) {
        try {
            reader.read(body, CreateTaskRequest.newBuilder(), null);
            return "";
        } catch (StatusRuntimeException e) {
            return String.valueOf(e.getStatus().getDescription()).replace("Invalid JSON payload received. ", "");
        }
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of(
                        "not json",
                        "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or"
                                + " token 'null', 'true' or 'false')\nnot json\n^"),
                Arguments.of(
                        "{not json",
                        "Unexpected character ('j' (code 106)): was expecting a colon to separate field"
                                + " name and value\n{not json\n     ^"),
                Arguments.of("{\"task\":", "Unexpected end of string.\n{\"task\":\n        ^"),
                Arguments.of("{\"task\": ", "Unexpected end of string.\n{\"task\": \n         ^"),
                Arguments.of("{\"task\"", "Unexpected end of string.\n{\"task\"\n       ^"),
                Arguments.of("{", "Unexpected end of string.\n{\n ^"),
                Arguments.of("{\"task\":{}", "Unexpected end of string.\n{\"task\":{}\n          ^"),
                Arguments.of("{\"task", "Unexpected end of string.\n{\"task\n      ^"),
                Arguments.of("{\"a\":[", "Unexpected end of string.\n{\"a\":[\n      ^"),
                Arguments.of(
                        "{\"t\":{} \"x\":1}",
                        "Unexpected character ('\"' (code 34)): was expecting comma to separate"
                                + " Object entries\n{\"t\":{} \"x\":1}\n        ^"),
                Arguments.of(
                        "{\"a\":[1 2]}",
                        "Unexpected character ('2' (code 50)): was expecting comma to separate Array"
                                + " entries\n{\"a\":[1 2]}\n        ^"),
                Arguments.of(
                        "{\"task\":}",
                        "Unexpected character ('}' (code 125)): expected a value\n{\"task\":}\n        ^"),
                Arguments.of(
                        "{\"a\":NaN, \"b\":2}",
                        "Non-standard token 'NaN' is not supported\n{\"a\":NaN, \"b\":2}\n        ^"),
                Arguments.of(
                        "{\"a\":0123}", "Invalid numeric value: Leading zeroes not allowed\n{\"a\":0123}\n      ^"),
                Arguments.of(
                        "{\"a\":1-2}",
                        "Unexpected character ('-' (code 45)): was expecting comma to separate Object"
                                + " entries\n{\"a\":1-2}\n      ^"),
                Arguments.of(
                        "{\"a\":\"\\u12zz\"}",
                        "Unexpected character ('z' (code 122)): expected a hex-digit for"
                                + " character escape sequence\n{\"a\":\"\\u12zz\"}\n          ^"),
                Arguments.of("{}{}", "Parsing terminated before end of input.\n{}{}\n  ^"),
                Arguments.of(
                        "{\"abcdefghijklmnopqrstuvwxyz\" 1, \"and\": \"much more after it\"}",
                        "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value\n"
                                + "ijklmnopqrstuvwxyz\" 1, \"and\": \"much more\n                    ^"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformed_json_is_rejected_with_reason_and_place(String body, String message) {
        assertThat(error(body.getBytes(StandardCharsets.UTF_8))).isEqualTo(message);
    }

    @Test
    void bytes_that_are_not_utf8_are_rejected() {
        byte[] body = "{\"task\":{\"name\":\"?\"}}".getBytes(StandardCharsets.UTF_8);
        body[17] = (byte) 0xff;
        assertThat(error(body)).startsWith("Invalid UTF-8 start byte 0xff");
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 5000, 1_000_000})
    void json_that_is_nested_too_deep_is_rejected(int depth) {
        assertThat(error("{\"task\":".repeat(depth).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("Document nesting depth (101) exceeds the maximum allowed (100)");
        assertThat(error("[".repeat(depth).getBytes(StandardCharsets.UTF_8)))
                .startsWith("Document nesting depth (101) exceeds the maximum allowed (100)");
    }

    @Test
    void nesting_up_to_the_limit_is_accepted() {
        String body = "{\"x\":".repeat(99) + "{}" + "}".repeat(99);
        assertThatThrownBy(
                        () -> reader.read(body.getBytes(StandardCharsets.UTF_8), CreateTaskRequest.newBuilder(), null))
                .hasMessageContaining("Unknown name \"x\": Cannot find field.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  \r\n\t ",
                "{}",
                "\ufeff{}",
                "{'parent':'p'}",
                "{parent:'p'}",
                "{\"parent\":\"p\",}",
                "{\"parent\":\"a\nb\"}",
                "{\"parent\":\"\\q\"}",
                "{\"parent\":null}",
                "{\"task\":{\"httpRequest\":{\"headers\":{\"a\":\"b\",},},},}",
            })
    void json_beyond_the_standard_is_accepted(String body) {
        assertThat(error(body.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
}
