package io.github.cloudtasks.engine;

import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import static io.github.cloudtasks.engine.ErrorAssertions.assertInvalid;
import static io.github.cloudtasks.engine.ErrorAssertions.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.ApiException.Detail;
import io.github.cloudtasks.engine.CloudTasks.UploadedQueue;
import io.github.cloudtasks.model.CmekConfig;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.HttpTarget.Header;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.RetryConfig;
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

/** Customer-managed keys. */
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
    void a_location_has_no_key_unless_told_otherwise() {
        assertThat(cloudTasks.getCmekConfig(CONFIG)).isEqualTo(new CmekConfig(LOCATION, ""));
        assertThat(cloudTasks.getCmekConfig(CONFIG).name()).isEqualTo(CONFIG);
    }

    @Test
    @Tag("documented")
    void a_key_is_remembered_until_it_is_turned_off() {
        assertThat(set(KEY)).isEqualTo(new CmekConfig(LOCATION, KEY));
        assertThat(cloudTasks.getCmekConfig(CONFIG)).isEqualTo(new CmekConfig(LOCATION, KEY));
        assertThat(cloudTasks
                        .getCmekConfig("projects/p/locations/us-east1/cmekConfig")
                        .kmsKey())
                .isEmpty();

        assertThat(set("")).isEqualTo(new CmekConfig(LOCATION, ""));
        assertThat(cloudTasks.getCmekConfig(CONFIG).kmsKey()).isEmpty();
    }

    @Test
    @Tag("inferred")
    void an_update_may_keep_the_key_that_there_is() {
        set(KEY);

        assertThat(cloudTasks.updateCmekConfig(CONFIG, present -> present).kmsKey())
                .isEqualTo(KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"junk", RING + "/", RING + "/cryptoKeys", RING + "/cryptoKeys/key/extra", "x/" + KEY})
    @Tag("recorded")
    void what_is_no_name_of_a_key_is_told_so(String key) {
        assertInvalid(() -> set(key), "Resource name [" + key + "] does not match any known resource name pattern.");
    }

    @ParameterizedTest
    @ValueSource(strings = {RING, KEY + "/cryptoKeyVersions/1"})
    @Tag("recorded")
    void a_key_ring_or_a_version_of_a_key_is_no_key(String key) {
        assertInvalid(() -> set(key), "Request contains an invalid argument.");
    }

    @Test
    @Tag("recorded")
    void a_key_of_another_location_is_not_found() {
        assertRefused(
                () -> set("projects/keys/locations/europe-west1/keyRings/ring/cryptoKeys/key"),
                Code.NOT_FOUND,
                "Requested entity was not found.");
        assertThat(cloudTasks.getCmekConfig(CONFIG).kmsKey()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {KEY, "junk"})
    @Tag("recorded")
    void a_queue_with_header_overrides_forbids_a_key_whatever_it_is(String key) {
        create(HEADERS);

        ApiException refusal = assertRefused(() -> set(key), Code.FAILED_PRECONDITION, forbidden());

        assertThat(refusal.details())
                .containsExactly(new Detail.ErrorInfo(
                        "UNSATISFIED_PRECONDITION_FOR_CMEK", "cloudtasks.googleapis.com", Map.of()));
        assertThat(cloudTasks.getCmekConfig(CONFIG).kmsKey()).isEmpty();
    }

    @Test
    @Tag("recorded")
    void a_queue_whose_tasks_live_longer_than_60_days_forbids_a_key() {
        create(LONG_LIVED);

        assertRefused(() -> set(KEY), Code.FAILED_PRECONDITION, forbidden());
        assertThat(set("").kmsKey()).isEmpty();
    }

    @Test
    @Tag("inferred")
    void a_pull_queue_that_v2_does_not_show_forbids_a_key_too() {
        create(new NewQueue(
                Samples.pull().target(), RateLimits.UNSET, RetryConfig.UNSET, Duration.ofDays(61), null, null));

        assertRefused(
                () -> cloudTasks.forVersion(Dialect.V2).updateCmekConfig(CONFIG, present -> KEY),
                Code.FAILED_PRECONDITION,
                forbidden());
    }

    @Test
    @Tag("inferred")
    void other_queues_and_other_locations_forbid_nothing() {
        create(METHOD);
        String elsewhere = "projects/p/locations/us-east1";
        cloudTasks.createQueue(elsewhere, elsewhere + "/queues/q", HEADERS);
        cloudTasks.createQueue(LOCATION.toString(), LOCATION + "/queues/r", lasting(Duration.ofDays(60)));

        assertThat(set(KEY).kmsKey()).isEqualTo(KEY);
    }

    static List<NewQueue> forbiddenQueues() {
        return List.of(HEADERS, LONG_LIVED);
    }

    @ParameterizedTest
    @MethodSource("forbiddenQueues")
    @Tag("inferred")
    void a_key_forbids_queues_that_would_have_forbidden_it(NewQueue settings) {
        set(KEY);
        String text =
                "Queue '%s' cannot have HTTP Target Override headers or tasks ttl of more than 60 days because CMEK is enabled in '%s'."
                        .formatted(QUEUE, LOCATION);
        UploadedQueue uploaded = new UploadedQueue(settings, false);

        assertRefused(() -> create(settings), Code.FAILED_PRECONDITION, text);
        assertRefused(() -> cloudTasks.updateQueue(QUEUE, current -> settings), Code.FAILED_PRECONDITION, text);
        assertRefused(() -> cloudTasks.uploadQueues("p", Map.of("q", uploaded), false), Code.FAILED_PRECONDITION, text);
        assertThat(cloudTasks
                        .listQueues(LOCATION.toString(), queue -> true, "", 0, "")
                        .items())
                .isEmpty();
    }

    @Test
    @Tag("inferred")
    void a_key_forbids_header_overrides_on_a_queue_that_exists() {
        create(METHOD);
        set(KEY);

        assertRefused(
                () -> cloudTasks.updateQueue(QUEUE, current -> HEADERS),
                Code.FAILED_PRECONDITION,
                "Queue '%s' cannot have HTTP Target Override headers or tasks ttl of more than 60 days because CMEK is enabled in '%s'."
                        .formatted(QUEUE, LOCATION));

        set("");
        assertThat(cloudTasks.updateQueue(QUEUE, current -> HEADERS).target()).isEqualTo(HEADERS.target());
    }

    @Test
    @Tag("recorded")
    void the_name_of_a_config_is_looked_at_in_the_usual_order() {
        assertInvalid(() -> cloudTasks.getCmekConfig(""), "Invalid resource field value in the request.");
        assertRefused(
                () -> cloudTasks.getCmekConfig("not-a-valid-name"),
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
    void a_name_of_the_wrong_shape_is_told_the_right_one(String name) {
        String text =
                "CMEK Config name must be formatted: \"projects/<PROJECT_ID>/locations/<LOCATION_ID>/cmekConfig\".";

        assertThat(assertInvalid(() -> cloudTasks.getCmekConfig(name), text).details())
                .isEmpty();
        assertInvalid(() -> cloudTasks.updateCmekConfig(name, present -> KEY), text);
    }

    private CmekConfig set(String key) {
        return cloudTasks.updateCmekConfig(CONFIG, present -> key);
    }

    private void create(NewQueue settings) {
        cloudTasks.createQueue(LOCATION.toString(), QUEUE, settings);
    }

    private static String forbidden() {
        return "CMEK cannot be enabled on any project that has one or more queues with HTTP Target Override headers"
                + " or tasks ttl of more than 60 days.";
    }

    private static NewQueue lasting(Duration taskTtl) {
        return new NewQueue(null, RateLimits.UNSET, RetryConfig.UNSET, taskTtl, null, null);
    }
}
