package io.github.cloudtasks.rest.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.HttpBody;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.rpc.ErrorInfo;
import io.github.cloudtasks.proto.v2beta2.CreateTaskRequest;
import io.github.cloudtasks.proto.v2beta2.HttpRequest;
import io.github.cloudtasks.proto.v2beta2.LeaseTasksRequest;
import io.github.cloudtasks.proto.v2beta2.ListQueuesRequest;
import io.github.cloudtasks.proto.v2beta2.ListTasksRequest;
import io.github.cloudtasks.proto.v2beta2.PullMessage;
import io.github.cloudtasks.proto.v2beta2.Task;
import io.github.cloudtasks.proto.v2beta2.UpdateQueueRequest;
import io.github.cloudtasks.proto.v2beta2.UploadQueueYamlRequest;
import io.github.cloudtasks.rest.RouterFixture;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of a value in a request, and the field value that each becomes (protobuf JSON mapping). */
@Tag("documented")
final class JsonValuesTest {
    private static final String QUEUE = "/v2beta2/projects/p/locations/l/queues/q";

    private final RouterFixture router = new RouterFixture();

    private Task task(String json) {
        RouterFixture.Response response = router.post(QUEUE + "/tasks", ("{\"task\":" + json + "}").replace('\'', '"'));
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return ((CreateTaskRequest) router.api.lastRequest()).getTask();
    }

    private LeaseTasksRequest lease(String json) {
        RouterFixture.Response response = router.post(QUEUE + "/tasks:lease", json);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return (LeaseTasksRequest) router.api.lastRequest();
    }

    private ListTasksRequest list(String query) {
        RouterFixture.Response response = router.get(QUEUE + "/tasks?" + query);
        assertThat(response.status()).as(response.body()).isEqualTo(200);
        return (ListTasksRequest) router.api.lastRequest();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T03:04:05Z,                1767323045, 0",
        "2026-01-02T03:04:05.123456789Z,      1767323045, 123456789",
        "2026-01-02T03:04:05.5+01:00,         1767319445, 500000000",
        "2026-01-02T03:04:05-00:30,           1767324845, 0",
        "0001-01-01T00:00:00Z,              -62135596800, 0",
        "9999-12-31T23:59:59.999999999Z,    253402300799, 999999999",
    })
    void time_with_zone_and_up_to_nine_fractional_digits_is_accepted(String text, long seconds, int nanos) {
        assertThat(task("{\"scheduleTime\":\"" + text + "\"}").getScheduleTime())
                .isEqualTo(Timestamp.newBuilder()
                        .setSeconds(seconds)
                        .setNanos(nanos)
                        .build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-02T03:04:05",
                "2026-01-02 03:04:05Z",
                "2026-02-30T03:04:05Z",
                "2026-01-02T25:04:05Z",
                "2026-01-02",
                "",
                "Z",
                "1767323045",
                "2026-01-02T03:04Z",
                "0000-12-31T23:59:59Z",
                "0001-01-01T00:00:00+00:01",
                "+10000-01-01T00:00:00Z",
                "9999-12-31T23:59:59-00:01"
            })
    void invalid_time_is_rejected(String text) {
        RouterFixture.Response response =
                router.post(QUEUE + "/tasks", "{\"task\":{\"scheduleTime\":\"" + text + "\"}}");
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body()).contains("Invalid value at 'task.schedule_time'");
    }

    @ParameterizedTest
    @CsvSource({
        "600s,          600, 0",
        "1.5s,          1,   500000000",
        "-1.000000001s, -1,  -1",
        "0s,            0,   0",
        "-0.5s,         0,   -500000000",
        "315576000000s, 315576000000, 0",
    })
    void duration_with_suffix_s_is_accepted(String text, long seconds, int nanos) {
        assertThat(lease("{\"leaseDuration\":\"" + text + "\"}").getLeaseDuration())
                .isEqualTo(Duration.newBuilder()
                        .setSeconds(seconds)
                        .setNanos(nanos)
                        .build());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s",
                "1",
                "1.s",
                ".5s",
                "1.0000000001s",
                "+1s",
                "1e3s",
                "315576000001s",
                "99999999999999999s",
                "--1s"
            })
    void invalid_duration_is_rejected(String text) {
        assertThat(router.post(QUEUE + "/tasks:lease", "{\"leaseDuration\":\"" + text + "\"}")
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "\"10\"", "10.0", "1e1", "\"1.0e1\""})
    void integer_is_accepted_quoted_with_exponent_or_zero_fraction(String number) {
        assertThat(lease("{\"maxTasks\":" + number + "}").getMaxTasks()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/+8=", "_-8", "/+8", "_-8="})
    void bytes_are_accepted_in_both_base64_alphabets_with_or_without_padding(String base64) {
        assertThat(task("{\"pullMessage\":{\"payload\":\"" + base64 + "\"}}")
                        .getPullMessage()
                        .getPayload())
                .isEqualTo(ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xef}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"FULL\"", "2", "\"2\"", "2.0"})
    void enum_is_accepted_as_name_or_number(String view) {
        assertThat(lease("{\"responseView\":" + view + "}").getResponseView()).isEqualTo(Task.View.FULL);
    }

    @Test
    void unknown_enum_number_is_kept() {
        assertThat(lease("{\"responseView\":99}").getResponseViewValue()).isEqualTo(99);
    }

    @Test
    void field_names_in_snake_case_are_accepted() {
        assertThat(lease("{\"max_tasks\":3,\"response_view\":\"BASIC\"}"))
                .isEqualTo(LeaseTasksRequest.newBuilder()
                        .setParent("projects/p/locations/l/queues/q")
                        .setMaxTasks(3)
                        .setResponseView(Task.View.BASIC)
                        .build());
    }

    @Test
    void null_is_treated_as_absent() {
        assertThat(task("{\"name\":null,\"httpRequest\":null,\"pullMessage\":{\"tag\":null}}"))
                .isEqualTo(Task.newBuilder()
                        .setPullMessage(PullMessage.getDefaultInstance())
                        .build());
    }

    @Test
    void repeated_member_overrides_a_scalar_and_merges_a_message() {
        Task task =
                task("{'name':'a','name':'b','status':{'attemptDispatchCount':1},'status':{'attemptResponseCount':2}}");
        assertThat(task.getName()).isEqualTo("b");
        assertThat(task.getStatus().getAttemptDispatchCount()).isEqualTo(1);
        assertThat(task.getStatus().getAttemptResponseCount()).isEqualTo(2);
    }

    @Test
    void map_keys_are_not_converted() {
        HttpRequest request = task("{'httpRequest':{'url':'http://x','headers':{'A':'1','b-c':'ü','n':null}}}")
                .getHttpRequest();
        assertThat(request.getHeadersMap()).isEqualTo(Map.of("A", "1", "b-c", "ü"));
    }

    @Test
    void type_of_any_may_be_the_last_member() {
        Task task =
                task("{'status':{'lastAttemptStatus':{'responseStatus':{'details':[{'reason':'R','metadata':{'a':'b'},"
                        + "'@type':'type.googleapis.com/google.rpc.ErrorInfo'},"
                        + "{'@type':'type.googleapis.com/google.protobuf.Duration','value':'1.5s'}]}}}}");
        assertThat(task.getStatus().getLastAttemptStatus().getResponseStatus().getDetailsList())
                .containsExactly(
                        Any.pack(ErrorInfo.newBuilder()
                                .setReason("R")
                                .putMetadata("a", "b")
                                .build()),
                        Any.pack(Duration.newBuilder()
                                .setSeconds(1)
                                .setNanos(500_000_000)
                                .build()));
    }

    @Test
    void any_of_unknown_type_is_rejected() {
        RouterFixture.Response response = router.post(
                QUEUE + "/tasks",
                "{\"task\":{\"status\":{\"lastAttemptStatus\":{\"responseStatus\":{\"details\":{\"@type\":\"x/y.Z\"}}}}}}");
        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body()).contains("unknown type: x/y.Z");
    }

    @Test
    @Tag("inferred")
    void single_element_is_accepted_for_a_list() {
        router.post(QUEUE + ":setIamPolicy", "{'policy':{'bindings':{'role':'r','members':'m'},'etag':'AAE='}}");
        SetIamPolicyRequest request = (SetIamPolicyRequest) router.api.lastRequest();
        assertThat(request.getPolicy().getBindings(0).getMembersList()).containsExactly("m");
        assertThat(request.getPolicy().getEtag()).isEqualTo(ByteString.copyFrom(new byte[] {0, 1}));
    }

    @ParameterizedTest
    @CsvSource({
        "updateMask=rateLimits.maxBurstSize%2CretryConfig,  rate_limits.max_burst_size;retry_config",
        "'updateMask=rateLimits.maxBurstSize,retryConfig',  rate_limits.max_burst_size;retry_config",
        "update_mask=rate_limits.max_burst_size,            rate_limits.max_burst_size",
    })
    @Tag("recorded")
    void mask_in_query_is_accepted_in_both_cases(String query, String paths) {
        router.send("PATCH", QUEUE + "?" + query, "{\"rate_limits\":{\"max_burst_size\":5}}");
        UpdateQueueRequest request = (UpdateQueueRequest) router.api.lastRequest();
        assertThat(request.hasUpdateMask()).isTrue();
        assertThat(String.join(";", request.getUpdateMask().getPathsList())).isEqualTo(paths);
        assertThat(request.getQueue().getName()).isEqualTo("projects/p/locations/l/queues/q");
        assertThat(request.getQueue().getRateLimits().getMaxBurstSize()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?updateMask=", "?updateMask"})
    @Tag("inferred")
    void mask_without_value_is_treated_as_absent(String query) {
        router.send("PATCH", QUEUE + query, "{}");
        assertThat(((UpdateQueueRequest) router.api.lastRequest()).hasUpdateMask())
                .isFalse();
    }

    @Test
    void path_overrides_name_in_body() {
        router.send("PATCH", QUEUE, "{\"name\":\"projects/x/locations/y/queues/z\"}");
        assertThat(((UpdateQueueRequest) router.api.lastRequest()).getQueue().getName())
                .isEqualTo("projects/p/locations/l/queues/q");
    }

    @Test
    void query_is_percent_decoded() {
        String queues = "/v2beta2/projects/p/locations/l/queues";
        router.get(queues + "?filter=state%3A%20PAUSED+x&readMask=*&pageSize=7&page_token=a%26b");
        ListQueuesRequest request = (ListQueuesRequest) router.api.lastRequest();
        assertThat(request.getFilter()).isEqualTo("state: PAUSED x");
        assertThat(request.getReadMask().getPathsList()).containsExactly("*");
        assertThat(request.getPageSize()).isEqualTo(7);
        assertThat(request.getPageToken()).isEqualTo("a&b");
    }

    @Test
    void query_accepts_both_cases_and_enum_names_and_numbers() {
        assertThat(list("page_size=5&response_view=FULL").getPageSize()).isEqualTo(5);
        assertThat(list("responseView=2").getResponseView()).isEqualTo(Task.View.FULL);
    }

    @Test
    @Tag("inferred")
    void query_adds_fields_to_the_body() {
        RouterFixture.Response response = router.post(QUEUE + "/tasks/t:run?responseView=FULL", "{}");
        assertThat(response.status()).isEqualTo(200);
        assertThat(router.api.lastRequest().toString()).contains("response_view: FULL");
    }

    @Test
    @Tag("inferred")
    void query_sets_nested_fields() {
        router.post(QUEUE + ":getIamPolicy?options.requestedPolicyVersion=3", "");
        assertThat(router.api.lastRequest().toString()).contains("requested_policy_version: 3");
    }

    @Test
    void protobuf_request_is_accepted() {
        LeaseTasksRequest sent = LeaseTasksRequest.newBuilder().setMaxTasks(9).build();
        router.send("POST", QUEUE + "/tasks:lease", sent.toByteArray(), "Content-Type", "application/x-protobuf");
        assertThat(router.api.lastRequest())
                .isEqualTo(sent.toBuilder()
                        .setParent("projects/p/locations/l/queues/q")
                        .build());
    }

    @Test
    @Tag("inferred")
    void truncated_protobuf_is_rejected() {
        byte[] cut = {10, 100, 1};
        RouterFixture.Response response =
                router.send("POST", QUEUE + "/tasks:lease", cut, "Content-Type", "application/x-protobuf");
        assertThat(response.status()).isEqualTo(400);
    }

    @Test
    @Tag("inferred")
    void body_is_ignored_for_a_method_without_body() {
        assertThat(router.send("DELETE", QUEUE, "not json").status()).isEqualTo(200);
        assertThat(router.send("GET", QUEUE, "{\"x\":1}").status()).isEqualTo(200);
    }

    @Test
    void queue_file_is_accepted_as_http_body_message() {
        router.post(
                "/api/queue/update?appId=a",
                "{\"contentType\":\"text/yaml\",\"data\":\"cXVldWU6\"}",
                "Content-Type",
                "application/json");
        HttpBody body = ((UploadQueueYamlRequest) router.api.lastRequest()).getHttpBody();
        assertThat(body.getContentType()).isEqualTo("text/yaml");
        assertThat(body.getData()).isEqualTo(ByteString.copyFromUtf8("queue:"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'data':5}", "{'x':'cXVldWU6'}", "{'data':'!'}", "[1]", "{", "{'data':'QQ=='} x", "{}"})
    void other_json_is_read_as_queue_file(String body) {
        router.post("/api/queue/update", body, "Content-Type", "application/json");
        UploadQueueYamlRequest request = (UploadQueueYamlRequest) router.api.lastRequest();
        assertThat(request.getHttpBody().getData().toString(StandardCharsets.UTF_8))
                .isEqualTo(body);
    }

    @Test
    void method_override_header_is_respected() {
        assertThat(router.post(QUEUE, "{\"rateLimits\":{}}", "X-HTTP-Method-Override", "patch")
                        .status())
                .isEqualTo(200);
        assertThat(router.api.lastMethod()).isEqualTo("UpdateQueue");
        assertThat(router.send("GET", QUEUE, "", "X-HTTP-Method-Override", "DELETE")
                        .status())
                .isEqualTo(200);
        assertThat(router.api.lastMethod()).isEqualTo("GetQueue");
    }

    @Test
    void get_with_long_query_is_accepted_as_form() {
        router.post(
                QUEUE + "/tasks",
                "pageSize=4&alt=json&prettyPrint=false",
                "X-HTTP-Method-Override",
                "GET",
                "Content-Type",
                "application/x-www-form-urlencoded");
        assertThat(((ListTasksRequest) router.api.lastRequest()).getPageSize()).isEqualTo(4);
    }

    @Test
    void request_target_with_authority_is_accepted() {
        assertThat(router.get("http://localhost:8123" + QUEUE).status()).isEqualTo(200);
        assertThat(router.get("http://localhost:8123").status()).isEqualTo(404);
    }
}
