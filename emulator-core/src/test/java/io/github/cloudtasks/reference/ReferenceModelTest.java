package io.github.cloudtasks.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.cloudtasks.engine.spec.Limits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A comparison of the engine with the reference model on random operations. After each operation, the results and the
 * whole visible state must be equal. A sequence with a difference is shortened and printed. {@code -Dmodel.seed=…} and
 * {@code -Dmodel.sequences=…} select other sequences.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class ReferenceModelTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05.5Z");
    private static final long SEED = Long.getLong("model.seed", 20_260_102);
    private static final int SEQUENCES = Integer.getInteger("model.sequences", 1_000);
    private static final Limits SHORT_TOMBSTONES =
            Limits.DEFAULTS.withQueueNameReuse(Duration.ofMinutes(1)).withTaskNameReuse(Duration.ofSeconds(10));
    private static final Limits NO_TOMBSTONES =
            SHORT_TOMBSTONES.withQueueNameReuse(Duration.ZERO).withTaskNameReuse(Duration.ZERO);

    @Test
    void short_sequences_match_the_reference_model() {
        compare(SHORT_TOMBSTONES, SEQUENCES, 60);
    }

    @Test
    void short_sequences_without_tombstones_match_the_reference_model() {
        compare(NO_TOMBSTONES, SEQUENCES, 60);
    }

    @Test
    void long_sequences_match_the_reference_model() {
        compare(SHORT_TOMBSTONES, SEQUENCES / 20, 1_000);
    }

    @Test
    void failing_sequence_is_shrunk_to_its_cause() {
        List<Integer> sequence = IntStream.range(0, 100).boxed().toList();

        assertThat(Shrinker.shrink(sequence, s -> s.contains(17) && s.contains(71)))
                .containsExactly(17, 71);
        assertThat(Shrinker.shrink(sequence, s -> !s.isEmpty())).hasSize(1);
        assertThat(Shrinker.shrink(sequence, s -> s.size() == 100)).hasSize(100);
    }

    private static void compare(Limits limits, int sequences, int length) {
        SplittableRandom seeds = new SplittableRandom(SEED);
        for (int i = 0; i < sequences; i++) {
            List<RandomOperation> operations = new OperationGenerator(seeds.split()).sequence(length);
            if (difference(limits, operations) != null) {
                List<RandomOperation> shortest =
                        Shrinker.shrink(operations, tried -> difference(limits, tried) != null);
                fail(
                        "seed %d, sequence %d with %s, shortened to%n  %s%n%s",
                        SEED,
                        i,
                        limits,
                        shortest.stream().map(RandomOperation::toString).collect(Collectors.joining("\n  ")),
                        difference(limits, shortest));
            }
        }
    }

    /** Returns a description of the first difference, or null. */
    private static @Nullable String difference(Limits limits, List<RandomOperation> operations) {
        EngineUnderTest engine = new EngineUnderTest(limits, START);
        ReferenceService reference = new ReferenceService(limits, START);
        for (RandomOperation operation : operations) {
            String result;
            String state;
            try {
                result = engine.apply(operation);
                state = engine.snapshot();
            } catch (RuntimeException e) {
                return operation + " failed: " + e;
            }
            String expectedResult = reference.apply(operation, engine.lastId());
            String expectedState = reference.snapshot();
            if (!Objects.equals(result, expectedResult) || !state.equals(expectedState)) {
                return "%s%nreturns %s%n  expected %s%nand leaves%n%s  expected%n%s"
                        .formatted(operation, result, expectedResult, state, expectedState);
            }
        }
        return null;
    }
}
