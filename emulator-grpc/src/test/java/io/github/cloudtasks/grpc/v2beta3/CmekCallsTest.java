package io.github.cloudtasks.grpc.v2beta3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.InProcess;
import io.github.cloudtasks.proto.v2beta3.CmekConfig;
import io.github.cloudtasks.proto.v2beta3.GetCmekConfigRequest;
import io.github.cloudtasks.proto.v2beta3.UpdateCmekConfigRequest;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The methods on customer-managed encryption keys, over gRPC and the engine. */
class CmekCallsTest {
    private static final String LOCATION = "projects/p/locations/us-central1";
    private static final String NAME = LOCATION + "/cmekConfig";
    private static final String KEY = LOCATION + "/keyRings/ring/cryptoKeys/key";
    private final InProcess door = new InProcess();

    @AfterEach
    void close() {
        door.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2", "v2beta3"})
    @Tag("recorded")
    void a_location_has_a_config_without_a_key(String version) {
        assertThat(get(version)).isEqualTo(config(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2", "v2beta3"})
    @Tag("documented")
    void an_update_without_a_mask_sets_the_key_or_takes_it_away(String version) {
        assertThat(update(version, KEY)).isEqualTo(config(KEY));
        assertThat(get(version)).isEqualTo(config(KEY));

        assertThat(update(version, "")).isEqualTo(config(""));
        assertThat(get(version)).isEqualTo(config(""));
    }

    @Test
    @Tag("documented")
    void an_update_takes_over_what_its_mask_names() {
        update("v2beta3", KEY);

        assertThat(update("v2beta3", "", "name")).isEqualTo(config(KEY));
        assertThat(update("v2beta3", "", "kms_key")).isEqualTo(config(""));
    }

    @Test
    @Tag("inferred")
    void an_empty_mask_changes_nothing() {
        assertThat(update("v2beta3", KEY, new String[0])).isEqualTo(config(""));
    }

    @Test
    @Tag("inferred")
    void a_mask_must_name_fields_of_the_config() {
        assertThatThrownBy(() -> update("v2beta3", KEY, "kmsKey"))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("INVALID_ARGUMENT: Invalid mask: kmsKey");
    }

    private CmekConfig get(String version) {
        return call(
                version,
                "GetCmekConfig",
                GetCmekConfigRequest.newBuilder().setName(NAME).build());
    }

    private CmekConfig update(String version, String key) {
        return call(
                version,
                "UpdateCmekConfig",
                UpdateCmekConfigRequest.newBuilder().setCmekConfig(config(key)).build());
    }

    private CmekConfig update(String version, String key, String... paths) {
        FieldMask.Builder mask = FieldMask.newBuilder();
        for (String path : paths) {
            mask.addPaths(path);
        }
        return call(
                version,
                "UpdateCmekConfig",
                UpdateCmekConfigRequest.newBuilder()
                        .setCmekConfig(config(key))
                        .setUpdateMask(mask)
                        .build());
    }

    /** The messages of v2 are the same on the wire. */
    private CmekConfig call(String version, String method, Message request) {
        return door.call(
                "google.cloud.tasks." + version + ".CloudTasks", method, request, CmekConfig.getDefaultInstance());
    }

    private static CmekConfig config(String key) {
        return CmekConfig.newBuilder().setName(NAME).setKmsKey(key).build();
    }
}
