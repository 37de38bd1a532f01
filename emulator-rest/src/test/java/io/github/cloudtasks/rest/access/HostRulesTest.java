package io.github.cloudtasks.rest.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names under which the emulator can be called, and the syntax of a Host header. */
@Tag("unlike")
final class HostRulesTest {
    private static boolean isAccepted(String hostHeader, String... allowed) {
        Authority authority = Authority.parse(hostHeader);
        assertThat(authority).as(hostHeader).isNotNull();
        return new HostRules(List.of(allowed)).accepts(authority.host());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.0.0.1:8123",
                "127.1",
                "0x7f.1",
                "0177.0.0.1",
                "1.2.3.0xff",
                "1.16777215",
                "10.0.0.7:80",
                "0.0.0.0",
                "[::1]",
                "[::1]:8123",
                "[fe80::1%25eth0]:8123",
                "[::ffff:10.0.0.7]",
                "localhost",
                "LOCALHOST:8123",
                "localhost.",
                "localhost.:8123",
                "localhost:",
                "tasks",
                "my_app:8080",
                "tasks.my_network",
                "a.localhost",
                "a.b.localhost",
                "printer.local",
                "host.docker.internal:8123",
                "metadata.google.internal",
                "app.test",
                "nas.home.arpa",
                "tasks.default.svc",
                "tasks.default.svc.cluster.local",
                "tasks.default.svc.cluster.local.:8123",
                "cloudtasks.googleapis.com",
                "CloudTasks.googleapis.com:443",
                "us-central1-cloudtasks.googleapis.com",
                "cloudtasks.us-central1.rep.googleapis.com",
                "cloudtasks.mtls.googleapis.com"
            })
    void local_names_and_addresses_and_names_of_the_service_are_accepted(String host) {
        assertThat(isAccepted(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8123",
                "evil.example.",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "127.0.0.1.nip.io",
                "localtest.me",
                "my_app.evil.example",
                "evillocalhost.com",
                "notlocal.example",
                "a.localhost.example",
                "home.arpa",
                "xhome.arpa",
                "evil.svc.example",
                "256.256.256.256",
                "1.2.3.4.5",
                "1.2.3.0x100",
                "1.16777216",
                "cloudtasks.googleapis.com.evil.example",
                "evilcloudtasks.googleapis.com",
                "storage.googleapis.com",
                "cloudtasks.a.b.rep.googleapis.com"
            })
    void other_names_are_refused(String host) {
        assertThat(isAccepted(host)).isFalse();
    }

    @Test
    void allowed_names_are_accepted_without_regard_to_case_and_port_and_final_dot() {
        String allowed = HostRules.pattern("Tasks.Example.com.");

        assertThat(isAccepted("tasks.example.com", allowed)).isTrue();
        assertThat(isAccepted("TASKS.EXAMPLE.COM.:8123", allowed)).isTrue();
        assertThat(isAccepted("a.tasks.example.com", allowed)).isFalse();
        assertThat(isAccepted("xtasks.example.com", allowed)).isFalse();
    }

    @Test
    void allowed_domain_accepts_the_names_below() {
        String allowed = HostRules.pattern("*.Example.com");

        assertThat(isAccepted("tasks.example.com", allowed)).isTrue();
        assertThat(isAccepted("a.b.example.com:1", allowed)).isTrue();
        assertThat(isAccepted("example.com", allowed)).isFalse();
        assertThat(isAccepted("evilexample.com", allowed)).isFalse();
        assertThat(isAccepted("tasks.example.com.evil.example", allowed)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*.com",
                "*.COM.",
                "*.de",
                "*.dev",
                "*.xn--p1ai",
                "*.1.2.3.4",
                "*.1",
                "*.127.1",
                "*.a.0x7f",
                "*.example.0"
            })
    void domain_whose_names_can_have_any_owner_is_rejected(String text) {
        assertThatThrownBy(() -> HostRules.pattern(text))
                .hasMessage("a domain with at least two labels after the star, such as *.example.com, because anybody "
                        + "can own a name below a shorter one");
    }

    @ParameterizedTest
    @CsvSource({
        "*.example.com,tasks.example.com",
        "*.a.b.example.com,tasks.a.b.example.com",
        "*.co.uk,tasks.co.uk",
        "*.1.example.com,tasks.1.example.com",
        "*.localhost,tasks.localhost",
        "*.Internal.,tasks.internal",
        "*.local,tasks.local",
        "*.test,a.tasks.test",
        "*.lan,tasks.lan",
        "*.home,tasks.home",
        "*.corp,tasks.corp",
        "*.intranet,tasks.intranet",
        "*.private,tasks.private",
        "*.example,tasks.example",
        "*.my_network,tasks.my_network"
    })
    void domain_of_two_labels_or_of_a_private_network_is_allowed(String text, String host) {
        assertThat(isAccepted(host, HostRules.pattern(text))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"::1,::1", "[::1],::1", "10.0.0.7,10.0.0.7", "a_b.example.com,a_b.example.com"})
    void allowed_host_can_be_an_address(String text, String pattern) {
        assertThat(HostRules.pattern(text)).isEqualTo(pattern);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "*.",
                "*.*.com",
                "a.*",
                "http://a",
                "a:80",
                "[::1]:80",
                "a b",
                "a,b",
                "*.::1",
                ".",
                "a..b"
            })
    void malformed_allowed_host_is_rejected(String text) {
        assertThatThrownBy(() -> HostRules.pattern(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                "a b",
                "a..b",
                ".a",
                "a,b",
                "user@localhost",
                "localhost:x",
                "localhost:99999",
                "localhost:-1",
                "localhost:80:80",
                "::1",
                "[::1",
                "[::1]x",
                "[::1]:x",
                "[127.0.0.1]",
                "[]",
                "http://localhost",
                "localhost/",
                "localhost\\",
                "b\u00fccher.test",
                "a%20b",
                ":80"
            })
    void malformed_host_has_no_meaning(String host) {
        assertThat(Authority.parse(host)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "LocalHost.:8123,localhost:8123",
        "a:,a",
        "a:0,a:0",
        "[0:0:0:0:0:0:0:1]:8123,[::1]:8123",
        "[2001:DB8::0:1],[2001:db8::1]"
    })
    void host_has_one_form(String text, String form) {
        assertThat(String.valueOf(Authority.parse(text))).isEqualTo(form);
    }
}
