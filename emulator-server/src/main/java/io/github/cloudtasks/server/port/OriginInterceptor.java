package io.github.cloudtasks.server.port;

import io.github.cloudtasks.rest.access.AccessDecision;
import io.github.cloudtasks.rest.access.AccessLog;
import io.github.cloudtasks.rest.access.AccessPolicy;
import io.github.cloudtasks.rest.access.AccessRequest;
import io.github.cloudtasks.rest.access.AccessRequest.Target;
import io.github.cloudtasks.rest.access.Authority;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Refuses gRPC calls of web pages as REST does. Calls without an Origin header are not checked: they come from
 * programs, which choose their own authority. Thread-safe.
 */
public final class OriginInterceptor implements ServerInterceptor {
    private static final String ORIGIN = "origin";

    private final AccessPolicy policy;
    private final AccessLog log = new AccessLog();

    /** Creates an interceptor with the rules for requests of web pages. */
    public OriginInterceptor(AccessPolicy policy) {
        this.policy = policy;
    }

    /** Returns these services with checked calls. */
    public List<ServerServiceDefinition> intercept(List<ServerServiceDefinition> services) {
        return services.stream()
                .map(service -> ServerInterceptors.intercept(service, this))
                .toList();
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String refusal = values(headers, ORIGIN).isEmpty() ? null : refusal(call.getAuthority(), headers);
        if (refusal == null) {
            return next.startCall(call, headers);
        }
        log.add(refusal);
        call.close(Status.PERMISSION_DENIED.withDescription(refusal), new Metadata());
        return new ServerCall.Listener<>() {};
    }

    private @Nullable String refusal(@Nullable String authority, Metadata headers) {
        Authority host = authority == null ? null : Authority.parse(authority);
        AccessDecision decision =
                policy.decide(new AccessRequest("POST", host, name -> values(headers, name), method -> Target.CHANGE));
        return decision.refusal();
    }

    private static List<String> values(Metadata headers, String name) {
        Iterable<String> values = headers.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
        List<String> list = new ArrayList<>();
        if (values != null) {
            values.forEach(list::add);
        }
        return list;
    }
}
