package io.github.cloudtasks.grpc.translation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.proto.v2.GetQueueRequest;
import io.github.cloudtasks.proto.v2.Queue;
import io.github.cloudtasks.proto.v2beta3.CloudTasksProto;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TranslatedServiceTest {
    private static final ServiceDescriptor V2BETA3 =
            CloudTasksProto.getDescriptor().findServiceByName("CloudTasks");
    private static final GetQueueRequest REQUEST =
            GetQueueRequest.newBuilder().setName("n").build();

    @Test
    void method_is_called_with_messages_of_the_other_version_and_responds_in_its_own() {
        Function<Message, Message> getQueue = body(request -> io.github.cloudtasks.proto.v2beta3.Queue.newBuilder()
                .setName(((io.github.cloudtasks.proto.v2beta3.GetQueueRequest) request).getName() + "!")
                .build());

        assertThat(getQueue.apply(REQUEST))
                .isEqualTo(Queue.newBuilder().setName("n!").build());
    }

    @Test
    void error_is_passed_on_unchanged() {
        ApiException refused = new ApiException(ApiException.Code.NOT_FOUND, "no");

        assertThatThrownBy(() -> body(request -> {
                            throw refused;
                        })
                        .apply(REQUEST))
                .isSameAs(refused);
    }

    @Test
    void method_missing_from_the_other_version_fails_at_construction() {
        TranslatedService service = new TranslatedService(new RpcService(V2BETA3, List.of()), Translation.PLAIN);

        assertThatThrownBy(() -> service.body("LeaseTasks", REQUEST, Queue.getDefaultInstance()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("google.cloud.tasks.v2beta3.CloudTasks has no method LeaseTasks");
    }

    private static Function<Message, Message> body(Function<Message, Message> v2beta3) {
        Rpc rpc = new Rpc(
                V2BETA3.findMethodByName("GetQueue"),
                io.github.cloudtasks.proto.v2beta3.GetQueueRequest.getDefaultInstance(),
                io.github.cloudtasks.proto.v2beta3.Queue.getDefaultInstance(),
                v2beta3,
                List.of());
        return new TranslatedService(new RpcService(V2BETA3, List.of(rpc)), Translation.PLAIN)
                .body("GetQueue", GetQueueRequest.getDefaultInstance(), Queue.getDefaultInstance());
    }
}
