package io.github.cloudtasks.testcontainers;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The variables of unmodified clients, and the files that they name.
 *
 * @param variables by name
 * @param files by their path below the directory of the request
 */
record ClientEnvironment(Map<String, String> variables, Map<String, byte[]> files) {

    /**
     * Reads the response of {@code POST /emulator/v1/client-environment}.
     *
     * @throws IllegalStateException if it is another document
     */
    static ClientEnvironment parse(String json) {
        Map<String, Map<String, String>> document = JsonStrings.parse(json);
        Map<String, byte[]> files = new LinkedHashMap<>();
        document.getOrDefault("files", Map.of())
                .forEach((path, content) -> files.put(path, Base64.getDecoder().decode(content)));
        return new ClientEnvironment(document.getOrDefault("variables", Map.of()), files);
    }
}
