package io.github.cloudtasks.rest.routing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.grpc.mask.FieldSelection;
import io.github.cloudtasks.grpc.rpc.ListResponse;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.proto.v2beta2.ListTasksRequest;
import io.github.cloudtasks.proto.v2beta2.ListTasksResponse;
import io.github.cloudtasks.proto.v2beta2.PullMessage;
import io.github.cloudtasks.proto.v2beta2.Task;
import io.github.cloudtasks.rest.FakeApiVersion;
import io.github.cloudtasks.rest.json.JsonWriter.Defaults;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists whose elements are converted while they are written. */
final class LargeListTest {
    private static final int TASKS = 100;
    private static final ListTasksRequest REQUEST = ListTasksRequest.getDefaultInstance();

    private final AtomicInteger conversions = new AtomicInteger();
    private final ResponseWriter writer = new ResponseWriter(TypeRegistry.getEmptyTypeRegistry());

    private Rpc listing(int payloadBytes, int tasks) {
        RpcService fake = new FakeApiVersion().version().cloudTasks();
        Rpc rpc = fake.rpc("ListTasks");
        List<Integer> values = IntStream.range(0, tasks).boxed().toList();
        return new Rpc(
                rpc.method(),
                rpc.request(),
                rpc.response(),
                request -> {
                    throw new AssertionError("The method is called once, as a list.");
                },
                request -> ListResponse.of(
                        ListTasksResponse.newBuilder().setNextPageToken("next").build(),
                        values,
                        number -> task(number, payloadBytes)),
                rpc.httpRules());
    }

    private Task task(int number, int payloadBytes) {
        conversions.incrementAndGet();
        return Task.newBuilder()
                .setName("tasks/" + number)
                .setPullMessage(PullMessage.newBuilder().setPayload(ByteString.copyFrom(new byte[payloadBytes])))
                .build();
    }

    private static SystemParameters parameters(String query) {
        return SystemParameters.of(QueryParameters.parse(query), "GET", EmptyHttpHeaders.INSTANCE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "prettyPrint=false",
                "alt=proto",
                "fields=tasks(name)",
                "fields=nextPageToken",
                "fields=tasks(name)&alt=proto",
                "callback=f",
            })
    void large_list_is_written_like_its_message(String query) {
        Rpc rpc = listing(2000, TASKS);
        SystemParameters parameters = parameters(query);
        FieldSelection selection =
                FieldSelection.of(parameters.fields(), rpc.response().getDescriptorForType());
        for (ResponseWriter each : List.of(writer, writer.with(Defaults.WRITTEN))) {
            Message whole = rpc.list(REQUEST).message();
            RestResponse response =
                    each.call(rpc, REQUEST, parameters, selection).collected();
            RestResponse expected = each.write(whole, parameters, selection).collected();
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.contentType()).isEqualTo(expected.contentType());
            assertThat(response.body()).isEqualTo(expected.body());
        }
    }

    @Test
    void empty_and_small_lists_are_written_like_their_messages() {
        for (int tasks : List.of(0, 3)) {
            Rpc rpc = listing(10, tasks);
            RestResponse response = writer.call(rpc, REQUEST, SystemParameters.DEFAULT, FieldSelection.ALL);
            assertThat(response.stream()).isNull();
            assertThat(response.body())
                    .isEqualTo(writer.write(rpc.list(REQUEST).message(), SystemParameters.DEFAULT)
                            .body());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "alt=proto"})
    void elements_are_converted_again_when_the_response_is_written(String query) {
        RestResponse response = writer.call(listing(2000, TASKS), REQUEST, parameters(query), FieldSelection.ALL);
        assertThat(conversions).as("for the size").hasValue(TASKS);
        assertThat(response.heldBytes()).isBetween(2000L * TASKS, 2050L * TASKS);
        assertThat(response.collected().body()).isNotEmpty();
        assertThat(conversions).hasValue(2 * TASKS);
    }
}
