package io.github.cloudtasks.grpc.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.HttpRule;
import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.grpc.ApiVersions;
import io.github.cloudtasks.grpc.InProcessEmulator;
import io.github.cloudtasks.proto.location.LocationsProto;
import io.github.cloudtasks.time.VirtualTimeline;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP rules of each method, compared with the discovery documents. */
class RpcHttpRulesTest {

    private static final String LOCATION = "projects/*/locations/*";
    private static final String QUEUE = LOCATION + "/queues/*";
    private static final String TASK = QUEUE + "/tasks/*";

    /** The rules that all versions have. */
    private static final List<String> COMMON = List.of(
            "ListQueues GET /v/{parent=" + LOCATION + "}/queues",
            "GetQueue GET /v/{name=" + QUEUE + "}",
            "CreateQueue POST /v/{parent=" + LOCATION + "}/queues queue",
            "UpdateQueue PATCH /v/{queue.name=" + QUEUE + "} queue",
            "DeleteQueue DELETE /v/{name=" + QUEUE + "}",
            "PurgeQueue POST /v/{name=" + QUEUE + "}:purge *",
            "PauseQueue POST /v/{name=" + QUEUE + "}:pause *",
            "ResumeQueue POST /v/{name=" + QUEUE + "}:resume *",
            "GetIamPolicy POST /v/{resource=" + QUEUE + "}:getIamPolicy *",
            "SetIamPolicy POST /v/{resource=" + QUEUE + "}:setIamPolicy *",
            "TestIamPermissions POST /v/{resource=" + QUEUE + "}:testIamPermissions *",
            "ListTasks GET /v/{parent=" + QUEUE + "}/tasks",
            "GetTask GET /v/{name=" + TASK + "}",
            "CreateTask POST /v/{parent=" + QUEUE + "}/tasks *",
            "BatchCreateTasks POST /v/{parent=" + QUEUE + "}/tasks:batchCreate *",
            "DeleteTask DELETE /v/{name=" + TASK + "}",
            "BatchDeleteTasks POST /v/{parent=" + QUEUE + "}/tasks:batchDelete *",
            "RunTask POST /v/{name=" + TASK + "}:run *",
            "UpdateCmekConfig PATCH /v/{cmek_config.name=" + LOCATION + "/cmekConfig} cmek_config",
            "GetCmekConfig GET /v/{name=" + LOCATION + "/cmekConfig}",
            "ListLocations GET /v/{name=projects/*}/locations",
            "GetLocation GET /v/{name=projects/*/locations/*}",
            "GetOperation GET /v/{name=" + LOCATION + "/operations/*}");

    private static final List<String> V2BETA2_ONLY = List.of(
            "UploadQueueYaml POST /api/queue/update http_body",
            "LeaseTasks POST /v/{parent=" + QUEUE + "}/tasks:lease *",
            "AcknowledgeTask POST /v/{name=" + TASK + "}:acknowledge *",
            "RenewLease POST /v/{name=" + TASK + "}:renewLease *",
            "CancelLease POST /v/{name=" + TASK + "}:cancelLease *");

    @ParameterizedTest
    @Tag("documented")
    @ValueSource(strings = {"v2", "v2beta3", "v2beta2"})
    void http_rules_match_the_discovery_document(String id) {
        List<String> expected = Stream.concat(
                        COMMON.stream(), id.equals("v2beta2") ? V2BETA2_ONLY.stream() : Stream.of())
                .map(rule -> rule.replace(" /v/", " /" + id + "/"))
                .toList();

        assertThat(rules(version(id))).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void additional_bindings_become_separate_rules() {
        List<HttpRule> rules = Rpc.annotatedHttpRules(
                LocationsProto.getDescriptor().findServiceByName("Locations").findMethodByName("ListLocations"));

        assertThat(rules)
                .hasSize(2)
                .allSatisfy(
                        rule -> assertThat(rule.getAdditionalBindingsCount()).isZero());
    }

    @Test
    void method_without_http_option_has_no_rules() {
        assertThat(version("v2beta2").cloudTasks().descriptor().findMethodByName("UploadQueueYaml"))
                .satisfies(method -> assertThat(Rpc.annotatedHttpRules(method)).isEmpty());
    }

    private static ApiVersion version(String id) {
        VirtualTimeline timeline = new VirtualTimeline(InProcessEmulator.START);
        CompletableFuture<DeliveryResult> never = new CompletableFuture<>();
        return ApiVersions.of(new CloudTasks(Limits.DEFAULTS, timeline, dispatch -> never)).stream()
                .filter(version -> version.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> rules(ApiVersion version) {
        return Stream.concat(Stream.of(version.cloudTasks()), version.mixins().stream())
                .flatMap(service -> service.rpcs().stream())
                .flatMap(
                        rpc -> rpc.httpRules().stream().map(rule -> rpc.method().getName() + " " + text(rule)))
                .toList();
    }

    private static String text(HttpRule rule) {
        String path = rule.getGet() + rule.getPost() + rule.getPatch() + rule.getDelete() + rule.getPut();
        return (rule.getPatternCase() + " " + path + " " + rule.getBody()).trim();
    }
}
