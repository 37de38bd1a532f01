package io.github.cloudtasks.rest.discovery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.HttpRule;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.rest.routing.HttpBinding;
import java.util.List;

/** The description of one version from which clients are made, written from its descriptors. */
final class DiscoveryDocument {
    static final String TITLE = "Cloud Tasks API";
    static final String DESCRIPTION = "Cloud Tasks, as far as this emulator has it.";
    static final String DOCUMENTATION = "https://cloud.google.com/tasks/";

    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    private final ObjectNode document = JsonNodeFactory.instance.objectNode();

    DiscoveryDocument(ApiVersion version) {
        describe(version.id());
        DiscoverySchemas schemas = new DiscoverySchemas();
        ObjectNode resources = JsonNodeFactory.instance.objectNode();
        addMethods(version.cloudTasks(), version.id(), schemas, resources);
        for (RpcService mixin : version.mixins()) {
            addMethods(mixin, version.id(), schemas, resources);
        }
        DiscoveryMethod.buffer(version, schemas).addTo(resources, SCOPE);
        document.set("schemas", schemas.toJson());
        document.set("resources", resources);
    }

    private void describe(String version) {
        document.put("kind", "discovery#restDescription")
                .put("discoveryVersion", "v1")
                .put("id", DiscoveryRoutes.API + ":" + version)
                .put("name", DiscoveryRoutes.API)
                .put("canonicalName", "Cloud Tasks")
                .put("version", version)
                .put("revision", "0")
                .put("title", TITLE)
                .put("description", DESCRIPTION)
                .put("ownerDomain", "google.com")
                .put("ownerName", "Google")
                .put("documentationLink", DOCUMENTATION)
                .put("protocol", "rest")
                .put("rootUrl", "")
                .put("baseUrl", "")
                .put("basePath", "")
                .put("servicePath", "")
                .put("batchPath", "batch")
                .put("fullyEncodeReservedExpansion", true)
                .put("version_module", true);
        document.putObject("auth")
                .putObject("oauth2")
                .putObject("scopes")
                .putObject(SCOPE)
                .put("description", "Everything; the emulator asks nobody who they are.");
        document.set("parameters", StandardParameters.toJson());
    }

    private static void addMethods(RpcService service, String version, DiscoverySchemas schemas, ObjectNode resources) {
        for (Rpc rpc : service.rpcs()) {
            if (!rpc.httpRules().isEmpty()) {
                DiscoveryMethod.of(rpc, described(rpc.httpRules()), version, schemas)
                        .addTo(resources, SCOPE);
            }
        }
    }

    /** Of several rules the one below a project; Locations has others, which the real documents leave out. */
    private static HttpRule described(List<HttpRule> rules) {
        for (HttpRule rule : rules) {
            if (HttpBinding.path(rule).contains("projects/")) {
                return rule;
            }
        }
        return rules.get(0);
    }

    /** The document for who reached us there. */
    ObjectNode at(String origin) {
        ObjectNode here = JsonNodeFactory.instance.objectNode();
        here.setAll(document);
        return here.put("rootUrl", origin + "/").put("baseUrl", origin + "/");
    }
}
