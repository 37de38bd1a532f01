package io.github.cloudtasks.grpc.v2beta3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.InProcessEmulator;
import io.github.cloudtasks.proto.v2beta3.CmekConfig;
import io.github.cloudtasks.proto.v2beta3.GetCmekConfigRequest;
import io.github.cloudtasks.proto.v2beta3.UpdateCmekConfigRequest;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The methods for customer-managed encryption keys, over gRPC and with the engine. */
class CmekTest {
    private static final String LOCATION = "projects/p/locations/us-central1";
    private static final String NAME = LOCATION + "/cmekConfig";
    private static final String KEY = LOCATION + "/keyRings/ring/cryptoKeys/key";
    private final InProcessEmulator emulator = new InProcessEmulator();

    @AfterEach
    void close() {
        emulator.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2", "v2beta3"})
    @Tag("recorded")
    void cmek_config_has_no_key_by_default(String version) {
        assertThat(get(version)).isEqualTo(config(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2", "v2beta3"})
    @Tag("documented")
    void cmek_update_without_mask_sets_or_clears_the_key(String version) {
        assertThat(update(version, KEY)).isEqualTo(config(KEY));
        assertThat(get(version)).isEqualTo(config(KEY));

        assertThat(update(version, "")).isEqualTo(config(""));
        assertThat(get(version)).isEqualTo(config(""));
    }

    @Test
    @Tag("documented")
    void cmek_update_changes_masked_fields() {
        update("v2beta3", KEY);

        assertThat(update("v2beta3", "", "name")).isEqualTo(config(KEY));
        assertThat(update("v2beta3", "", "kms_key")).isEqualTo(config(""));
    }

    @Test
    @Tag("inferred")
    void empty_mask_changes_nothing() {
        assertThat(update("v2beta3", KEY, new String[0])).isEqualTo(config(""));
    }

    @Test
    @Tag("inferred")
    void cmek_update_mask_must_name_known_fields() {
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

    /** Calls a method of any version with messages of v2beta3, which are the same on the wire. */
    private CmekConfig call(String version, String method, Message request) {
        return emulator.call(
                "google.cloud.tasks." + version + ".CloudTasks", method, request, CmekConfig.getDefaultInstance());
    }

    private static CmekConfig config(String key) {
        return CmekConfig.newBuilder().setName(NAME).setKmsKey(key).build();
    }
}
