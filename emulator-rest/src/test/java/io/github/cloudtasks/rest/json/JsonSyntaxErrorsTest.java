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
final class JsonSyntaxErrorsTest {
    private final JsonReader reader = new JsonReader(TypeRegistry.getEmptyTypeRegistry());

    private String refusal(byte[] body) {
        try {
            reader.read(body, CreateTaskRequest.newBuilder(), null);
            return "";
        } catch (StatusRuntimeException e) {
            return String.valueOf(e.getStatus().getDescription()).replace("Invalid JSON payload received. ", "");
        }
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of("not json", "Unexpected token.\nnot json\n^"),
                Arguments.of("{not json", "Expected : between key:value pair.\n{not json\n     ^"),
                Arguments.of("{\"task\":", "Unexpected end of string. Expected a value.\n\n^"),
                Arguments.of("{\"task\": ", "Unexpected end of string. Expected a value.\n\n^"),
                Arguments.of("{\"task\"", "Unexpected end of string. Expected : between key:value pair.\n\n^"),
                Arguments.of("{", "Unexpected end of string. Expected an object key or }.\n\n^"),
                Arguments.of("{\"task\":{}", "Unexpected end of string. Expected , or } after key:value pair.\n\n^"),
                Arguments.of(
                        "{\"t\":{} \"x\":1}", "Expected , or } after key:value pair.\n{\"t\":{} \"x\":1}\n        ^"),
                Arguments.of("{\"task", "Closing quote expected in string.\n\"task\n^"),
                Arguments.of("{\"a\":[", "Unexpected end of string. Expected a value or ] within an array.\n\n^"),
                Arguments.of("{\"a\":[1 2]}", "Expected , or ] after array value.\n{\"a\":[1 2]}\n        ^"),
                Arguments.of("{\"task\":}", "Unexpected token.\n}\n^"),
                Arguments.of("{\"a\":NaN, \"b\":2}", "Unexpected token.\n{\"a\":NaN, \"b\":2}\n     ^"),
                Arguments.of("{\"a\":0123}", "Octal/hex numbers are not valid JSON values.\n{\"a\":0123}\n     ^"),
                Arguments.of("{\"a\":1-2}", "Unable to parse number.\n{\"a\":1-2}\n     ^"),
                Arguments.of("{\"a\":\"\\u12zz\"}", "Invalid escape sequence.\n{\"a\":\"\\u12zz\"}\n      ^"),
                Arguments.of("{} x", "Parsing terminated before end of input.\n{} x\n   ^"),
                Arguments.of("{}{}", "Parsing terminated before end of input.\n{}{}\n  ^"),
                Arguments.of(
                        "{\"abcdefghijklmnopqrstuvwxyz\" 1, \"and\": \"much more after it\"}",
                        "Expected : between key:value pair.\nijklmnopqrstuvwxyz\" 1, \"and\": \"much more\n                    ^"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void a_broken_text_is_quoted_with_a_caret_where_it_breaks(String body, String words) {
        assertThat(refusal(body.getBytes(StandardCharsets.UTF_8))).isEqualTo(words);
    }

    @Test
    void bytes_that_are_no_text_are_refused() {
        byte[] body = "{\"task\":{\"name\":\"?\"}}".getBytes(StandardCharsets.UTF_8);
        body[17] = (byte) 0xff;
        assertThat(refusal(body)).isEqualTo("Encountered non UTF-8 code points.");
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 5000, 1_000_000})
    void a_text_that_is_nested_too_deep_is_refused(int depth) {
        assertThat(refusal("{\"task\":".repeat(depth).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("Message too deep. Max recursion depth reached for key 'task'");
        assertThat(refusal("[".repeat(depth).getBytes(StandardCharsets.UTF_8)))
                .startsWith("Message too deep. Max recursion depth reached for key ''");
    }

    @Test
    void nesting_up_to_the_limit_is_no_matter() {
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
    void the_front_end_reads_more_than_the_standard_has(String body) {
        assertThat(refusal(body.getBytes(StandardCharsets.UTF_8))).isEmpty();
    }
}
