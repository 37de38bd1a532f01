package io.github.cloudtasks.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.HttpRule;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.Limits;
import io.github.cloudtasks.grpc.versions.ApiVersions;
import io.github.cloudtasks.model.Outcome;
import io.github.cloudtasks.proto.location.LocationsProto;
import io.github.cloudtasks.time.VirtualTimeline;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How REST reaches each method; the table is that of the v2beta2 discovery document. */
class HttpRulesTest {

  @Test
  @Tag("documented")
  void v2beta2_has_the_paths_of_its_discovery_document() {
    String location = "projects/*/locations/*";
    String queue = location + "/queues/*";
    String task = queue + "/tasks/*";

    assertThat(rules(version()))
        .containsExactly(
            "ListQueues GET /v2beta2/{parent=" + location + "}/queues",
            "GetQueue GET /v2beta2/{name=" + queue + "}",
            "CreateQueue POST /v2beta2/{parent=" + location + "}/queues queue",
            "UpdateQueue PATCH /v2beta2/{queue.name=" + queue + "} queue",
            "DeleteQueue DELETE /v2beta2/{name=" + queue + "}",
            "PurgeQueue POST /v2beta2/{name=" + queue + "}:purge *",
            "PauseQueue POST /v2beta2/{name=" + queue + "}:pause *",
            "ResumeQueue POST /v2beta2/{name=" + queue + "}:resume *",
            "UploadQueueYaml POST /api/queue/update http_body",
            "GetIamPolicy POST /v2beta2/{resource=" + queue + "}:getIamPolicy *",
            "SetIamPolicy POST /v2beta2/{resource=" + queue + "}:setIamPolicy *",
            "TestIamPermissions POST /v2beta2/{resource=" + queue + "}:testIamPermissions *",
            "ListTasks GET /v2beta2/{parent=" + queue + "}/tasks",
            "GetTask GET /v2beta2/{name=" + task + "}",
            "CreateTask POST /v2beta2/{parent=" + queue + "}/tasks *",
            "DeleteTask DELETE /v2beta2/{name=" + task + "}",
            "LeaseTasks POST /v2beta2/{parent=" + queue + "}/tasks:lease *",
            "AcknowledgeTask POST /v2beta2/{name=" + task + "}:acknowledge *",
            "RenewLease POST /v2beta2/{name=" + task + "}:renewLease *",
            "CancelLease POST /v2beta2/{name=" + task + "}:cancelLease *",
            "RunTask POST /v2beta2/{name=" + task + "}:run *",
            "ListLocations GET /v2beta2/{name=projects/*}/locations",
            "GetLocation GET /v2beta2/{name=projects/*/locations/*}");
  }

  @Test
  void additional_bindings_become_rules_of_their_own() {
    List<HttpRule> rules =
        HttpRules.of(LocationsProto.getDescriptor().findServiceByName("Locations").findMethodByName("ListLocations"));

    assertThat(rules).hasSize(2).allSatisfy(rule -> assertThat(rule.getAdditionalBindingsCount()).isZero());
  }

  @Test
  void a_method_without_the_option_has_no_rules() {
    assertThat(version().cloudTasks().descriptor().findMethodByName("UploadQueueYaml"))
        .satisfies(method -> assertThat(HttpRules.of(method)).isEmpty());
  }

  private static ApiVersion version() {
    VirtualTimeline timeline = new VirtualTimeline(InProcess.START);
    CompletableFuture<Outcome> never = new CompletableFuture<>();
    return ApiVersions.of(new CloudTasks(Limits.OF_THE_SERVICE, timeline, dispatch -> never)).get(0);
  }

  private static List<String> rules(ApiVersion version) {
    return Stream.concat(Stream.of(version.cloudTasks()), version.mixins().stream())
        .flatMap(service -> service.rpcs().stream())
        .flatMap(rpc -> rpc.httpRules().stream().map(rule -> rpc.method().getName() + " " + text(rule)))
        .toList();
  }

  private static String text(HttpRule rule) {
    String path =
        rule.getGet() + rule.getPost() + rule.getPatch() + rule.getDelete() + rule.getPut();
    return (rule.getPatternCase() + " " + path + " " + rule.getBody()).trim();
  }
}
