package io.github.cloudtasks.contract;

import io.github.cloudtasks.engine.spec.Dialect;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The chapters and the single tests that are none for a version of the API, or for a way of reaching it, each with the
 * reason. Immutable.
 *
 * @param reasons by the name of a chapter, or by that and the name of a test
 */
public record Exclusions(Map<String, String> reasons) {
    private static final Exclusions NOTHING = new Exclusions(Map.of());

    private static final Exclusions WITHOUT_LEASES = NOTHING.chapters(
                    "only v2beta2 makes and leases pull tasks",
                    LeasingTasksContract.class,
                    LeaseFiltersContract.class,
                    LeaseCallLimitContract.class,
                    LeaseTokensContract.class)
            .tests(
                    "only v2beta2 leases tasks",
                    DeletingQueuesContract.class,
                    "missing_queue_is_not_found__lease_methods")
            .chapters("only v2beta2 takes queue.yaml", UploadingQueuesContract.class, QueueYamlContract.class);

    public Exclusions {
        reasons = Map.copyOf(reasons);
    }

    /** What the engine leaves to the doors. */
    public static Exclusions forEngine() {
        return NOTHING.chapters(
                "the engine leaves it to the doors",
                UpdateMasksContract.class,
                ReadMasksContract.class,
                QueueFiltersContract.class,
                TaskViewsContract.class,
                ResponseStatusesContract.class,
                QueueYamlContract.class);
    }

    /** What gRPC has no method for. */
    public static Exclusions forGrpc() {
        return NOTHING.chapters("only REST has BufferTask", BufferingTasksContract.class)
                .chapters("a door takes YAML", UploadingQueuesContract.class);
    }

    /** What REST has no path for. */
    public static Exclusions forRest() {
        return NOTHING.chapters("a name that is none is a path that is not there", ResourceNamesContract.class)
                .tests(
                        "a mask without a value is as if it were not there",
                        UpdateMasksContract.class,
                        "empty_mask_means_no_field_in_v2_and_v2beta3")
                .chapters("a door takes YAML", UploadingQueuesContract.class);
    }

    /** What a version cannot do, whatever it is asked through. */
    public static Exclusions forVersion(Dialect dialect) {
        return switch (dialect.pullQueues()) {
            case LEASED -> NOTHING;
            case SHOWN -> WITHOUT_LEASES;
            case HIDDEN -> WITHOUT_LEASES.chapters("v2 knows of no pull queues", PullQueueSettingsContract.class);
        };
    }

    /** What the messages of a version have no field for. */
    public static Exclusions forMessagesOf(Dialect dialect) {
        return switch (dialect.version()) {
            case "v2beta2" ->
                NOTHING.chapters(
                                "v2beta2 has no field for it",
                                LogSamplingContract.class,
                                DispatchDeadlinesContract.class)
                        .tests(
                                "v2beta2 says that attempts must be positive: no number stands for unlimited ones (documented)",
                                TaskRetryConfigsContract.class,
                                "invalid_retry_config_is_rejected_as_in_a_queue__out_of_range");
            case "v2" ->
                NOTHING.chapters(
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
            default -> NOTHING;
        };
    }

    /** Both of these. */
    public Exclusions and(Exclusions other) {
        Map<String, String> both = new HashMap<>(reasons);
        both.putAll(other.reasons);
        return new Exclusions(both);
    }

    @SafeVarargs
    private Exclusions chapters(String reason, Class<? extends ServiceContract>... chapters) {
        Map<String, String> more = new HashMap<>(reasons);
        for (Class<? extends ServiceContract> chapter : chapters) {
            more.put(chapter.getSimpleName(), reason);
        }
        return new Exclusions(more);
    }

    private Exclusions tests(String reason, Class<? extends ServiceContract> chapter, String... names) {
        List<String> all =
                Arrays.stream(chapter.getDeclaredMethods()).map(Method::getName).toList();
        Map<String, String> more = new HashMap<>(reasons);
        for (String name : names) {
            if (!all.contains(name)) {
                throw new IllegalArgumentException(chapter.getSimpleName() + " has no test " + name);
            }
            more.put(chapter.getSimpleName() + "." + name, reason);
        }
        return new Exclusions(more);
    }

    /** Why this chapter is left out, if it is. */
    Optional<String> why(Class<?> chapter) {
        return Optional.ofNullable(reasons.get(chapter.getSimpleName()));
    }

    /** Why this test is left out, if it is. */
    Optional<String> why(Method test) {
        return Optional.ofNullable(reasons.get(test.getDeclaringClass().getSimpleName() + "." + test.getName()));
    }
}
