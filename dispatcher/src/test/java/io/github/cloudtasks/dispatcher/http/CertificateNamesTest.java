package io.github.cloudtasks.dispatcher.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** See RFC 9525, section 6.3. */
class CertificateNamesTest {

    @ParameterizedTest
    @CsvSource({
        "my_service, my_service",
        "my_service, MY_Service",
        "MY_SERVICE, my_service",
        "a_b.example.com, *.example.com",
        "a_b.example.com, *.EXAMPLE.com",
        "a.my_zone, *.my_zone",
        "a_b.localhost, *.localhost",
        "-a, -a",
    })
    void name_matches(String host, String name) {
        assertThat(CertificateNames.matches(host, name)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "my_service, my-service",
        "my_service, service",
        "my_service, my_service.example.com",
        "my_service, *",
        "my_service, *.",
        "my_service, *.my_service",
        "a_b.example.com, *",
        "a_b.example.com, *.",
        "a_b.example.com, *.com",
        "a_b.example.com, *.*.com",
        "a_b.example.com, a_*.example.com",
        "a_b.example.com, a_b.*.com",
        "a_b.example.com, *.b.example.com",
        "a_b.c.example.com, *.example.com",
        "example_.com, *.example_.com",
        ".example.com, *.example.com",
        "a_b.evilexample.com, *.example.com",
        "*, *",
        "*.example.com, a.example.com",
    })
    void other_name_does_not_match(String host, String name) {
        assertThat(CertificateNames.matches(host, name)).isFalse();
    }
}
