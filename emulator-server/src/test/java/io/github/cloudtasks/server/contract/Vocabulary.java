package io.github.cloudtasks.server.contract;

import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import io.github.cloudtasks.engine.spec.Dialect;
import java.util.Map;

/**
 * The message differences between v2beta3 and another API version, for the client of the contract. It shares no code
 * with the emulator.
 *
 * @param translation the translation between v2beta3 messages and those of the version
 * @param paths the mask paths of the version, by those of v2; paths that are equal in both are absent
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

    /** Returns the mask path of this version for a mask path of v2. */
    String path(String path) {
        return paths.getOrDefault(path, path);
    }

    /** Translates a v2beta3 message to this version. */
    Message toVersion(Message request) {
        return translation.between(request, messageOfVersion(request)).apply(request);
    }

    /** Translates a message of this version to v2beta3. */
    <T extends Message> T fromVersion(Message response, T v2beta3) {
        return translation.between(response, v2beta3).apply(response);
    }

    /**
     * Returns the default instance of this version's message with the same name. Messages that all versions share are
     * returned unchanged.
     */
    Message messageOfVersion(Message v2beta3) {
        Class<? extends Message> type = v2beta3.getClass();
        String name = type.getName().replace(".proto.v2beta3.", ".proto." + dialect.version() + ".");
        try {
            return Internal.getDefaultInstance(Class.forName(name).asSubclass(Message.class));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(dialect.version() + " has no " + type.getSimpleName(), e);
        }
    }
}
