package io.github.cloudtasks.rest.errors;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Help;
import com.google.rpc.Status;
import io.github.cloudtasks.rest.RouterFixture;
import io.grpc.protobuf.StatusProto;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Error messages of the service. Recorded ones are from transcripts of v2 in the crate cloud-tasks-emulator 0.1.3
 * (MIT), tests/recordings, with the field names replaced by those of v2beta2.
 */
final class ErrorMessagesTest {
    private static final String QUEUE = "/v2beta2/projects/p/locations/l/queues/q";
    private static final String TASKS = QUEUE + "/tasks";

    private final RouterFixture router = new RouterFixture();

    private void assertViolations(RouterFixture.Response response, String... fieldsAndDescriptions) {
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.contentType()).isEqualTo("application/json; charset=UTF-8");
        assertThat(response.body()).isEqualTo(envelope(fieldsAndDescriptions));
        assertThat(router.api.lastRequest()).isNull();
    }

    /** Returns the JSON of these violations; an empty field is not written. */
    private static String envelope(String... fieldsAndDescriptions) {
        StringBuilder message = new StringBuilder();
        StringBuilder violations = new StringBuilder();
        for (int i = 0; i < fieldsAndDescriptions.length; i += 2) {
            String description = fieldsAndDescriptions[i + 1].replace("\"", "\\\"");
            message.append(i == 0 ? "" : "\\n").append(description);
            violations.append(i == 0 ? "" : ",\n").append("          {\n");
            if (!fieldsAndDescriptions[i].isEmpty()) {
                violations
                        .append("            \"field\": \"")
                        .append(fieldsAndDescriptions[i])
                        .append("\",\n");
            }
            violations
                    .append("            \"description\": \"")
                    .append(description)
                    .append("\"\n          }");
        }
        return """
        {
          "error": {
            "code": 400,
            "message": "%s",
            "status": "INVALID_ARGUMENT",
            "details": [
              {
                "@type": "type.googleapis.com/google.rpc.BadRequest",
                "fieldViolations": [
        %s
                ]
              }
            ]
          }
        }
        """.formatted(message, violations);
    }

    @Nested
    @Tag("recorded")
    final class Recorded {
        @Test
        void unknown_field_is_reported() {
            assertViolations(
                    router.post(TASKS, "{\"bogus\":1}"),
                    "",
                    "Invalid JSON payload received. Unknown name \"bogus\": Cannot find field.");
        }

        @Test
        void all_unknown_nested_fields_are_reported() {
            assertViolations(
                    router.post(TASKS, "{\"task\":{\"httpRequest\":{\"bogus\":1,\"other\":2}}}"),
                    "task.http_request",
                    "Invalid JSON payload received. Unknown name \"bogus\" at 'task.http_request': Cannot find field.",
                    "task.http_request",
                    "Invalid JSON payload received. Unknown name \"other\" at 'task.http_request': Cannot find field.");
        }

        @Test
        void unknown_query_parameter_is_reported() {
            assertViolations(
                    router.get(TASKS + "?bogus=1"),
                    "",
                    "Invalid JSON payload received. Unknown name \"bogus\": Cannot bind query parameter. Field 'bogus' could"
                            + " not be found in request message.");
        }

        @Test
        void number_for_a_string_field_is_reported() {
            assertViolations(
                    router.post(TASKS, "{\"task\":{\"name\":5}}"),
                    "task.name",
                    "Invalid value at 'task.name' (TYPE_STRING), 5");
        }

        @Test
        void string_for_a_number_in_query_is_reported() {
            assertViolations(
                    router.get(TASKS + "?pageSize=abc"),
                    "page_size",
                    "Invalid value at 'page_size' (TYPE_INT32), \"abc\"");
        }

        @Test
        void unknown_enum_value_is_reported() {
            assertViolations(
                    router.get(TASKS + "?responseView=NOPE"),
                    "response_view",
                    "Invalid value at 'response_view' (type.googleapis.com/google.cloud.tasks.v2beta2.Task.View), \"NOPE\"");
        }

        @Test
        void list_as_body_is_reported() {
            assertViolations(
                    router.post(TASKS, "[]"),
                    "",
                    "Invalid JSON payload received. Unknown name \"\": Root element must be a message.");
        }

        @Test
        void malformed_json_is_reported_without_details() {
            RouterFixture.Response response = router.post(TASKS, "{\"task\": ");
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.body())
                    .startsWith(
                            "{\n  \"error\": {\n    \"code\": 400,\n    \"message\": \"Invalid JSON payload received. ")
                    .endsWith(",\n    \"status\": \"INVALID_ARGUMENT\"\n  }\n}\n");
        }

        @Test
        void error_of_the_service_has_its_help_link() {
            router.api.respondTo("GetQueue", request -> {
                Help.Link.Builder link = Help.Link.newBuilder()
                        .setDescription("Definition of queue ID")
                        .setUrl("https://example.com/#a");
                throw StatusProto.toStatusRuntimeException(Status.newBuilder()
                        .setCode(Code.INVALID_ARGUMENT_VALUE)
                        .setMessage("Queue ID \"not_valid\" is not valid")
                        .addDetails(Any.pack(Help.newBuilder().addLinks(link).build()))
                        .build());
            });
            assertThat(router.get(QUEUE).body()).isEqualTo("""
              {
                "error": {
                  "code": 400,
                  "message": "Queue ID \\"not_valid\\" is not valid",
                  "status": "INVALID_ARGUMENT",
                  "details": [
                    {
                      "@type": "type.googleapis.com/google.rpc.Help",
                      "links": [
                        {
                          "description": "Definition of queue ID",
                          "url": "https://example.com/#a"
                        }
                      ]
                    }
                  ]
                }
              }
              """);
        }

        @Test
        void error_of_the_service_has_its_error_info() {
            router.api.respondTo("CreateQueue", request -> {
                ErrorInfo info = ErrorInfo.newBuilder()
                        .setReason("INVALID_INPUT_ON_HTTP_TARGET_OVERRIDE")
                        .setDomain("cloudtasks.googleapis.com")
                        .putAllMetadata(Map.of("invalid_field", "Invalid Host."))
                        .build();
                throw StatusProto.toStatusRuntimeException(Status.newBuilder()
                        .setCode(3)
                        .setMessage("Invalid Host.")
                        .addDetails(Any.pack(info))
                        .build());
            });
            assertThat(router.post("/v2beta2/projects/p/locations/l/queues", "{}")
                            .body())
                    .isEqualTo("""
              {
                "error": {
                  "code": 400,
                  "message": "Invalid Host.",
                  "status": "INVALID_ARGUMENT",
                  "details": [
                    {
                      "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                      "reason": "INVALID_INPUT_ON_HTTP_TARGET_OVERRIDE",
                      "domain": "cloudtasks.googleapis.com",
                      "metadata": {
                        "invalid_field": "Invalid Host."
                      }
                    }
                  ]
                }
              }
              """);
        }
    }

    /**
     * Messages that are not recorded from Cloud Tasks but appear in bug reports of other Google APIs behind the same
     * front end.
     */
    @Nested
    @Tag("inferred")
    final class Inferred {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{'task':{'scheduleTime':'x'}} | task.schedule_time | Invalid value at 'task.schedule_time'"
                            + " (type.googleapis.com/google.protobuf.Timestamp), Field 'scheduleTime', Illegal timestamp format;"
                            + " timestamps must end with 'Z' or have a valid timezone offset.",
                    "{'task':{'scheduleTime':5}} | task.schedule_time | Invalid value at 'task.schedule_time'"
                            + " (type.googleapis.com/google.protobuf.Timestamp), Field 'scheduleTime', Invalid data type for"
                            + " timestamp, value is 5",
                    "{'task':'abc'} | task | Invalid value at 'task' (type.googleapis.com/google.cloud.tasks.v2beta2.Task),"
                            + " \"abc\"",
                    "{'task':{'name':{}}} | task | Invalid value at 'task' (name), Starting an object on a scalar field",
                    "{'task':[]} | `` | Invalid JSON payload received. Unknown name \"task\": Proto field is not repeating,"
                            + " cannot start list.",
                    "{'task':{'name':['a']}} | task | Invalid JSON payload received. Unknown name \"name\" at 'task': Proto"
                            + " field is not repeating, cannot start list.",
                    "{'task':{'httpRequest':{'headers':[]}}} | task.http_request | Invalid value at 'task.http_request' (Map),"
                            + " Cannot bind a list to map for field 'headers'.",
                    "{'task':{'httpRequest':{'headers':{'a':'b','c':5}}}} | task.http_request.headers[1].value |"
                            + " Invalid value at 'task.http_request.headers[1].value' (TYPE_STRING), 5",
                    "{'task':{'httpRequest':{'headers':{'a':'b','a':'c'}}}} | task.http_request.headers |"
                            + " Invalid JSON payload received. Unknown name \"a\" at 'task.http_request.headers': Repeated map"
                            + " key: 'a' is already set.",
                    "{'task':{'pullMessage':{},'httpRequest':{}}} | task | Invalid value at 'task' (oneof), oneof field"
                            + " 'payload_type' is already set. Cannot set 'httpRequest'",
                    "{'task':{'pullMessage':{'payload':'!'}}} | task.pull_message.payload | Invalid value at"
                            + " 'task.pull_message.payload' (TYPE_BYTES), Base64 decoding failed for \"!\"",
                    "{'responseView':'NOPE'} | response_view | Invalid value at 'response_view'"
                            + " (type.googleapis.com/google.cloud.tasks.v2beta2.Task.View), \"NOPE\"",
                    "{'responseView':true} | response_view | Invalid value at 'response_view'"
                            + " (type.googleapis.com/google.cloud.tasks.v2beta2.Task.View), true",
                })
        void value_of_wrong_type_is_reported(String body, String field, String description) {
            assertViolations(router.post(TASKS, body), field, description);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{'maxTasks':1.5} | max_tasks | Invalid value at 'max_tasks' (TYPE_INT32), 1.5",
                    "{'maxTasks':4294967296} | max_tasks | Invalid value at 'max_tasks' (TYPE_INT32), 4294967296",
                    "{'maxTasks':1e999999999} | max_tasks | Invalid value at 'max_tasks' (TYPE_INT32), 1e999999999",
                    "{'maxTasks':'ten'} | max_tasks | Invalid value at 'max_tasks' (TYPE_INT32), \"ten\"",
                    "{'leaseDuration':'600'} | lease_duration | Invalid value at 'lease_duration'"
                            + " (type.googleapis.com/google.protobuf.Duration), Field 'leaseDuration', Illegal duration format;"
                            + " duration must end with 's'",
                    "{'lease_duration':'tens'} | lease_duration | Invalid value at 'lease_duration'"
                            + " (type.googleapis.com/google.protobuf.Duration), Field 'lease_duration', Invalid duration format,"
                            + " failed to parse seconds",
                })
        void invalid_lease_request_is_reported(String body, String field, String description) {
            assertViolations(router.post(TASKS + ":lease", body), field, description);
        }

        @Test
        void paths_include_the_field_that_the_body_fills() {
            assertViolations(
                    router.send("PATCH", QUEUE, "{\"rateLimits\":{\"bogus\":1}}"),
                    "queue.rate_limits",
                    "Invalid JSON payload received. Unknown name \"bogus\" at 'queue.rate_limits': Cannot find field.");
        }

        @Test
        void query_parameter_for_a_message_is_reported() {
            assertViolations(
                    router.post(QUEUE + "/tasks?task=x", "{}"),
                    "",
                    "Invalid JSON payload received. Unknown name \"task\": Cannot bind query parameter. 'task' is a message type."
                            + " Parameters can only be bound to primitive types.");
        }

        @Test
        void half_of_a_surrogate_pair_is_reported() {
            RouterFixture.Response response = router.post(TASKS, "{\"task\":{\"pullMessage\":{\"tag\":\"x\\ud800\"}}}");
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.body()).contains("Invalid value at 'task.pull_message.tag' (TYPE_STRING)");
        }

        @Test
        void form_is_read_as_query_parameters() {
            assertViolations(
                    router.post(TASKS, "bogus=1", "Content-Type", "application/x-www-form-urlencoded"),
                    "",
                    "Invalid JSON payload received. Unknown name \"bogus\": Cannot bind query parameter. Field 'bogus' could not be found"
                            + " in request message.");
        }

        @Test
        @Tag("unlike")
        void json_with_content_type_form_is_read_as_json() {
            String body = " {\"task\": {\"pullMessage\": {}}}";
            assertThat(router.post(TASKS, body, "Content-Type", "application/x-www-form-urlencoded")
                            .status())
                    .isEqualTo(200);
        }

        @Test
        void number_of_reported_violations_is_bounded() {
            String body = "{" + "'x':1,".repeat(200_000) + "'x':1}";
            RouterFixture.Response response = router.post(TASKS, body);
            assertThat(response.status()).isEqualTo(400);
            assertThat(response.body().lines().filter(line -> line.contains("description")))
                    .hasSize(100);
        }

        @ParameterizedTest
        @CsvSource({
            "1, 499, CANCELLED",
            "2, 500, UNKNOWN",
            "3, 400, INVALID_ARGUMENT",
            "4, 504, DEADLINE_EXCEEDED",
            "5, 404, NOT_FOUND",
            "6, 409, ALREADY_EXISTS",
            "7, 403, PERMISSION_DENIED",
            "8, 429, RESOURCE_EXHAUSTED",
            "9, 400, FAILED_PRECONDITION",
            "10, 409, ABORTED",
            "11, 400, OUT_OF_RANGE",
            "12, 501, UNIMPLEMENTED",
            "13, 500, INTERNAL",
            "14, 503, UNAVAILABLE",
            "15, 500, DATA_LOSS",
            "16, 401, UNAUTHENTICATED",
        })
        void error_code_has_its_http_status(int code, int httpStatus, String name) {
            router.api.respondTo("GetQueue", request -> {
                throw StatusProto.toStatusRuntimeException(
                        Status.newBuilder().setCode(code).setMessage("No.").build());
            });
            RouterFixture.Response response = router.get(QUEUE);
            assertThat(response.status()).isEqualTo(httpStatus);
            assertThat(response.body()).isEqualTo("""
              {
                "error": {
                  "code": %d,
                  "message": "No.",
                  "status": "%s"
                }
              }
              """.formatted(httpStatus, name));
        }

        @Test
        void unexpected_exception_is_an_internal_error() {
            router.api.respondTo("GetQueue", request -> {
                throw new IllegalStateException("secret");
            });
            RouterFixture.Response response = router.get(QUEUE);
            assertThat(response.status()).isEqualTo(500);
            assertThat(response.body()).contains("\"status\": \"INTERNAL\"").doesNotContain("secret");
        }
    }

    @Nested
    final class UnknownPaths {
        @Test
        @Tag("unlike")
        void unknown_path_gets_json_unlike_the_service() {
            RouterFixture.Response response = router.get("/v2beta2/bogus?x=y");
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.body()).isEqualTo("""
              {
                "error": {
                  "code": 404,
                  "message": "No method of this API matches GET /v2beta2/bogus",
                  "status": "NOT_FOUND"
                }
              }
              """);
        }

        @ParameterizedTest
        @CsvSource({
            "DELETE, /v2beta2/projects/p/locations/l/queues/q:pause",
            "GET,    /v2beta2/projects/p/locations/l/queues/q:pause",
            "PUT,    /v2beta2/projects/p/locations/l/queues/q",
            "HEAD,   /v2beta2/projects/p/locations/l/queues/q",
            "OPTIONS,/v2beta2/projects/p/locations/l/queues/q",
            "GET,    /v2/projects/p/locations/l/queues/q",
            "GET,    /v2beta2/projects/p/locations/l/operations",
        })
        @Tag("recorded")
        void wrong_method_is_not_found(String method, String path) {
            assertThat(router.send(method, path, "").status()).isEqualTo(404);
        }

        @Test
        @Tag("recorded")
        void browser_gets_a_page_with_the_escaped_path() {
            RouterFixture.Response response =
                    router.get("/<script>", "Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
            assertThat(response.status()).isEqualTo(404);
            assertThat(response.contentType()).isEqualTo("text/html; charset=UTF-8");
            assertThat(response.body())
                    .contains("404")
                    .contains("GET /&lt;script&gt;")
                    .doesNotContain("<script>");
        }
    }
}
