package io.github.cloudtasks.engine;

import static io.github.cloudtasks.engine.ErrorAssertions.assertInvalid;
import static io.github.cloudtasks.engine.ErrorAssertions.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.QueueApi.UploadedQueue;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.ApiException.Detail;
import io.github.cloudtasks.model.CmekConfig;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.HttpTarget.Header;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * GetCmekConfig and UpdateCmekConfig: customer-managed encryption keys.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/cmek">CMEK</a>
 */
class CmekConfigsTest {
    private static final LocationName LOCATION = new LocationName("p", "us-central1");
    private static final String CONFIG = LOCATION + "/cmekConfig";
    private static final String QUEUE = LOCATION + "/queues/q";
    private static final String RING = "projects/keys/locations/us-central1/keyRings/ring";
    private static final String KEY = RING + "/cryptoKeys/key";
    private static final NewQueue HEADERS = Samples.settings(
            new PushTarget(null, new HttpTarget(null, null, List.of(new Header("X-A", "b")), null)),
            RateLimits.UNSET,
            RetryConfig.UNSET);
    private static final NewQueue METHOD = Samples.settings(
            new PushTarget(null, new HttpTarget(null, null, List.of(), null)), RateLimits.UNSET, RetryConfig.UNSET);
    private static final NewQueue LONG_LIVED = lasting(Duration.ofDays(60).plusNanos(1));

    private final CloudTasks cloudTasks =
            new CloudTasks(Limits.DEFAULTS, new VirtualTimeline(Samples.START), new ManualDispatcher());

    @Test
    @Tag("recorded")
    void location_has_no_key_by_default() {
        assertThat(cloudTasks.locations().getCmekConfig(CONFIG)).isEqualTo(new CmekConfig(LOCATION, ""));
        assertThat(cloudTasks.locations().getCmekConfig(CONFIG).name()).isEqualTo(CONFIG);
    }

    @Test
    @Tag("documented")
    void key_is_stored_until_it_is_cleared() {
        assertThat(set(KEY)).isEqualTo(new CmekConfig(LOCATION, KEY));
        assertThat(cloudTasks.locations().getCmekConfig(CONFIG)).isEqualTo(new CmekConfig(LOCATION, KEY));
        assertThat(cloudTasks
                        .locations()
                        .getCmekConfig("projects/p/locations/us-east1/cmekConfig")
                        .kmsKey())
                .isEmpty();

        assertThat(set("")).isEqualTo(new CmekConfig(LOCATION, ""));
        assertThat(cloudTasks.locations().getCmekConfig(CONFIG).kmsKey()).isEmpty();
    }

    @Test
    @Tag("inferred")
    void update_can_keep_the_current_key() {
        set(KEY);

        assertThat(cloudTasks
                        .locations()
                        .updateCmekConfig(CONFIG, present -> present)
                        .kmsKey())
                .isEqualTo(KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"junk", RING + "/", RING + "/cryptoKeys", RING + "/cryptoKeys/key/extra", "x/" + KEY})
    @Tag("recorded")
    void malformed_key_name_is_rejected(String key) {
        assertInvalid(() -> set(key), "Resource name [" + key + "] does not match any known resource name pattern.");
    }

    @ParameterizedTest
    @ValueSource(strings = {RING, KEY + "/cryptoKeyVersions/1"})
    @Tag("recorded")
    void key_ring_or_key_version_is_rejected(String key) {
        assertInvalid(() -> set(key), "Request contains an invalid argument.");
    }

    @Test
    @Tag("recorded")
    void key_in_another_location_is_not_found() {
        assertRejected(
                () -> set("projects/keys/locations/europe-west1/keyRings/ring/cryptoKeys/key"),
                Code.NOT_FOUND,
                "Requested entity was not found.");
        assertThat(cloudTasks.locations().getCmekConfig(CONFIG).kmsKey()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {KEY, "junk"})
    @Tag("recorded")
    void queue_with_header_overrides_prevents_every_key(String key) {
        create(HEADERS);

        ApiException error = assertRejected(() -> set(key), Code.FAILED_PRECONDITION, forbidden());

        assertThat(error.details())
                .containsExactly(new Detail.ErrorInfo(
                        "UNSATISFIED_PRECONDITION_FOR_CMEK", "cloudtasks.googleapis.com", Map.of()));
        assertThat(cloudTasks.locations().getCmekConfig(CONFIG).kmsKey()).isEmpty();
    }

    @Test
    @Tag("recorded")
    void queue_with_a_task_ttl_above_60_days_prevents_a_key() {
        create(LONG_LIVED);

        assertRejected(() -> set(KEY), Code.FAILED_PRECONDITION, forbidden());
        assertThat(set("").kmsKey()).isEmpty();
    }

    @Test
    @Tag("inferred")
    void pull_queue_that_v2_hides_prevents_a_key() {
        create(new NewQueue(
                Samples.pull().target(), RateLimits.UNSET, RetryConfig.UNSET, Duration.ofDays(61), null, null));

        assertRejected(
                () -> cloudTasks.forVersion(Dialect.V2).locations().updateCmekConfig(CONFIG, present -> KEY),
                Code.FAILED_PRECONDITION,
                forbidden());
    }

    @Test
    @Tag("inferred")
    void other_queues_and_locations_do_not_prevent_a_key() {
        create(METHOD);
        String elsewhere = "projects/p/locations/us-east1";
        cloudTasks.queues().createQueue(elsewhere, elsewhere + "/queues/q", HEADERS);
        cloudTasks.queues().createQueue(LOCATION.toString(), LOCATION + "/queues/r", lasting(Duration.ofDays(60)));

        assertThat(set(KEY).kmsKey()).isEqualTo(KEY);
    }

    static List<NewQueue> forbiddenQueues() {
        return List.of(HEADERS, LONG_LIVED);
    }

    @ParameterizedTest
    @MethodSource("forbiddenQueues")
    @Tag("inferred")
    void key_prevents_header_overrides_and_long_ttls__new_queue(NewQueue settings) {
        set(KEY);
        String text =
                "Queue '%s' cannot have HTTP Target Override headers or tasks ttl of more than 60 days because CMEK is enabled in '%s'."
                        .formatted(QUEUE, LOCATION);
        UploadedQueue uploaded = new UploadedQueue(settings, false);

        assertRejected(() -> create(settings), Code.FAILED_PRECONDITION, text);
        assertRejected(
                () -> cloudTasks.queues().updateQueue(QUEUE, current -> settings), Code.FAILED_PRECONDITION, text);
        assertRejected(
                () -> cloudTasks.queues().uploadQueues("p", Map.of("q", uploaded), false),
                Code.FAILED_PRECONDITION,
                text);
        assertThat(cloudTasks
                        .queues()
                        .listQueues(LOCATION.toString(), queue -> true, "", 0, "")
                        .items())
                .isEmpty();
    }

    @Test
    @Tag("inferred")
    void key_prevents_header_overrides_and_long_ttls__existing_queue() {
        create(METHOD);
        set(KEY);

        assertRejected(
                () -> cloudTasks.queues().updateQueue(QUEUE, current -> HEADERS),
                Code.FAILED_PRECONDITION,
                "Queue '%s' cannot have HTTP Target Override headers or tasks ttl of more than 60 days because CMEK is enabled in '%s'."
                        .formatted(QUEUE, LOCATION));

        set("");
        assertThat(cloudTasks.queues().updateQueue(QUEUE, current -> HEADERS).target())
                .isEqualTo(HEADERS.target());
    }

    @Test
    @Tag("recorded")
    void config_name_is_checked_like_other_names() {
        assertInvalid(() -> cloudTasks.locations().getCmekConfig(""), "Invalid resource field value in the request.");
        assertRejected(
                () -> cloudTasks.locations().getCmekConfig("not-a-valid-name"),
                Code.PERMISSION_DENIED,
                "Permission denied on resource project not-a-valid-name.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "projects/p/locations/us-central1",
                "projects/p/locations/us-central1/kmsConfig",
                "projects/p/cmekConfig",
                "projects/p/locations//cmekConfig",
                "projects/p/locations/us-central1/cmekConfig/x",
                "projects/p/locations/us-central1/x/cmekConfig"
            })
    @Tag("recorded")
    void malformed_config_name_is_reported_with_the_expected_form(String name) {
        String text =
                "CMEK Config name must be formatted: \"projects/<PROJECT_ID>/locations/<LOCATION_ID>/cmekConfig\".";

        assertThat(assertInvalid(() -> cloudTasks.locations().getCmekConfig(name), text)
                        .details())
                .isEmpty();
        assertInvalid(() -> cloudTasks.locations().updateCmekConfig(name, present -> KEY), text);
    }

    private CmekConfig set(String key) {
        return cloudTasks.locations().updateCmekConfig(CONFIG, present -> key);
    }

    private void create(NewQueue settings) {
        cloudTasks.queues().createQueue(LOCATION.toString(), QUEUE, settings);
    }

    private static String forbidden() {
        return "CMEK cannot be enabled on any project that has one or more queues with HTTP Target Override headers"
                + " or tasks ttl of more than 60 days.";
    }

    private static NewQueue lasting(Duration taskTtl) {
        return new NewQueue(null, RateLimits.UNSET, RetryConfig.UNSET, taskTtl, null, null);
    }
}
