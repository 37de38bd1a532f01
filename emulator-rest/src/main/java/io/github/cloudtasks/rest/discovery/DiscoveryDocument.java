package io.github.cloudtasks.rest.discovery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.api.HttpRule;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.rest.routing.HttpBinding;
import java.util.List;

/** The discovery document of one version, generated from its descriptors. Immutable once created. */
final class DiscoveryDocument {
    static final String TITLE = "Cloud Tasks API";
    static final String DESCRIPTION = "Cloud Tasks, as far as this emulator has it.";
    static final String DOCUMENTATION = "https://cloud.google.com/tasks/";

    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    private final ObjectNode document = object();

    DiscoveryDocument(ApiVersion version) {
        describe(version.id());
        DiscoverySchemas schemas = new DiscoverySchemas();
        ObjectNode resources = object();
        addMethods(version.cloudTasks(), version.id(), schemas, resources);
        for (RpcService mixin : version.mixins()) {
            addMethods(mixin, version.id(), schemas, resources);
        }
        DiscoveryMethod.bufferTask(version, schemas).addTo(resources, SCOPE);
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
                .put("description", "All methods. The emulator does not check credentials.");
        document.set("parameters", systemParameters());
    }

    private static ObjectNode systemParameters() {
        ObjectNode parameters = object();
        addParameter(parameters, "$.xgafv", "string", "Format of errors.")
                .putArray("enum")
                .add("1")
                .add("2");
        addParameter(parameters, "access_token", "string", "OAuth access token; ignored.");
        addParameter(parameters, "alt", "string", "Format of the response.")
                .put("default", "json")
                .putArray("enum")
                .add("json")
                .add("media")
                .add("proto");
        addParameter(parameters, "callback", "string", "JavaScript function to call with the response (JSONP).");
        addParameter(parameters, "fields", "string", "Selector of the response fields to write.");
        addParameter(parameters, "key", "string", "API key; ignored.");
        addParameter(parameters, "oauth_token", "string", "OAuth token; ignored.");
        addParameter(parameters, "prettyPrint", "boolean", "Whether the response has line breaks.")
                .put("default", "true");
        addParameter(parameters, "quotaUser", "string", "User for quotas; ignored.");
        addParameter(parameters, "uploadType", "string", "Older upload protocol; ignored.");
        addParameter(parameters, "upload_protocol", "string", "Upload protocol; ignored.");
        return parameters;
    }

    private static ObjectNode addParameter(ObjectNode parameters, String name, String type, String description) {
        return parameters
                .putObject(name)
                .put("description", description)
                .put("location", "query")
                .put("type", type);
    }

    private static void addMethods(RpcService service, String version, DiscoverySchemas schemas, ObjectNode resources) {
        for (Rpc rpc : service.rpcs()) {
            if (!rpc.httpRules().isEmpty()) {
                DiscoveryMethod.of(rpc, describedBinding(rpc.httpRules()), version, schemas)
                        .addTo(resources, SCOPE);
            }
        }
    }

    /** Returns the binding below a project. Locations has others, which the published documents omit. */
    private static HttpBinding describedBinding(List<HttpRule> rules) {
        List<HttpBinding> bindings = rules.stream().map(HttpBinding::of).toList();
        return bindings.stream()
                .filter(binding -> binding.path().contains("projects/"))
                .findFirst()
                .orElse(bindings.get(0));
    }

    /**
     * Returns the document for a client.
     *
     * @param origin the scheme and authority that the client used
     */
    ObjectNode at(String origin) {
        ObjectNode copy = object();
        copy.setAll(document);
        return copy.put("rootUrl", origin + "/").put("baseUrl", origin + "/");
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
