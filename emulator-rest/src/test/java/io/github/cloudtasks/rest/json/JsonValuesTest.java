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

/** What may stand in a request, and what becomes of it: the JSON mapping of protobuf. */
@Tag("documented")
final class JsonValuesTest {
    private static final String QUEUE = "/v2beta2/projects/p/locations/l/queues/q";

    private final RouterFixture door = new RouterFixture();

    private Task task(String json) {
        RouterFixture.Answer answer = door.post(QUEUE + "/tasks", ("{\"task\":" + json + "}").replace('\'', '"'));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return ((CreateTaskRequest) door.calls.lastRequest()).getTask();
    }

    private LeaseTasksRequest lease(String json) {
        RouterFixture.Answer answer = door.post(QUEUE + "/tasks:lease", json);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return (LeaseTasksRequest) door.calls.lastRequest();
    }

    private ListTasksRequest list(String query) {
        RouterFixture.Answer answer = door.get(QUEUE + "/tasks?" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return (ListTasksRequest) door.calls.lastRequest();
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
    void a_time_has_a_zone_and_up_to_nine_digits(String text, long seconds, int nanos) {
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
    void what_is_no_time_is_refused(String text) {
        RouterFixture.Answer answer = door.post(QUEUE + "/tasks", "{\"task\":{\"scheduleTime\":\"" + text + "\"}}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("Invalid value at 'task.schedule_time'");
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
    void a_duration_ends_in_s(String text, long seconds, int nanos) {
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
    void what_is_no_duration_is_refused(String text) {
        assertThat(door.post(QUEUE + "/tasks:lease", "{\"leaseDuration\":\"" + text + "\"}")
                        .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "\"10\"", "10.0", "1e1", "\"1.0e1\""})
    void a_whole_number_may_be_written_in_several_ways(String number) {
        assertThat(lease("{\"maxTasks\":" + number + "}").getMaxTasks()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/+8=", "_-8", "/+8", "_-8="})
    void bytes_are_base64_of_either_kind_with_padding_or_without(String base64) {
        assertThat(task("{\"pullMessage\":{\"payload\":\"" + base64 + "\"}}")
                        .getPullMessage()
                        .getPayload())
                .isEqualTo(ByteString.copyFrom(new byte[] {(byte) 0xff, (byte) 0xef}));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"FULL\"", "2", "\"2\"", "2.0"})
    void an_enum_is_a_name_or_a_number(String view) {
        assertThat(lease("{\"responseView\":" + view + "}").getResponseView()).isEqualTo(Task.View.FULL);
    }

    @Test
    void a_number_that_the_enum_does_not_have_is_kept() {
        assertThat(lease("{\"responseView\":99}").getResponseViewValue()).isEqualTo(99);
    }

    @Test
    void names_may_be_those_of_the_schema() {
        assertThat(lease("{\"max_tasks\":3,\"response_view\":\"BASIC\"}"))
                .isEqualTo(LeaseTasksRequest.newBuilder()
                        .setParent("projects/p/locations/l/queues/q")
                        .setMaxTasks(3)
                        .setResponseView(Task.View.BASIC)
                        .build());
    }

    @Test
    void null_is_nothing() {
        assertThat(task("{\"name\":null,\"httpRequest\":null,\"pullMessage\":{\"tag\":null}}"))
                .isEqualTo(Task.newBuilder()
                        .setPullMessage(PullMessage.getDefaultInstance())
                        .build());
    }

    @Test
    void a_field_that_comes_twice_has_its_last_value_and_a_message_all_of_them() {
        Task task =
                task("{'name':'a','name':'b','status':{'attemptDispatchCount':1},'status':{'attemptResponseCount':2}}");
        assertThat(task.getName()).isEqualTo("b");
        assertThat(task.getStatus().getAttemptDispatchCount()).isEqualTo(1);
        assertThat(task.getStatus().getAttemptResponseCount()).isEqualTo(2);
    }

    @Test
    void a_map_keeps_its_keys() {
        HttpRequest request = task("{'httpRequest':{'url':'http://x','headers':{'A':'1','b-c':'ü','n':null}}}")
                .getHttpRequest();
        assertThat(request.getHeadersMap()).isEqualTo(Map.of("A", "1", "b-c", "ü"));
    }

    @Test
    void an_any_may_name_its_type_last() {
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
    void an_any_of_an_unknown_type_is_refused() {
        RouterFixture.Answer answer = door.post(
                QUEUE + "/tasks",
                "{\"task\":{\"status\":{\"lastAttemptStatus\":{\"responseStatus\":{\"details\":{\"@type\":\"x/y.Z\"}}}}}}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("unknown type: x/y.Z");
    }

    @Test
    @Tag("inferred")
    void a_single_element_may_stand_for_a_list_of_one() {
        door.post(QUEUE + ":setIamPolicy", "{'policy':{'bindings':{'role':'r','members':'m'},'etag':'AAE='}}");
        SetIamPolicyRequest request = (SetIamPolicyRequest) door.calls.lastRequest();
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
    void a_mask_in_the_query_may_have_either_case(String query, String paths) {
        door.send("PATCH", QUEUE + "?" + query, "{\"rate_limits\":{\"max_burst_size\":5}}");
        UpdateQueueRequest request = (UpdateQueueRequest) door.calls.lastRequest();
        assertThat(request.hasUpdateMask()).isTrue();
        assertThat(String.join(";", request.getUpdateMask().getPathsList())).isEqualTo(paths);
        assertThat(request.getQueue().getName()).isEqualTo("projects/p/locations/l/queues/q");
        assertThat(request.getQueue().getRateLimits().getMaxBurstSize()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?updateMask=", "?updateMask"})
    @Tag("inferred")
    void a_mask_that_is_not_given_or_has_no_value_is_absent(String query) {
        door.send("PATCH", QUEUE + query, "{}");
        assertThat(((UpdateQueueRequest) door.calls.lastRequest()).hasUpdateMask())
                .isFalse();
    }

    @Test
    void the_path_has_the_last_word_on_the_name() {
        door.send("PATCH", QUEUE, "{\"name\":\"projects/x/locations/y/queues/z\"}");
        assertThat(((UpdateQueueRequest) door.calls.lastRequest()).getQueue().getName())
                .isEqualTo("projects/p/locations/l/queues/q");
    }

    @Test
    void a_query_is_decoded() {
        String queues = "/v2beta2/projects/p/locations/l/queues";
        door.get(queues + "?filter=state%3A%20PAUSED+x&readMask=*&pageSize=7&page_token=a%26b");
        ListQueuesRequest request = (ListQueuesRequest) door.calls.lastRequest();
        assertThat(request.getFilter()).isEqualTo("state: PAUSED x");
        assertThat(request.getReadMask().getPathsList()).containsExactly("*");
        assertThat(request.getPageSize()).isEqualTo(7);
        assertThat(request.getPageToken()).isEqualTo("a&b");
    }

    @Test
    void a_query_may_have_either_case_and_enums_of_either_kind() {
        assertThat(list("page_size=5&response_view=FULL").getPageSize()).isEqualTo(5);
        assertThat(list("responseView=2").getResponseView()).isEqualTo(Task.View.FULL);
    }

    @Test
    @Tag("inferred")
    void a_query_may_add_to_a_body() {
        RouterFixture.Answer answer = door.post(QUEUE + "/tasks/t:run?responseView=FULL", "{}");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(door.calls.lastRequest().toString()).contains("response_view: FULL");
    }

    @Test
    @Tag("inferred")
    void a_field_of_a_field_may_stand_in_the_query() {
        door.post(QUEUE + ":getIamPolicy?options.requestedPolicyVersion=3", "");
        assertThat(door.calls.lastRequest().toString()).contains("requested_policy_version: 3");
    }

    @Test
    void a_request_may_be_protobuf() {
        LeaseTasksRequest sent = LeaseTasksRequest.newBuilder().setMaxTasks(9).build();
        door.send("POST", QUEUE + "/tasks:lease", sent.toByteArray(), "Content-Type", "application/x-protobuf");
        assertThat(door.calls.lastRequest())
                .isEqualTo(sent.toBuilder()
                        .setParent("projects/p/locations/l/queues/q")
                        .build());
    }

    @Test
    @Tag("inferred")
    void protobuf_that_is_cut_off_is_refused() {
        byte[] cut = {10, 100, 1};
        RouterFixture.Answer answer =
                door.send("POST", QUEUE + "/tasks:lease", cut, "Content-Type", "application/x-protobuf");
        assertThat(answer.status()).isEqualTo(400);
    }

    @Test
    @Tag("inferred")
    void a_body_where_the_method_takes_none_is_not_looked_at() {
        assertThat(door.send("DELETE", QUEUE, "not json").status()).isEqualTo(200);
        assertThat(door.send("GET", QUEUE, "{\"x\":1}").status()).isEqualTo(200);
    }

    @Test
    void a_queue_file_may_come_as_a_message() {
        door.post(
                "/api/queue/update?appId=a",
                "{\"contentType\":\"text/yaml\",\"data\":\"cXVldWU6\"}",
                "Content-Type",
                "application/json");
        HttpBody body = ((UploadQueueYamlRequest) door.calls.lastRequest()).getHttpBody();
        assertThat(body.getContentType()).isEqualTo("text/yaml");
        assertThat(body.getData()).isEqualTo(ByteString.copyFromUtf8("queue:"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'data':5}", "{'x':'cXVldWU6'}", "{'data':'!'}", "[1]", "{", "{'data':'QQ=='} x", "{}"})
    void what_is_not_quite_such_a_message_is_a_file(String body) {
        door.post("/api/queue/update", body, "Content-Type", "application/json");
        UploadQueueYamlRequest request = (UploadQueueYamlRequest) door.calls.lastRequest();
        assertThat(request.getHttpBody().getData().toString(StandardCharsets.UTF_8))
                .isEqualTo(body);
    }

    @Test
    void a_post_may_mean_another_method() {
        assertThat(door.post(QUEUE, "{\"rateLimits\":{}}", "X-HTTP-Method-Override", "patch")
                        .status())
                .isEqualTo(200);
        assertThat(door.calls.lastMethod()).isEqualTo("UpdateQueue");
        assertThat(door.send("GET", QUEUE, "", "X-HTTP-Method-Override", "DELETE")
                        .status())
                .isEqualTo(200);
        assertThat(door.calls.lastMethod()).isEqualTo("GetQueue");
    }

    @Test
    void a_long_get_may_come_as_a_form() {
        door.post(
                QUEUE + "/tasks",
                "pageSize=4&alt=json&prettyPrint=false",
                "X-HTTP-Method-Override",
                "GET",
                "Content-Type",
                "application/x-www-form-urlencoded");
        assertThat(((ListTasksRequest) door.calls.lastRequest()).getPageSize()).isEqualTo(4);
    }

    @Test
    void a_target_may_be_a_whole_url() {
        assertThat(door.get("http://localhost:8123" + QUEUE).status()).isEqualTo(200);
        assertThat(door.get("http://localhost:8123").status()).isEqualTo(404);
    }
}
