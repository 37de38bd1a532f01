package io.github.cloudtasks.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.cloudtasks.dispatch.AttemptExchange;
import io.github.cloudtasks.dispatch.RequestRecord;
import io.github.cloudtasks.dispatch.ResponseRecord;
import io.github.cloudtasks.dispatch.TruncatedBody;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.OperationName;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.model.queue.UriOverride;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.RetryAfter;
import io.github.cloudtasks.model.task.Task;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every component of the stored records is encoded. */
class ModelCoverageTest {
    /** The components that the codecs encode. Those of names are keys of the store, or part of an operation. */
    private static final Map<Class<?>, String> ENCODED = new HashMap<>();

    static {
        ENCODED.put(
                Task.class,
                "name serial payload createTime scheduleTime dispatchDeadline retryConfig dispatchCount responseCount"
                        + " firstAttempt lastAttempt idIsGenerated");
        ENCODED.put(Payload.HttpRequest.class, "url httpMethod headers body authorization");
        ENCODED.put(Payload.AppEngineHttpRequest.class, "httpMethod appEngineRouting relativeUri headers body");
        ENCODED.put(Payload.PullMessage.class, "payload tag");
        ENCODED.put(Attempt.class, "scheduleTime dispatchTime responseTime outcome");
        // RetryAfter applies to the next attempt only, and is not stored.
        ENCODED.put(Outcome.Responded.class, "status retryAfter");
        ENCODED.put(Outcome.DeadlineExceeded.class, "");
        ENCODED.put(Outcome.Unreachable.class, "reason");
        ENCODED.put(
                Queue.class, "name target rateLimits retryConfig state purgeTime taskTtl tombstoneTtl samplingRatio");
        ENCODED.put(Target.PushTarget.class, "appEngineRoutingOverride httpTarget");
        ENCODED.put(Target.PullTarget.class, "");
        ENCODED.put(HttpTarget.class, "uriOverride httpMethod headerOverrides authorization");
        ENCODED.put(HttpTarget.Header.class, "key value");
        ENCODED.put(UriOverride.class, "scheme host port path query enforceMode");
        ENCODED.put(RateLimits.class, "maxDispatchesPerSecond maxBurstSize maxConcurrentDispatches");
        ENCODED.put(RetryConfig.class, "maxAttempts maxRetryDuration minBackoff maxBackoff maxDoublings");
        ENCODED.put(AppEngineRouting.class, "service version instance host");
        ENCODED.put(Authorization.OidcToken.class, "serviceAccountEmail audience");
        ENCODED.put(Authorization.OAuthToken.class, "serviceAccountEmail scope");
        ENCODED.put(Policy.class, "version bindings etag");
        ENCODED.put(Policy.Binding.class, "role members conditional");
        ENCODED.put(Operation.class, "name version startTime endTime state kind failedRequests error");
        ENCODED.put(Operation.BatchCreate.class, "created");
        ENCODED.put(Operation.BatchDelete.class, "");
        ENCODED.put(Operation.Created.class, "task responseView");
        ENCODED.put(Operation.Failure.class, "code message");
        // The number is the key of the store.
        ENCODED.put(FinishedTask.class, "number task attempts reason endTime");
        ENCODED.put(FinishedAttempt.class, "number dispatchTime outcome exchange");
        ENCODED.put(AttemptExchange.class, "took request response redirects remoteAddress");
        ENCODED.put(RequestRecord.class, "method url calledUrl headers body");
        ENCODED.put(ResponseRecord.class, "status headers body");
        ENCODED.put(TruncatedBody.class, "bytes length");
        ENCODED.put(OperationName.class, "location operationId");
        ENCODED.put(LocationName.class, "project locationId");
        ENCODED.put(QueueName.class, "location queueId");
        ENCODED.put(TaskName.class, "queue taskId");
    }

    static Stream<Arguments> encoded() {
        return ENCODED.entrySet().stream().map(entry -> arguments(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest
    @MethodSource("encoded")
    void every_component_is_encoded(Class<?> type, String components) {
        assertThat(Stream.of(type.getRecordComponents()).map(RecordComponent::getName))
                .as(
                        "%s has changed. Change storage.proto, the codec, Examples, RandomValues and this list",
                        type.getSimpleName())
                .containsExactlyElementsOf(components.isEmpty() ? List.of() : List.of(components.split(" ")));
    }

    @Test
    void every_record_of_the_stored_values_is_listed() {
        Set<Class<?>> records = new HashSet<>();
        Set<Class<?>> seen = new HashSet<>();
        Deque<Type> open =
                new ArrayDeque<>(List.of(Task.class, Queue.class, Policy.class, Operation.class, FinishedTask.class));
        while (!open.isEmpty()) {
            Type type = open.remove();
            if (type instanceof ParameterizedType generic) {
                open.addAll(List.of(generic.getActualTypeArguments()));
            } else if (type instanceof Class<?> known && known != RetryAfter.class && seen.add(known)) {
                if (known.isSealed()) {
                    open.addAll(List.of(known.getPermittedSubclasses()));
                }
                if (known.isRecord()) {
                    records.add(known);
                    Stream.of(known.getRecordComponents())
                            .map(RecordComponent::getGenericType)
                            .forEach(open::add);
                }
            }
        }

        assertThat(records).isEqualTo(ENCODED.keySet());
    }
}
