package io.github.cloudtasks.server.contract;

import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import io.github.cloudtasks.engine.spec.Dialect;
import java.util.Map;

/**
 * How a version words what a client has in v2beta3's messages. The rules are the client's own, apart from those of the
 * emulator, so that a mistake is not made twice; only fields of the same name take the same way.
 *
 * @param translation between v2beta3's messages and the version's
 * @param paths how masks name what v2 names otherwise
 */
record Vocabulary(Dialect dialect, MessageTranslation translation, Map<String, String> paths) {

    static final Vocabulary V2 = new Vocabulary(Dialect.V2, V2Vocabulary.TRANSLATION, Map.of());

    static final Vocabulary V2BETA3 = new Vocabulary(
            Dialect.V2BETA3,
            MessageTranslation.PLAIN,
            Map.of("app_engine_routing_override", "app_engine_http_queue.app_engine_routing_override"));

    static final Vocabulary V2BETA2 = new Vocabulary(
            Dialect.V2BETA2,
            V2beta2Vocabulary.TRANSLATION,
            Map.of(
                    "rate_limits.max_dispatches_per_second", "rate_limits.max_tasks_dispatched_per_second",
                    "rate_limits.max_concurrent_dispatches", "rate_limits.max_concurrent_tasks",
                    "app_engine_routing_override", "app_engine_http_target.app_engine_routing_override"));

    /** A path of v2's in this version. */
    String path(String path) {
        return paths.getOrDefault(path, path);
    }

    /** The version's own message for one of v2beta3's. */
    Message spoken(Message request) {
        return translation.between(request, own(request)).apply(request);
    }

    /** One of v2beta3's messages for the version's own. */
    <T extends Message> T heard(Message answer, T v2beta3) {
        return translation.between(answer, v2beta3).apply(answer);
    }

    /**
     * The default instance of the version's message of the same name; messages that all versions share are their own.
     */
    Message own(Message v2beta3) {
        Class<? extends Message> type = v2beta3.getClass();
        String name = type.getName().replace(".proto.v2beta3.", ".proto." + dialect.version() + ".");
        try {
            return Internal.getDefaultInstance(Class.forName(name).asSubclass(Message.class));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(dialect.version() + " has no " + type.getSimpleName(), e);
        }
    }
}
