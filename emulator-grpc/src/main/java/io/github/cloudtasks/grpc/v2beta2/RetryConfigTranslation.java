package io.github.cloudtasks.grpc.v2beta2;

import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.grpc.translation.Translation;
import io.github.cloudtasks.proto.v2beta2.RetryConfig;
import java.util.function.Function;

/** Retry configurations. Unlimited attempts have a field of their own here, and are -1 there. */
final class RetryConfigTranslation {
    private static final int UNLIMITED = io.github.cloudtasks.model.RetryConfig.UNLIMITED;
    private static final io.github.cloudtasks.proto.v2beta3.RetryConfig V2BETA3 =
            io.github.cloudtasks.proto.v2beta3.RetryConfig.getDefaultInstance();

    private static final Function<io.github.cloudtasks.proto.v2beta3.RetryConfig, RetryConfig> PLAIN =
            Translation.PLAIN.between(V2BETA3, RetryConfig.getDefaultInstance());
    private static final Function<RetryConfig, io.github.cloudtasks.proto.v2beta3.RetryConfig> PLAIN_BACK =
            Translation.PLAIN.between(RetryConfig.getDefaultInstance(), V2BETA3);

    private RetryConfigTranslation() {}

    static RetryConfig toV2beta2(io.github.cloudtasks.proto.v2beta3.RetryConfig config) {
        RetryConfig translated = PLAIN.apply(config);
        return config.getMaxAttempts() == UNLIMITED
                ? translated.toBuilder().setUnlimitedAttempts(true).build()
                : translated;
    }

    /** A number of attempts "must be &gt; 0" (documented); 0 counts as unset, as everywhere (inferred). */
    static io.github.cloudtasks.proto.v2beta3.RetryConfig toV2beta3(RetryConfig config) {
        if (config.getMaxAttempts() < 0) {
            throw ApiException.invalidArgument("RetryConfig.maxAttempts must be greater than 0.")
                    .withFields("retry_config.max_attempts");
        }
        io.github.cloudtasks.proto.v2beta3.RetryConfig translated = PLAIN_BACK.apply(config);
        return config.getUnlimitedAttempts()
                ? translated.toBuilder().setMaxAttempts(UNLIMITED).build()
                : translated;
    }
}
