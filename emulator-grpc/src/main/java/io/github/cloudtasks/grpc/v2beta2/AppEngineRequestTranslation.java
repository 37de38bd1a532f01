package io.github.cloudtasks.grpc.v2beta2;

import io.github.cloudtasks.grpc.translation.Translation;
import io.github.cloudtasks.proto.v2beta2.AppEngineHttpRequest;
import java.util.function.Function;

/** App Engine requests of tasks, whose path and body have other names. */
final class AppEngineRequestTranslation {
    private static final io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest V2BETA3 =
            io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest.getDefaultInstance();

    private static final Function<io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest, AppEngineHttpRequest> PLAIN =
            Translation.PLAIN.between(V2BETA3, AppEngineHttpRequest.getDefaultInstance());
    private static final Function<AppEngineHttpRequest, io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest>
            PLAIN_BACK = Translation.PLAIN.between(AppEngineHttpRequest.getDefaultInstance(), V2BETA3);

    private AppEngineRequestTranslation() {}

    static AppEngineHttpRequest toV2beta2(io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest request) {
        return PLAIN.apply(request).toBuilder()
                .setRelativeUrl(request.getRelativeUri())
                .setPayload(request.getBody())
                .build();
    }

    static io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest toV2beta3(AppEngineHttpRequest request) {
        return PLAIN_BACK.apply(request).toBuilder()
                .setRelativeUri(request.getRelativeUrl())
                .setBody(request.getPayload())
                .build();
    }
}
