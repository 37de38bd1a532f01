package io.github.cloudtasks.server.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientVariablesTest {
    private static final EmulatorAddress ADDRESS = EmulatorAddress.parse("127.0.0.1:9000");
    private static final String LOCAL = "localhost,127.0.0.1,::1,metadata.google.internal,169.254.169.254";

    @Test
    void clients_find_the_emulator_its_credentials_and_its_authority() {
        Map<String, String> variables = variables(Map.of());

        assertThat(variables)
                .containsEntry("HTTPS_PROXY", "http://127.0.0.1:9000")
                .containsEntry("https_proxy", "http://127.0.0.1:9000")
                .containsEntry("grpc_proxy", "http://127.0.0.1:9000")
                .containsEntry("NO_PROXY", LOCAL)
                .containsEntry("no_proxy", LOCAL)
                .containsEntry("no_grpc_proxy", LOCAL)
                .containsEntry("GOOGLE_APPLICATION_CREDENTIALS", "/f/service-account.json")
                .containsEntry("GOOGLE_CLOUD_PROJECT", "demo")
                .containsEntry("CLOUDSDK_CORE_PROJECT", "demo")
                .containsEntry("CLOUD_TASKS_EMULATOR_HOST", "127.0.0.1:9000")
                .containsEntry("CLOUDTASKS_EMULATOR_HOST", "127.0.0.1:9000")
                .containsEntry("GCE_METADATA_HOST", "127.0.0.1:9000")
                .containsEntry("CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDTASKS", "http://127.0.0.1:9000/")
                .containsEntry("CLOUDSDK_API_ENDPOINT_OVERRIDES_APPENGINE", "http://127.0.0.1:9000/")
                .containsEntry("CLOUDSDK_API_ENDPOINT_OVERRIDES_SERVICEUSAGE", "http://127.0.0.1:9000/")
                .containsEntry("CLOUDSDK_APP_USE_RUNTIME_BUILDERS", "false")
                .containsEntry("SSL_CERT_FILE", "/f/roots.pem")
                .containsEntry("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", "/f/roots.pem")
                .containsEntry("NODE_EXTRA_CA_CERTS", "/f/extra.pem")
                .containsEntry("PHP_INI_SCAN_DIR", ":/f/php")
                .containsEntry(
                        "JAVA_TOOL_OPTIONS",
                        "-Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=9000 -Dhttp.nonProxyHosts=localhost|127.0.0.1|"
                                + "[::1]|metadata.google.internal|169.254.169.254|127.*"
                                + " -Djavax.net.ssl.trustStore=/f/roots.p12"
                                + " -Djavax.net.ssl.trustStorePassword=changeit -Djavax.net.ssl.trustStoreType=PKCS12")
                .doesNotContainKeys("HTTP_PROXY", "http_proxy", "ALL_PROXY");
    }

    @Test
    void exceptions_and_options_that_are_set_stay() {
        Map<String, String> variables = variables(Map.of(
                "NO_PROXY", ".corp.example, db",
                "no_proxy", "db,10.0.0.1",
                "PHP_INI_SCAN_DIR", "/php",
                "JAVA_TOOL_OPTIONS", "-Xmx1g \"-Da=b c\" -Dhttp.nonProxyHosts=*.old -Dhttps.proxyHost=old"));

        assertThat(variables).containsEntry("no_proxy", ".corp.example,db,10.0.0.1," + LOCAL);
        assertThat(variables).containsEntry("PHP_INI_SCAN_DIR", "/php:/f/php");
        assertThat(variables.get("JAVA_TOOL_OPTIONS"))
                .startsWith("-Xmx1g \"-Da=b c\" -Dhttps.proxyHost=127.0.0.1 ")
                .contains(" -Dhttp.nonProxyHosts=*.old|*.corp.example|db|10.0.0.1|localhost|")
                .doesNotContain("proxyHost=old");
    }

    @Test
    void variables_that_are_applied_twice_do_not_grow() {
        Map<String, String> once = variables(Map.of("JAVA_TOOL_OPTIONS", "-Xmx1g", "NO_PROXY", "db"));

        assertThat(variables(once)).isEqualTo(once);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                ".googleapis.com",
                "googleapis.com",
                "*.googleapis.com",
                "cloudtasks.googleapis.com:443",
                "us-central1-cloudtasks.googleapis.com",
                "oauth2.googleapis.com",
                ".rep.googleapis.com",
                ".COM"
            })
    void exception_that_keeps_clients_from_the_emulator_is_dropped(String entry) {
        ProxyExceptions exceptions = ProxyExceptions.of(Map.of("NO_PROXY", "db," + entry), "127.0.0.1");

        assertThat(exceptions.dropped()).containsExactly(entry);
        assertThat(exceptions.variable()).isEqualTo("db," + LOCAL);
    }

    @Test
    void kept_credentials_are_not_replaced() {
        assertThat(ClientVariables.of(emulator("pem"), "/f", Map.of(), true))
                .doesNotContainKeys(
                        "GOOGLE_APPLICATION_CREDENTIALS",
                        "GCE_METADATA_HOST",
                        "CLOUDSDK_AUTH_DISABLE_CREDENTIALS",
                        "CLOUDSDK_API_ENDPOINT_OVERRIDES_SERVICEUSAGE")
                .containsKey("HTTPS_PROXY");
    }

    @Test
    void emulator_without_proxy_changes_no_proxy_and_no_roots() {
        assertThat(ClientVariables.of(emulator(""), "/f", Map.of(), false))
                .doesNotContainKeys("HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE", "JAVA_TOOL_OPTIONS")
                .containsKeys("CLOUD_TASKS_EMULATOR_HOST", "GOOGLE_APPLICATION_CREDENTIALS");
    }

    @Test
    void java_reads_a_path_with_spaces_and_quotes() {
        assertThat(new JavaOptions("").with(ADDRESS, List.of(), "/a b/c"))
                .contains(" \"-Djavax.net.ssl.trustStore=/a b/c\" ");
        String both = new JavaOptions("").with(ADDRESS, List.of(), "/a'\"b");
        assertThat(new JavaOptions(both).trustStore()).isEqualTo("/a'\"b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\"b \"'c'"})
    void long_options_of_java_stay(String part) {
        String option = "-Da=" + part.repeat(20_000);

        assertThat(variables(Map.of("JAVA_TOOL_OPTIONS", "-Xmx1g\t" + option)).get("JAVA_TOOL_OPTIONS"))
                .startsWith("-Xmx1g " + option + " -Dhttps.proxyHost=");
    }

    private static Map<String, String> variables(Map<String, String> existing) {
        return ClientVariables.of(emulator("pem"), "/f", existing, false);
    }

    private static EmulatorFacts emulator(String authority) {
        return new EmulatorFacts(ADDRESS, "demo", "{}", authority);
    }
}
