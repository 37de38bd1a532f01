package io.github.cloudtasks.grpc.translation;

import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.grpc.rpc.RpcService;
import java.util.function.Function;

/**
 * The methods of a version that do what another version's methods of the same name do, in messages of their own.
 *
 * @param other the version that does the work
 */
public record TranslatedService(RpcService other, Translation translation) implements RpcService.Bodies {

    /** Makes the request the other version's, calls its method, and makes the answer the version's own. */
    @Override
    public Function<Message, Message> body(String name, Message request, Message response) {
        Rpc rpc = other.rpc(name);
        Function<Message, Message> there = translation.between(request, rpc.request());
        Function<Message, Message> back = translation.between(rpc.response(), response);
        return there.andThen(rpc.handler()).andThen(back);
    }
}
