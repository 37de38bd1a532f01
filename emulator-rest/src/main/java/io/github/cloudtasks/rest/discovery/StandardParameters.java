package io.github.cloudtasks.rest.discovery;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The query parameters that every method has, as the documents describe them. */
final class StandardParameters {
    private StandardParameters() {}

    static ObjectNode toJson() {
        ObjectNode parameters = JsonNodeFactory.instance.objectNode();
        add(parameters, "$.xgafv", "string", "Form of errors.")
                .putArray("enum")
                .add("1")
                .add("2");
        add(parameters, "access_token", "string", "OAuth access token; not looked at.");
        ObjectNode alt = add(parameters, "alt", "string", "Form of the answer.").put("default", "json");
        alt.putArray("enum").add("json").add("media").add("proto");
        add(parameters, "callback", "string", "Function to call with the answer (JSONP).");
        add(parameters, "fields", "string", "Fields of the answer to write.");
        add(parameters, "key", "string", "API key; not looked at.");
        add(parameters, "oauth_token", "string", "OAuth token; not looked at.");
        add(parameters, "prettyPrint", "boolean", "Whether the answer has line breaks.")
                .put("default", "true");
        add(parameters, "quotaUser", "string", "Whom to charge; not looked at.");
        add(parameters, "uploadType", "string", "Older upload protocol; not looked at.");
        add(parameters, "upload_protocol", "string", "Upload protocol; not looked at.");
        return parameters;
    }

    private static ObjectNode add(ObjectNode parameters, String name, String type, String description) {
        return parameters
                .putObject(name)
                .put("description", description)
                .put("location", "query")
                .put("type", type);
    }
}
