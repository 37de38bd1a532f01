package io.github.cloudtasks.rest.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.github.cloudtasks.proto.v2beta2.CreateTaskRequest;
import io.github.cloudtasks.proto.v2beta2.ListQueuesResponse;
import io.github.cloudtasks.proto.v2beta2.ListTasksResponse;
import io.github.cloudtasks.proto.v2beta2.PullTarget;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.proto.v2beta2.QueueStats;
import io.github.cloudtasks.proto.v2beta2.RateLimits;
import io.github.cloudtasks.proto.v2beta2.RetryConfig;
import io.github.cloudtasks.proto.v2beta2.Task;
import io.github.cloudtasks.proto.v2beta2.UpdateQueueRequest;
import io.github.cloudtasks.proto.v2beta2.UriOverride;
import io.github.cloudtasks.rest.routing.QueryParameters;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.SystemParameters;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JSON of messages, and reading it again. */
final class JsonRoundTripTest {
    private static final SystemParameters COMPACT =
            SystemParameters.of(QueryParameters.parse("prettyPrint=false"), "GET", EmptyHttpHeaders.INSTANCE);

    private final TypeRegistry types = TypeRegistry.newBuilder()
            .add(Queue.getDescriptor())
            .add(Empty.getDescriptor())
            .build();
    private final ResponseWriter writer = new ResponseWriter(types);

    private String compact(Message message) {
        return text(writer.write(message, COMPACT));
    }

    private static String text(RestResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    @Test
    @Tag("recorded")
    void message_is_indented_by_two_spaces_in_order_of_field_numbers() {
        Queue queue = Queue.newBuilder()
                .setState(Queue.State.RUNNING)
                .setRetryConfig(RetryConfig.newBuilder()
                        .setMaxAttempts(100)
                        .setMinBackoff(Duration.newBuilder().setNanos(100_000_000))
                        .setMaxBackoff(Duration.newBuilder().setSeconds(3600))
                        .setMaxDoublings(16))
                .setRateLimits(RateLimits.newBuilder()
                        .setMaxTasksDispatchedPerSecond(500)
                        .setMaxBurstSize(100)
                        .setMaxConcurrentTasks(1000))
                .setName("projects/p/locations/l/queues/q")
                .build();
        assertThat(text(writer.write(queue, SystemParameters.DEFAULT))).isEqualTo("""
            {
              "name": "projects/p/locations/l/queues/q",
              "rateLimits": {
                "maxTasksDispatchedPerSecond": 500,
                "maxBurstSize": 100,
                "maxConcurrentTasks": 1000
              },
              "retryConfig": {
                "maxAttempts": 100,
                "minBackoff": "0.100s",
                "maxBackoff": "3600s",
                "maxDoublings": 16
              },
              "state": "RUNNING"
            }
            """);
    }

    @Test
    @Tag("inferred")
    void each_list_element_is_on_its_own_line() {
        ListQueuesResponse list = ListQueuesResponse.newBuilder()
                .addQueues(Queue.newBuilder().setName("a"))
                .addQueues(Queue.getDefaultInstance())
                .setNextPageToken("t")
                .build();
        assertThat(text(writer.write(list, SystemParameters.DEFAULT))).isEqualTo("""
            {
              "queues": [
                {
                  "name": "a"
                },
                {}
              ],
              "nextPageToken": "t"
            }
            """);
    }

    @Test
    @Tag("recorded")
    void compact_response_has_no_white_space() {
        assertThat(compact(Queue.newBuilder()
                        .setName("q")
                        .setState(Queue.State.PAUSED)
                        .build()))
                .isEqualTo("{\"name\":\"q\",\"state\":\"PAUSED\"}");
    }

    @Test
    @Tag("recorded")
    void enums_are_written_as_numbers_on_request() {
        QueryParameters query = QueryParameters.parse("$alt=json;enum-encoding=int&prettyPrint=false");
        SystemParameters parameters = SystemParameters.of(query, "GET", EmptyHttpHeaders.INSTANCE);
        assertThat(text(writer.write(
                        Queue.newBuilder().setState(Queue.State.RUNNING).build(), parameters)))
                .isEqualTo("{\"state\":1}");
    }

    @Test
    @Tag("recorded")
    void empty_message_is_written_as_empty_object() {
        assertThat(text(writer.write(Empty.getDefaultInstance(), SystemParameters.DEFAULT)))
                .isEqualTo("{}\n");
    }

    @Test
    @Tag("documented")
    void present_empty_message_is_written() {
        assertThat(compact(Queue.newBuilder()
                        .setPullTarget(PullTarget.getDefaultInstance())
                        .build()))
                .isEqualTo("{\"pullTarget\":{}}");
    }

    @Test
    @Tag("documented")
    void present_zero_is_written() {
        assertThat(compact(UriOverride.newBuilder().setPort(0).setHost("").build()))
                .isEqualTo("{\"host\":\"\",\"port\":\"0\"}");
    }

    @Test
    @Tag("documented")
    void int64_is_written_as_string() {
        assertThat(compact(QueueStats.newBuilder().setTasksCount(1L << 60).build()))
                .isEqualTo("{\"tasksCount\":\"1152921504606846976\"}");
    }

    @ParameterizedTest
    @CsvSource({"500, 500", "0.5, 0.5", "1e20, 1.0E20", "-3, -3", "1234567.25, 1234567.25"})
    @Tag("recorded")
    void double_without_fraction_is_written_as_integer(double rate, String written) {
        assertThat(compact(RateLimits.newBuilder()
                        .setMaxTasksDispatchedPerSecond(rate)
                        .build()))
                .isEqualTo("{\"maxTasksDispatchedPerSecond\":" + written + "}");
    }

    @ParameterizedTest
    @CsvSource({
        "1,  0,         1s",
        "1,  500000000, 1.500s",
        "0,  1000,      0.000001s",
        "-1, -1,        -1.000000001s",
        "0,  -1000000,  -0.001s",
    })
    @Tag("recorded")
    void duration_has_0_3_6_or_9_fractional_digits(long seconds, int nanos, String written) {
        Duration duration =
                Duration.newBuilder().setSeconds(seconds).setNanos(nanos).build();
        assertThat(compact(Queue.newBuilder().setTaskTtl(duration).build()))
                .isEqualTo("{\"taskTtl\":\"" + written + "\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "0,            0,         1970-01-01T00:00:00Z",
        "1767323045,   123456000, 2026-01-02T03:04:05.123456Z",
        "1767323040,   100000000, 2026-01-02T03:04:00.100Z",
        "1767323040,   1,         2026-01-02T03:04:00.000000001Z",
        "-62135596800, 0,         0001-01-01T00:00:00Z",
    })
    @Tag("recorded")
    void time_has_0_3_6_or_9_fractional_digits(long seconds, int nanos, String written) {
        Timestamp time =
                Timestamp.newBuilder().setSeconds(seconds).setNanos(nanos).build();
        assertThat(compact(Queue.newBuilder().setPurgeTime(time).build()))
                .isEqualTo("{\"purgeTime\":\"" + written + "\"}");
    }

    @Test
    @Tag("documented")
    void bytes_are_written_as_padded_base64() {
        SetIamPolicyRequest request = SetIamPolicyRequest.newBuilder()
                .setPolicy(com.google.iam.v1.Policy.newBuilder().setEtag(ByteString.copyFrom(new byte[] {-1, -17})))
                .build();
        assertThat(compact(request)).isEqualTo("{\"policy\":{\"etag\":\"/+8=\"}}");
    }

    @Test
    @Tag("documented")
    void unknown_enum_number_is_written_as_number() {
        assertThat(compact(Queue.newBuilder().setStateValue(99).build())).isEqualTo("{\"state\":99}");
    }

    @Test
    @Tag("inferred")
    void markup_and_invisible_characters_are_escaped() {
        assertThat(compact(Queue.newBuilder()
                        .setName("<b>&'\u007f\u2028\u200b ü😀")
                        .build()))
                .isEqualTo("{\"name\":\"\\u003cb\\u003e&'\\u007f\\u2028\\u200b ü😀\"}");
    }

    @Test
    @Tag("recorded")
    void any_starts_with_its_type_and_empty_has_only_its_type() {
        assertThat(compact(Any.pack(Empty.getDefaultInstance())))
                .isEqualTo("{\"@type\":\"type.googleapis.com/google.protobuf.Empty\"}");
        assertThat(compact(Any.pack(Queue.newBuilder().setName("q").build())))
                .isEqualTo("{\"@type\":\"type.googleapis.com/google.cloud.tasks.v2beta2.Queue\",\"name\":\"q\"}");
        assertThat(compact(Any.pack(Duration.newBuilder().setSeconds(2).build())))
                .isEqualTo("{\"@type\":\"type.googleapis.com/google.protobuf.Duration\",\"value\":\"2s\"}");
    }

    @Test
    @Tag("inferred")
    void any_of_unknown_type_is_written_as_bytes() {
        Any unknown = Any.newBuilder()
                .setTypeUrl("x/y.Z")
                .setValue(ByteString.copyFromUtf8("a"))
                .build();
        assertThat(compact(unknown)).isEqualTo("{\"@type\":\"x/y.Z\",\"value\":\"YQ==\"}");
    }

    @Test
    @Tag("documented")
    void random_messages_are_written_as_by_the_protobuf_library() throws Exception {
        ObjectMapper trees = new ObjectMapper();
        JsonFormat.Printer theirs = JsonFormat.printer();
        for (int seed = 0; seed < 300; seed++) {
            for (Message empty :
                    List.of(ListQueuesResponse.getDefaultInstance(), ListTasksResponse.getDefaultInstance())) {
                Message message = new RandomMessages(seed).next(empty);
                assertThat(trees.readTree(compact(message)))
                        .as("seed %d", seed)
                        .isEqualTo(trees.readTree(compactDoubles(theirs.print(message))));
            }
        }
    }

    /** Removes the fraction of whole doubles, which the protobuf library writes and the service does not. */
    private static String compactDoubles(String json) {
        return json.replaceAll("(: -?\\d+)\\.0(,?\\n)", "$1$2");
    }

    @Test
    @Tag("documented")
    void random_messages_survive_writing_and_reading() {
        JsonReader reader = new JsonReader(types);
        for (int seed = 0; seed < 300; seed++) {
            for (Message empty : List.of(
                    CreateTaskRequest.getDefaultInstance(),
                    UpdateQueueRequest.getDefaultInstance(),
                    SetIamPolicyRequest.getDefaultInstance(),
                    DynamicMessage.getDefaultInstance(Task.getDescriptor()))) {
                Message message = new RandomMessages(seed).next(empty);
                Message.Builder again = empty.newBuilderForType();
                reader.read(compact(message).getBytes(StandardCharsets.UTF_8), again, null);
                assertThat(again.build()).as("seed %d", seed).isEqualTo(message);
            }
        }
    }
}
