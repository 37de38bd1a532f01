package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The sampling ratio of operations that are logged. v2beta2 has no such field.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 */
public abstract class LogSamplingContract extends ServiceContract {

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 1})
    @Tag("recorded")
    void sampling_ratio_must_be_0_to_1__accepted(double ratio) {
        assertThat(fixture.createQueue("q", QueueBuilder.push().sampling(ratio)).samplingRatio())
                .isEqualTo(ratio);
    }

    @Test
    @Tag("recorded")
    void sampling_ratio_0_is_shown_as_unset() {
        assertThat(fixture.createQueue("q", QueueBuilder.push().sampling(0)).samplingRatio())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.5, -0.5, Double.NaN})
    @Tag("recorded")
    void sampling_ratio_must_be_0_to_1__rejected(double ratio) {
        assertRejected(
                INVALID_ARGUMENT,
                "sampling_ratio must be between 0.0 and 1.0.",
                () -> fixture.createQueue("q", QueueBuilder.push().sampling(ratio)));
    }
}
