package io.github.cloudtasks.server.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LocalCertificateAuthorityTest {
    private static final Instant NOW = Instant.parse("2030-05-06T07:08:09Z");
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final LocalCertificateAuthority made =
            LocalCertificateAuthority.make(List.of("localhost", "127.0.0.1", "::1", "a.example"), NOW);
    private final X509Certificate leaf = made.identity().chain().getFirst();

    @Test
    void certificate_is_signed_by_the_authority() throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(made.authority(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(NOW));

        CertPathValidator.getInstance("PKIX")
                .validate(
                        CertificateFactory.getInstance("X.509")
                                .generateCertPath(made.identity().chain()),
                        parameters);
        made.authority().verify(made.authority().getPublicKey());
    }

    @Test
    void authority_can_only_sign_certificates() {
        X509Certificate authority = made.authority();

        assertThat(authority.getVersion()).isEqualTo(3);
        assertThat(authority.getBasicConstraints())
                .as("certificates between it and a server's")
                .isZero();
        assertThat(usages(authority)).as("keyCertSign and cRLSign").containsExactly(5, 6);
        assertThat(authority.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
    }

    @Test
    void certificate_is_for_a_server_with_all_names() throws Exception {
        assertThat(leaf.getBasicConstraints()).as("no authority").isEqualTo(-1);
        assertThat(usages(leaf)).as("digitalSignature").containsExactly(0);
        assertThat(leaf.getExtendedKeyUsage()).as("serverAuth").containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(leaf.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(
                        List.of(DNS_NAME, "localhost"),
                        List.of(IP_ADDRESS, "127.0.0.1"),
                        List.of(IP_ADDRESS, "0:0:0:0:0:0:0:1"),
                        List.of(DNS_NAME, "a.example"));
    }

    @Test
    void certificates_have_key_identifiers() {
        for (X509Certificate each : List.of(leaf, made.authority())) {
            assertThat(each.getExtensionValue("2.5.29.14")).as("subject").isNotNull();
            assertThat(each.getExtensionValue("2.5.29.35")).as("authority").isNotNull();
        }
    }

    @Test
    void certificates_are_backdated_and_valid_for_at_most_398_days() {
        for (X509Certificate each : List.of(leaf, made.authority())) {
            Instant from = each.getNotBefore().toInstant();
            assertThat(from).isEqualTo(NOW.minus(Duration.ofDays(1)));
            assertThat(Duration.between(from, each.getNotAfter().toInstant()))
                    .isLessThanOrEqualTo(Duration.ofDays(398));
            assertThat(each.getSerialNumber()).isPositive();
        }
    }

    @Test
    void authorities_have_distinct_names_and_serial_numbers() {
        LocalCertificateAuthority other = LocalCertificateAuthority.make(List.of("localhost"), NOW);

        assertThat(other.authority().getSubjectX500Principal())
                .isNotEqualTo(made.authority().getSubjectX500Principal());
        assertThat(other.authority().getSerialNumber())
                .isNotEqualTo(made.authority().getSerialNumber());
    }

    private static List<Integer> usages(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        return IntStream.range(0, usage.length).filter(i -> usage[i]).boxed().toList();
    }
}
