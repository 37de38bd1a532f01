package io.github.cloudtasks.server.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterceptedHostsTest {
    private final InterceptedHosts hosts = new InterceptedHosts("googleapis.com", false);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cloudtasks.googleapis.com",
                "cloudtasks.mtls.googleapis.com",
                "cloudtasks.europe-west1.rep.googleapis.com",
                "europe-west1-cloudtasks.googleapis.com"
            })
    void names_of_the_service_are_intercepted(String host) {
        assertThat(hosts.contains(host, 443)).isTrue();
        assertThat(hosts.contains(host, 80)).isFalse();
        assertThat(hosts.isService(host)).isTrue();
        assertThat(hosts.all()).contains(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cloudtasks.moon-west1.rep.googleapis.com",
                "moon-west1-cloudtasks.googleapis.com",
                "cloudtasks.europe-west1.rep.mtls.googleapis.com"
            })
    void similar_names_of_the_service_are_neither_intercepted_nor_tunnelled(String host) {
        assertThat(hosts.contains(host, 443)).isFalse();
        assertThat(hosts.isService(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "www.googleapis.com",
                "oauth2.googleapis.com",
                "sts.googleapis.com",
                "iamcredentials.googleapis.com",
                "storage.googleapis.com",
                "googleapis.com",
                "cloudtasks.googleapis.com.example.com",
                "cloudtasks.cloud.example",
                "a.cloudtasks.googleapis.com",
                "localhost"
            })
    void other_names_are_not_intercepted(String host) {
        assertThat(hosts.contains(host, 443)).isFalse();
        assertThat(hosts.isService(host)).isFalse();
    }

    @Test
    void token_hosts_are_intercepted_only_on_request() {
        InterceptedHosts withTokens = new InterceptedHosts("googleapis.com", true);

        for (String host : new String[] {"oauth2", "sts", "iamcredentials"}) {
            assertThat(withTokens.contains(host + ".googleapis.com", 443)).isTrue();
            assertThat(withTokens.intercepted()).contains(host + ".googleapis.com");
            assertThat(hosts.intercepted()).doesNotContain(host + ".googleapis.com");
        }
        assertThat(withTokens.contains("www.googleapis.com", 443)).isFalse();
        assertThat(withTokens.all()).as("names of the authority").isEqualTo(hosts.all());
    }

    @Test
    void names_of_another_universe_are_intercepted_too() {
        InterceptedHosts both = new InterceptedHosts("cloud.example", false);

        assertThat(both.contains("cloudtasks.cloud.example", 443)).isTrue();
        assertThat(both.contains("cloudtasks.googleapis.com", 443)).isTrue();
        assertThat(both.isService("cloudtasks.moon-west1.rep.cloud.example")).isTrue();
        assertThat(both.isService("cloudtasks.cloudxexample")).isFalse();
    }
}
