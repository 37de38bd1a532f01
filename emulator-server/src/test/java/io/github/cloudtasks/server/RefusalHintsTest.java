package io.github.cloudtasks.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.grpc.ApiVersions;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.Relaxation;
import io.github.cloudtasks.server.settings.SettingsTable;
import io.github.cloudtasks.time.VirtualTimeline;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** The log lines about refusals that a flag relaxes. gRPC and REST call the same methods. */
@Tag("unlike")
class RefusalHintsTest {
    private static final String PARENT = "projects/p/locations/us-central1";
    private static final String QUEUE = PARENT + "/queues/q";
    private static final String OIDC = "oidcToken: {serviceAccountEmail: 'a@p.iam.gserviceaccount.com'}";

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.cloudtasks.engine");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private @Nullable List<ApiVersion> versions;

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setAdditive(false);
        logger.setLevel(Level.INFO);
        use(Limits.DEFAULTS);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
        logger.setLevel(null);
        logger.setAdditive(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2", "v2beta3", "v2beta2"})
    void blocked_queue_name_is_logged_with_its_flag_once(String version) {
        for (int i = 0; i < 2; i++) {
            String queue = QUEUE + i;
            call(version, "CreateQueue", "parent: '" + PARENT + "', queue: {name: '" + queue + "'}");
            call(version, "DeleteQueue", "name: '" + queue + "'");
            reject(version, "CreateQueue", "parent: '" + PARENT + "', queue: {name: '" + queue + "'}");
            reject(version, "UpdateQueue", "queue: {name: '" + queue + "'}");
        }

        assertThat(hints())
                .containsExactly(
                        "A request was rejected: The queue cannot be created because a queue with this name existed too recently."
                                + " The flag --queue-name-reuse sets how long the name of a deleted queue is blocked; 0 does not block"
                                + " it. Later refusals of this kind are not logged.");
    }

    @Test
    void blocked_name_in_a_queue_yaml_is_logged_with_its_flag() {
        createQueue();
        call("v2", "DeleteQueue", "name: '" + QUEUE + "'");

        // The data is a queue named q with a rate of 1/s.
        reject(
                "v2beta2",
                "UploadQueueYaml",
                "appId: 'p', httpBody: {data: 'cXVldWU6Ci0gbmFtZTogcQogIHJhdGU6IDEvcwo='}");

        assertThat(hints()).singleElement().asString().contains(" --queue-name-reuse ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2", "v2beta3", "v2beta2"})
    void blocked_task_name_is_logged_with_its_flag_once(String version) {
        createQueue();
        String task = "parent: '" + QUEUE + "', task: {name: '" + QUEUE + "/tasks/t', httpRequest: {url: 'http://x'}}";
        call(version, "CreateTask", task);
        call(version, "DeleteTask", "name: '" + QUEUE + "/tasks/t'");

        reject(version, "CreateTask", task);
        call(version, "BatchCreateTasks", "parent: '" + QUEUE + "', requests: [{" + task + "}]");

        assertThat(hints()).singleElement().asString().contains(" --task-name-reuse ");
    }

    @Test
    void refused_item_of_a_batch_is_logged_with_its_flag() {
        call(
                "v2",
                "BatchCreateTasks",
                "parent: '%1$s', requests: [{parent: '%1$s', task: {httpRequest: {url: 'http://x'}}}]"
                        .formatted(QUEUE));

        assertThat(hints()).singleElement().asString().contains(" --auto-create-queues ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PurgeQueue", "PauseQueue", "ResumeQueue"})
    void missing_queue_is_logged_with_its_flag_by_methods_that_could_create_it(String method) {
        reject("v2", method, "name: '" + QUEUE + "'");

        assertThat(hints()).singleElement().asString().contains(" --auto-create-queues ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GetQueue", "DeleteQueue"})
    void missing_queue_is_not_logged_by_other_methods(String method) {
        reject("v2", method, "name: '" + QUEUE + "'");

        assertThat(hints()).isEmpty();
    }

    @Test
    void too_many_lease_calls_are_logged_with_their_flag() {
        call("v2beta2", "CreateQueue", "parent: '" + PARENT + "', queue: {name: '" + QUEUE + "', pullTarget: {}}");
        String lease = "parent: '" + QUEUE + "', leaseDuration: '60s'";
        for (int i = 0; i < 10; i++) {
            call("v2beta2", "LeaseTasks", lease);
        }

        reject("v2beta2", "LeaseTasks", lease);

        assertThat(hints()).singleElement().asString().contains(" --lease-calls-per-second ");
    }

    @Test
    void oauth_token_for_another_host_is_logged_with_its_flag() {
        createQueue();

        reject("v2", "CreateTask", task("https://x", OIDC.replace("oidc", "oauth")));

        assertThat(hints()).singleElement().asString().contains(" --allow-any-oauth-host ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "httpRequest: {url: 'http://x', oidcToken: {serviceAccountEmail: 'a@p.iam.gserviceaccount.com'}}",
                "httpRequest: {url: 'https://x', oidcToken: {serviceAccountEmail: 'a@example.com'}}"
            })
    void strict_refusal_of_a_task_is_logged_with_its_flag(String payload) {
        use(Limits.DEFAULTS.withStrict(true));
        createQueue();

        reject("v2", "CreateTask", "parent: '" + QUEUE + "', task: {" + payload + "}");

        assertThat(hints()).singleElement().asString().contains(" --strict ");
    }

    @Test
    void strict_refusal_of_a_location_is_logged_with_its_flag() {
        use(Limits.DEFAULTS.withStrict(true));

        reject("v2", "ListQueues", "parent: 'projects/p/locations/moon-1'");

        assertThat(hints()).singleElement().asString().contains("'moon-1'").contains(" --strict ");
    }

    @Test
    void refused_buffer_task_is_logged_with_its_flag() {
        use(Limits.DEFAULTS.withStrict(true));
        assertThatThrownBy(() -> version("v2")
                        .bufferTask()
                        .call("projects/p/locations/moon-1/queues/q", "", HttpMethod.POST, Map.of(), Bytes.EMPTY))
                .isInstanceOf(StatusRuntimeException.class);

        assertThat(hints()).singleElement().asString().contains(" --strict ");
    }

    @Test
    void other_refusals_are_not_logged() {
        createQueue();
        reject("v2", "CreateQueue", "parent: '" + PARENT + "', queue: {name: '" + QUEUE + "'}");
        reject("v2", "CreateTask", "parent: '" + QUEUE + "', task: {}");
        reject("v2", "ListQueues", "parent: 'projects/p/locations/-'");

        assertThat(hints()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void flag_of_every_hint_exists(Relaxation relaxation) {
        assertThat(SettingsTable.ROWS).anyMatch(row -> row.flag().equals(relaxation.flag()));
    }

    private void use(Limits limits) {
        versions = ApiVersions.of(new CloudTasks(
                limits,
                new VirtualTimeline(Instant.parse("2026-05-06T07:08:09Z")),
                dispatch -> new CompletableFuture<>()));
    }

    private void createQueue() {
        call("v2", "CreateQueue", "parent: '" + PARENT + "', queue: {name: '" + QUEUE + "'}");
        lines.list.clear();
    }

    private static String task(String url, String token) {
        return "parent: '%s', task: {httpRequest: {url: '%s', %s}}".formatted(QUEUE, url, token);
    }

    private List<String> hints() {
        return lines.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.startsWith("A request was rejected: "))
                .toList();
    }

    private void reject(String version, String method, String fields) {
        assertThatThrownBy(() -> call(version, method, fields)).isInstanceOf(StatusRuntimeException.class);
    }

    /** Calls a method of a version with a request in JSON. */
    private void call(String version, String method, String fields) {
        Rpc rpc = version(version).cloudTasks().rpc(method);
        Message.Builder request = rpc.request().toBuilder();
        try {
            JsonFormat.parser().merge("{" + fields + "}", request);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(fields, e);
        }
        rpc.call(request.build());
    }

    private ApiVersion version(String id) {
        return Stream.ofNullable(versions)
                .flatMap(List::stream)
                .filter(version -> version.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
