package io.github.cloudtasks.grpc.v2beta2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Durations;
import io.github.cloudtasks.proto.v2beta2.RetryConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class V2beta2SettingsConverterTest {

    @Test
    @Tag("documented")
    void unlimited_attempts_is_a_separate_field_and_max_attempts_must_be_positive() {
        assertThat(attempts(RetryConfig.newBuilder().setUnlimitedAttempts(true)))
                .isEqualTo(-1);
        assertThat(attempts(RetryConfig.newBuilder().setMaxAttempts(3))).isEqualTo(3);
        for (int negative : new int[] {-1, -2, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> attempts(RetryConfig.newBuilder().setMaxAttempts(negative)))
                    .hasMessage("RetryConfig.maxAttempts must be greater than 0.");
        }
    }

    @Test
    @Tag("inferred")
    void absent_max_attempts_and_false_unlimited_attempts_mean_the_default() {
        assertThat(attempts(RetryConfig.newBuilder())).isZero();
        assertThat(attempts(RetryConfig.newBuilder().setMaxAttempts(0))).isZero();
        assertThat(attempts(RetryConfig.newBuilder().setUnlimitedAttempts(false)))
                .isZero();
    }

    @Test
    @Tag("documented")
    void response_has_either_max_attempts_or_unlimited_attempts() {
        assertThat(shown(-1))
                .isEqualTo(RetryConfig.newBuilder().setUnlimitedAttempts(true).build());
        assertThat(shown(100))
                .isEqualTo(RetryConfig.newBuilder().setMaxAttempts(100).build());
    }

    @Test
    @Tag("recorded")
    void backoffs_keep_nanoseconds() {
        Duration odd = Durations.fromNanos(1_234_567_891L);
        RetryConfig sent = RetryConfig.newBuilder()
                .setMaxAttempts(1)
                .setMaxRetryDuration(odd)
                .setMinBackoff(odd)
                .setMaxBackoff(odd)
                .setMaxDoublings(7)
                .build();

        assertThat(V2beta2SettingsConverter.toProto(V2beta2SettingsConverter.fromProto(sent)))
                .isEqualTo(sent);
    }

    private static int attempts(RetryConfig.Builder config) {
        return V2beta2SettingsConverter.fromProto(config.build()).maxAttempts();
    }

    private static RetryConfig shown(int attempts) {
        return V2beta2SettingsConverter.toProto(
                new io.github.cloudtasks.model.RetryConfig(attempts, null, null, null, 0));
    }
}
