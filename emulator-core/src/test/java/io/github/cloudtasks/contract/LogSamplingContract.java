package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The share of a queue's operations to log; v2beta2 has none. */
public abstract class LogSamplingContract extends ServiceContract {

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 1})
    @Tag("recorded")
    void a_sampling_ratio_is_from_0_to_1(double ratio) {
        assertThat(fixture.createQueue("q", QueueBuilder.push().sampling(ratio)).samplingRatio())
                .isEqualTo(ratio);
    }

    @Test
    @Tag("recorded")
    void a_sampling_ratio_of_0_is_none() {
        assertThat(fixture.createQueue("q", QueueBuilder.push().sampling(0)).samplingRatio())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(doubles = {1.5, -0.5, Double.NaN})
    @Tag("recorded")
    void a_sampling_ratio_out_of_range_is_refused(double ratio) {
        assertRejected(
                INVALID_ARGUMENT,
                "sampling_ratio must be between 0.0 and 1.0.",
                () -> fixture.createQueue("q", QueueBuilder.push().sampling(ratio)));
    }
}
