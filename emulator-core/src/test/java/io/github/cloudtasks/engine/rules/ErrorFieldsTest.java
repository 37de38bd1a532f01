package io.github.cloudtasks.engine.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.cloudtasks.engine.Samples;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Authorization.OidcToken;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.HttpTarget.Header;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ErrorFieldsTest {
    @Test
    void errors_name_the_field_as_the_version_does() {
        NewQueue tooFast = Samples.push(new RateLimits(501, 0, 0), RetryConfig.UNSET);

        assertThat(fields(Dialect.V2BETA2, tooFast)).containsExactly("rate_limits.max_tasks_dispatched_per_second");
        assertThat(fields(Dialect.V2, tooFast)).containsExactly("rate_limits.max_dispatches_per_second");
    }

    @Test
    void an_error_can_be_about_two_fields() {
        RetryConfig reversed = new RetryConfig(0, null, Duration.ofSeconds(2), Duration.ofSeconds(1), 0);

        assertThat(fields(Dialect.V2, Samples.push(RateLimits.UNSET, reversed)))
                .containsExactly("retry_config.min_backoff", "retry_config.max_backoff");
    }

    @Test
    void errors_of_an_http_target_name_the_header_or_the_token() {
        assertThat(fields(Dialect.V2, target(List.of(new Header("X", "1"), new Header("Host", "h")), "a@b")))
                .containsExactly("http_target.header_overrides[1].header.key");
        assertThat(fields(Dialect.V2, target(List.of(), "nobody")))
                .containsExactly("http_target.oidc_token.service_account_email");
    }

    @Test
    void an_error_can_be_about_no_field() {
        assertThat(ApiException.notFound().fields()).isEmpty();
    }

    private static NewQueue target(List<Header> headers, String email) {
        HttpTarget http = new HttpTarget(null, null, headers, new OidcToken(email, ""));
        return Samples.settings(new PushTarget(null, http), RateLimits.UNSET, RetryConfig.UNSET);
    }

    private static List<String> fields(Dialect dialect, NewQueue settings) {
        QueueRules rules = new QueueRules(dialect, Limits.DEFAULTS);
        return catchThrowableOfType(ApiException.class, () -> {
                    rules.check(settings);
                    rules.complete(Samples.QUEUE, settings);
                })
                .fields();
    }
}
