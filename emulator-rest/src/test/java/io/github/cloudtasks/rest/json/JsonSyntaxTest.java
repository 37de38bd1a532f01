package io.github.cloudtasks.rest.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.proto.v2beta2.CreateTaskRequest;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
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
                Arguments.of("not json", "Unexpected token.\nnot json\n^"),
                Arguments.of("{not json", "Unexpected token.\n{not json\n     ^"),
                Arguments.of("{\"task\":", "Unexpected end of string.\n{\"task\":\n        ^"),
                Arguments.of("{\"task\": ", "Unexpected end of string.\n{\"task\": \n         ^"),
                Arguments.of("{\"task\"", "Unexpected end of string.\n{\"task\"\n       ^"),
                Arguments.of("{", "Unexpected end of string.\n{\n ^"),
                Arguments.of("{\"task\":{}", "Unexpected end of string.\n{\"task\":{}\n          ^"),
                Arguments.of("{\"task", "Unexpected end of string.\n{\"task\n      ^"),
                Arguments.of("{\"a\":[", "Unexpected end of string.\n{\"a\":[\n      ^"),
                Arguments.of(
                        "{\"t\":{} \"x\":1}", "Expected , or } after key:value pair.\n{\"t\":{} \"x\":1}\n        ^"),
                Arguments.of(
                        "{\"t\":\"a\" x:1}", "Expected , or } after key:value pair.\n{\"t\":\"a\" x:1}\n         ^"),
                Arguments.of("{\"a\":[1 2]}", "Expected , or ] after array value.\n{\"a\":[1 2]}\n        ^"),
                Arguments.of("{\"task\":}", "Unexpected token.\n{\"task\":}\n        ^"),
                Arguments.of("{\"task\":/*c*/1}", "Unexpected token.\n{\"task\":/*c*/1}\n        ^"),
                Arguments.of("{\"a\":NaN, \"b\":2}", "Unexpected token.\n{\"a\":NaN, \"b\":2}\n        ^"),
                Arguments.of("{\"a\":0123}", "Unexpected token.\n{\"a\":0123}\n      ^"),
                Arguments.of("{\"a\":1-2}", "Expected , or } after key:value pair.\n{\"a\":1-2}\n      ^"),
                Arguments.of("{\"a\":\"é\\uzz\"}", "Unexpected token.\n{\"a\":\"é\\uzz\"}\n          ^"),
                Arguments.of("{\"a\":\"\\u12zz\"}", "Unexpected token.\n{\"a\":\"\\u12zz\"}\n          ^"),
                Arguments.of("{}{}", "Parsing terminated before end of input.\n{}{}\n  ^"),
                Arguments.of("{} x", "Parsing terminated before end of input.\n{} x\n   ^"),
                Arguments.of(
                        "{\"abcdefghijklmnopqrstuvwxyz\" 1, \"and\": \"much more after it\"}",
                        "Unexpected token.\nijklmnopqrstuvwxyz\" 1, \"and\": \"much more\n                    ^"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void malformed_json_is_rejected_with_reason_and_place(String body, String message) {
        assertThat(error(body.getBytes(StandardCharsets.UTF_8))).isEqualTo(message);
    }

    /** Overlong forms, truncated sequences, surrogates, code points that do not exist, and bytes that never occur. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "c181",
                "c080",
                "e08181",
                "f0808181",
                "f880808181",
                "80",
                "c3",
                "e282",
                "f09f98",
                "eda080",
                "edbfbf",
                "eda081edb080",
                "f4908080",
                "f7bfbfbf",
                "fe",
                "ff"
            })
    void bytes_that_are_not_utf8_are_rejected(String hex) {
        for (String frame : List.of("{\"task\":{\"name\":\"a?b\"}}", "{\"a?b\":1}", "{} ?", "?{}")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            int mark = frame.indexOf('?');
            body.writeBytes(frame.substring(0, mark).getBytes(StandardCharsets.UTF_8));
            body.writeBytes(HexFormat.of().parseHex(hex));
            body.writeBytes(frame.substring(mark + 1).getBytes(StandardCharsets.UTF_8));
            assertThat(error(body.toByteArray())).as(frame).isEqualTo("Encountered non UTF-8 code points.");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 5000, 1_000_000})
    void json_that_is_nested_too_deep_is_rejected(int depth) {
        assertThat(error("{\"task\":".repeat(depth).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("Message too deep. Max recursion depth reached for key 'task'");
        assertThat(error("[".repeat(depth).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("Message too deep. Max recursion depth reached for key ''");
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
