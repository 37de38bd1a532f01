package io.github.cloudtasks.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXReason;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates of the proxy's authority, validated by Java. */
class ConstrainedAuthorityTest {
    private static final Instant NOW = Instant.parse("2030-05-06T07:08:09Z");
    private static final List<String> NAMES =
            List.of("cloudtasks.googleapis.com", "us-east1-cloudtasks.googleapis.com", "oauth2.googleapis.com");

    private final ConstrainedAuthority authority = ConstrainedAuthority.create(NAMES, NOW);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cloudtasks.googleapis.com",
                "us-east1-cloudtasks.googleapis.com",
                "oauth2.googleapis.com",
                "a.cloudtasks.googleapis.com"
            })
    void certificate_for_permitted_name_is_valid(String host) throws Exception {
        TlsIdentity identity = authority.identity(CertificateIssuer.newKeys(), host, NOW);

        assertThatCode(() -> validate(identity.chain())).doesNotThrowAnyException();
        assertThat(identity.chain().getFirst().getSubjectAlternativeNames()).containsExactly(List.of(2, host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "googleapis.com",
                "storage.googleapis.com",
                "evilcloudtasks.googleapis.com",
                "cloudtasks.googleapis.com.example.com",
                "localhost"
            })
    void certificate_for_other_name_is_invalid(String host) throws Exception {
        TlsIdentity identity = authority.identity(CertificateIssuer.newKeys(), host, NOW);

        assertInvalid(identity.chain());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "8.8.8.8", "::1", "2001:db8::1"})
    void certificate_for_address_is_invalid(String address) throws Exception {
        KeyPair keys = CertificateIssuer.newKeys();
        GeneralNames names = new GeneralNames(new GeneralName(GeneralName.iPAddress, address));
        X509Certificate leaf = authority.issuer().server(keys.getPublic(), names, NOW, NOW.plus(Duration.ofDays(1)));

        assertInvalid(List.of(leaf, authority.intermediate()));
    }

    @Test
    void authority_below_the_intermediate_one_is_invalid() throws Exception {
        CertificateIssuer below = CertificateIssuer.create("below");
        Instant end = NOW.plus(Duration.ofDays(1));
        X509Certificate certificate =
                authority.issuer().signed(authority.issuer().authority(below, 0, NOW, end));
        GeneralNames names = new GeneralNames(new GeneralName(GeneralName.dNSName, NAMES.getFirst()));
        X509Certificate leaf = below.server(CertificateIssuer.newKeys().getPublic(), names, NOW, end);

        assertThatThrownBy(() -> validate(List.of(leaf, certificate, authority.intermediate())))
                .isInstanceOfSatisfying(
                        CertPathValidatorException.class,
                        e -> assertThat(e.getReason()).isEqualTo(PKIXReason.PATH_TOO_LONG));
    }

    @Test
    void constraints_are_critical_in_both_certificates() {
        assertThat(authority.root().getCriticalExtensionOIDs()).contains("2.5.29.30");
        assertThat(authority.intermediate().getCriticalExtensionOIDs()).contains("2.5.29.30");
        assertThat(authority.root().getExtensionValue("2.5.29.30"))
                .isEqualTo(authority.intermediate().getExtensionValue("2.5.29.30"));
    }

    @Test
    void certificate_of_a_server_ends_with_its_authority() throws Exception {
        Instant late = NOW.plus(Duration.ofDays(700));
        TlsIdentity identity = authority.identity(CertificateIssuer.newKeys(), NAMES.getFirst(), late);

        assertThat(identity.chain().getFirst().getNotAfter())
                .isEqualTo(authority.intermediate().getNotAfter());
    }

    @Test
    void authority_can_be_written_and_read() throws Exception {
        ConstrainedAuthority read = ConstrainedAuthority.parse(authority.toPem());

        assertThat(read.root()).isEqualTo(authority.root());
        assertThat(read.mistake(NAMES, NOW)).isEmpty();
        validate(read.identity(CertificateIssuer.newKeys(), NAMES.getFirst(), NOW)
                .chain());
    }

    @Test
    void unusable_authority_is_noticed() throws Exception {
        assertThat(authority.mistake(NAMES, NOW.plus(Duration.ofDays(699)))).isEmpty();
        assertThat(authority.mistake(NAMES, NOW.plus(Duration.ofDays(701))))
                .isEqualTo("it expires on 2032-05-05T07:08:09Z");
        assertThat(authority.mistake(NAMES, NOW.minus(Duration.ofDays(2)))).isEqualTo("it is not valid yet");
        assertThat(authority.mistake(List.of("cloudtasks.googleapis.com"), NOW))
                .isEqualTo("it is for other host names");
    }

    @Test
    void texts_hide_the_key() {
        assertThat(authority.toString())
                .startsWith("CN=Cloud Tasks emulator proxy CA ")
                .hasSizeLessThan(60);
    }

    private void assertInvalid(List<X509Certificate> chain) {
        assertThatThrownBy(() -> validate(chain))
                .isInstanceOfSatisfying(
                        CertPathValidatorException.class,
                        e -> assertThat(e.getReason()).isEqualTo(PKIXReason.INVALID_NAME));
    }

    private void validate(List<X509Certificate> chain) throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority.root(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(NOW));
        CertPathValidator.getInstance("PKIX")
                .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
    }
}
