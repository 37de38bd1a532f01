package io.github.cloudtasks.server.environment;

import java.io.File;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes the environment variables with which unmodified clients use an emulator. What an environment sets already is
 * kept where a client could need it: exceptions of proxies and options of Java are extended.
 */
public final class ClientVariables {
    private final EmulatorFacts emulator;
    private final Map<String, String> existing;
    private final ProxyExceptions exceptions;
    private final Map<String, String> variables = new LinkedHashMap<>();

    private ClientVariables(EmulatorFacts emulator, Map<String, String> existing) {
        this.emulator = emulator;
        this.existing = existing;
        this.exceptions = ProxyExceptions.of(existing, emulator.address().host());
    }

    /**
     * Returns the variables to set, in the order in which they are printed.
     *
     * @param files the directory with the files of {@link ClientFiles}, as the clients see it
     * @param existing the environment that is extended
     * @param keepsCredentials whether the clients keep the credentials that they find by themselves
     */
    public static Map<String, String> of(
            EmulatorFacts emulator, String files, Map<String, String> existing, boolean keepsCredentials) {
        ClientVariables made = new ClientVariables(emulator, existing);
        made.addAddress();
        if (!keepsCredentials) {
            made.addCredentials(files + "/" + ClientFiles.KEY);
        }
        if (emulator.hasProxy()) {
            made.addProxy();
            made.addTrust(files);
        }
        return made.variables;
    }

    private void addAddress() {
        String address = emulator.address().hostAndPort();
        put(emulator.project(), "GOOGLE_CLOUD_PROJECT", "GCLOUD_PROJECT", "CLOUDSDK_CORE_PROJECT");
        put(address, "CLOUD_TASKS_EMULATOR_HOST", "CLOUDTASKS_EMULATOR_HOST");
        put(
                emulator.address() + "/",
                "CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDTASKS",
                "CLOUDSDK_API_ENDPOINT_OVERRIDES_APPENGINE");
        // Otherwise gcloud app deploy reads the configuration of Google's builders before it deploys a queue.yaml.
        put("false", "CLOUDSDK_APP_USE_RUNTIME_BUILDERS");
    }

    private void addCredentials(String key) {
        String address = emulator.address().hostAndPort();
        put(key, "GOOGLE_APPLICATION_CREDENTIALS");
        put(address, "GCE_METADATA_HOST", "GCE_METADATA_IP", "GCE_METADATA_ROOT");
        put("assume-present", "METADATA_SERVER_DETECTION");
        put("true", "CLOUDSDK_AUTH_DISABLE_CREDENTIALS");
        // Google's own answers only real credentials whether Cloud Tasks is enabled.
        put(emulator.address() + "/", "CLOUDSDK_API_ENDPOINT_OVERRIDES_SERVICEUSAGE");
    }

    private void addProxy() {
        // gRPC prefers its own variables; the C core reads lower-case ones only.
        put("http://" + emulator.address().hostAndPort(), "HTTPS_PROXY", "https_proxy", "grpc_proxy");
        put(exceptions.variable(), ProxyExceptions.VARIABLES);
        // Node 22.21 and 24.5 read the variables of proxies if this is set; older ones ignore it.
        put("1", "NODE_USE_ENV_PROXY");
    }

    private void addTrust(String files) {
        put(files + "/" + ClientFiles.BUNDLE, ClientFiles.BUNDLE_VARIABLES);
        put(files + "/" + ClientFiles.EXTRA, ClientFiles.EXTRA_VARIABLE);
        put(phpDirectories(files + "/" + ClientFiles.PHP), "PHP_INI_SCAN_DIR");
        put(
                new JavaOptions(existing.getOrDefault("JAVA_TOOL_OPTIONS", ""))
                        .with(emulator.address(), exceptions.hosts(), files + "/" + ClientFiles.TRUST_STORE),
                "JAVA_TOOL_OPTIONS");
    }

    /** An empty part stands for the directory that PHP was built with. */
    private String phpDirectories(String added) {
        String before = existing.getOrDefault("PHP_INI_SCAN_DIR", "");
        boolean isNamed = List.of(before.split(File.pathSeparator, -1)).contains(added);
        return isNamed ? before : before + File.pathSeparator + added;
    }

    private void put(String value, String... names) {
        put(value, List.of(names));
    }

    private void put(String value, List<String> names) {
        for (String name : names) {
            variables.put(name, value);
        }
    }
}
