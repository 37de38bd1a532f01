package io.github.cloudtasks.dispatcher.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatcher.tokens.SigningKey;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("inferred")
class TargetTrustTest {

    @Test
    void configured_certificates_are_added_to_those_of_the_jdk() throws Exception {
        TargetTrust trust =
                TargetTrust.JDK.withCertificates(SigningKey.builtIn().certificatePem());
        assertThat(trust.allCertificates())
                .contains(trust.certificates().getFirst())
                .hasSizeGreaterThan(20);
    }
}
