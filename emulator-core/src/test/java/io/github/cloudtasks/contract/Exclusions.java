package io.github.cloudtasks.contract;

import io.github.cloudtasks.engine.spec.Dialect;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The contract tests that do not apply to an API version or a transport, each with the reason. Immutable.
 *
 * @param reasons by simple class name, or by simple class name, a dot and the name of a test method
 */
public record Exclusions(Map<String, String> reasons) {
    private static final Exclusions NONE = new Exclusions(Map.of());

    private static final Exclusions WITHOUT_LEASES = NONE.classes(
                    "only v2beta2 creates and leases pull tasks",
                    LeasingTasksContract.class,
                    LeaseFiltersContract.class,
                    LeaseCallLimitContract.class,
                    LeaseTokensContract.class)
            .tests(
                    "only v2beta2 leases tasks",
                    DeletingQueuesContract.class,
                    "missing_queue_is_not_found__lease_methods")
            .classes("only v2beta2 accepts queue.yaml", UploadingQueuesContract.class, QueueYamlContract.class);

    public Exclusions {
        reasons = Map.copyOf(reasons);
    }

    /** Returns what only the API layer implements. */
    public static Exclusions forEngine() {
        return NONE.classes(
                "only the API layer implements it",
                UpdateMasksContract.class,
                ReadMasksContract.class,
                QueueFiltersContract.class,
                TaskViewsContract.class,
                ResponseStatusesContract.class,
                QueueYamlContract.class);
    }

    /** Returns what is not available over gRPC. */
    public static Exclusions forGrpc() {
        return NONE.classes("only REST has BufferTask", BufferingTasksContract.class)
                .classes("the API takes queue.yaml files", UploadingQueuesContract.class);
    }

    /** Returns what is not available over REST. */
    public static Exclusions forRest() {
        return NONE.classes("a malformed name is an unknown path", ResourceNamesContract.class)
                .tests(
                        "a mask without a value counts as absent",
                        UpdateMasksContract.class,
                        "empty_mask_means_no_field_in_v2_and_v2beta3")
                .classes("the API takes queue.yaml files", UploadingQueuesContract.class);
    }

    /** Returns what a version does not support, over any transport. */
    public static Exclusions forVersion(Dialect dialect) {
        return switch (dialect.pullQueues()) {
            case LEASABLE -> NONE;
            case VISIBLE -> WITHOUT_LEASES;
            case HIDDEN -> WITHOUT_LEASES.classes("v2 has no pull queues", PullQueueSettingsContract.class);
        };
    }

    /** Returns the tests of fields that the messages of a version lack. */
    public static Exclusions forMessagesOf(Dialect dialect) {
        return switch (dialect.version()) {
            case "v2beta2" ->
                NONE.classes("v2beta2 has no field for it", LogSamplingContract.class, DispatchDeadlinesContract.class)
                        .tests(
                                "v2beta2 requires a positive number of attempts and has a field for unlimited (documented)",
                                TaskRetryConfigsContract.class,
                                "invalid_retry_config_is_rejected_as_in_a_queue__out_of_range");
            case "v2" ->
                NONE.classes(
                                "v2 has no field for it",
                                QueueTtlsContract.class,
                                QueueStatsContract.class,
                                ReadMasksContract.class)
                        .tests(
                                "v2 has no field for TTLs",
                                CreatingQueuesContract.class,
                                "new_queue_keeps_tasks_for_31_days_and_task_names_for_1_hour")
                        .tests(
                                "v2 has no field for TTLs",
                                ExpiringTasksContract.class,
                                "task_ttl_of_the_queue_sets_the_expiry",
                                "tombstone_ttl_of_the_queue_sets_when_a_task_name_can_be_reused");
            default -> NONE;
        };
    }

    /** Returns the exclusions of both. */
    public Exclusions and(Exclusions other) {
        Map<String, String> both = new HashMap<>(reasons);
        both.putAll(other.reasons);
        return new Exclusions(both);
    }

    @SafeVarargs
    private Exclusions classes(String reason, Class<? extends ServiceContract>... excluded) {
        Map<String, String> more = new HashMap<>(reasons);
        for (Class<? extends ServiceContract> contract : excluded) {
            more.put(contract.getSimpleName(), reason);
        }
        return new Exclusions(more);
    }

    private Exclusions tests(String reason, Class<? extends ServiceContract> contract, String... names) {
        List<String> all = Arrays.stream(contract.getDeclaredMethods())
                .map(Method::getName)
                .toList();
        Map<String, String> more = new HashMap<>(reasons);
        for (String name : names) {
            if (!all.contains(name)) {
                throw new IllegalArgumentException(contract.getSimpleName() + " has no test " + name);
            }
            more.put(contract.getSimpleName() + "." + name, reason);
        }
        return new Exclusions(more);
    }

    /** Returns the reason for which all tests of a class are excluded, or empty. */
    Optional<String> reasonFor(Class<?> contract) {
        return Optional.ofNullable(reasons.get(contract.getSimpleName()));
    }

    /** Returns the reason for which a test is excluded, or empty. */
    Optional<String> reasonFor(Method test) {
        return Optional.ofNullable(reasons.get(test.getDeclaringClass().getSimpleName() + "." + test.getName()));
    }
}
