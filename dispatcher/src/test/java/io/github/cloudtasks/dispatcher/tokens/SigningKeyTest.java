package io.github.cloudtasks.dispatcher.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.X509CertUtils;
import java.security.Key;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningKeyTest {

    @Test
    void built_in_key_never_changes() {
        assertThat(SigningKey.builtIn().publicKey().keyId()).isEqualTo("UcFEvYD8keiOBXJsrImgTJnRm-8J8kMo3i8LAypcFcM");
    }

    @Test
    void built_in_certificate_never_changes() throws Exception {
        byte[] certificate = X509CertUtils.parseWithException(
                        SigningKey.builtIn().certificatePem())
                .getEncoded();
        assertThat(HexFormat.of().formatHex(Encodings.sha256(certificate)))
                .isEqualTo("0e766c83cf890c3d659d61ec15ed330ce7f31425646a6f3b3ca625318fbcb5a0");
    }

    @Test
    void key_id_is_the_thumbprint() throws Exception {
        SigningKey key = SigningKey.builtIn();
        RSAKey published = TestKeys.verifier(key.publicKey());

        assertThat(key.publicKey().keyId())
                .isEqualTo(published.computeThumbprint().toString());
        assertThat(published.toRSAPublicKey()).isEqualTo(key.rsa());
    }

    @Test
    void private_key_is_read_from_pkcs1_and_pkcs8() throws Exception {
        Key key = TestKeys.rsa(2048);
        byte[] pkcs8 = key.getEncoded();
        // The envelope has a fixed length for keys of 2048 bits.
        byte[] pkcs1 = Arrays.copyOfRange(pkcs8, 26, pkcs8.length);

        SigningKey read = SigningKey.ofPem(TestKeys.pem("PRIVATE KEY", pkcs8));
        assertThat(SigningKey.ofPem("Bag Attributes\n"
                        + TestKeys.pem("RSA PRIVATE KEY", pkcs1).replace("\n", "\r\n")))
                .isEqualTo(read)
                .hasSameHashCodeAs(read)
                .hasToString("key " + read.publicKey().keyId());
        assertThat(read).isNotEqualTo(SigningKey.builtIn());
    }

    @Test
    void private_key_is_found_after_other_blocks() throws Exception {
        String key = TestKeys.pem("PRIVATE KEY", TestKeys.rsa(2048).getEncoded());
        assertThat(SigningKey.ofPem(SigningKey.builtIn().certificatePem() + key))
                .isEqualTo(SigningKey.ofPem(key));
    }

    @Test
    void certificate_is_self_signed_and_always_the_same() throws Exception {
        SigningKey key =
                SigningKey.ofPem(TestKeys.pem("PRIVATE KEY", TestKeys.rsa(3072).getEncoded()));
        X509Certificate certificate = X509CertUtils.parseWithException(key.certificatePem());

        certificate.verify(certificate.getPublicKey());
        certificate.checkValidity(Date.from(Instant.parse("2049-12-31T23:59:59Z")));
        certificate.checkValidity(Date.from(Instant.parse("2020-01-01T00:00:00Z")));
        assertThat(certificate.getPublicKey()).isEqualTo(key.rsa());
        assertThat(certificate.getSubjectX500Principal()).hasToString("CN=Cloud Tasks emulator");
        assertThat(certificate.getIssuerX500Principal()).isEqualTo(certificate.getSubjectX500Principal());
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getKeyUsage()).startsWith(true, false);
        assertThat(certificate.getSerialNumber()).isPositive();
        assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withRSA");
        assertThat(key.certificatePem()).isEqualTo(key.certificatePem());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "-----BEGIN PRIVATE KEY-----\nAAAA"})
    void text_without_pem_blocks_is_rejected(String file) {
        assertRefused(file, "it is no PEM file");
    }

    @Test
    void pem_file_without_private_key_is_rejected_with_its_content() {
        assertRefused(SigningKey.builtIn().certificatePem(), "it holds a certificate");
        assertRefused(TestKeys.pem("PUBLIC KEY", SigningKey.builtIn().rsa().getEncoded()), "it holds a public key");
    }

    @Test
    void other_kinds_of_keys_are_rejected() throws Exception {
        assertRefused(TestKeys.pem("PRIVATE KEY", TestKeys.ec().getEncoded()), "its key is not an RSA key");
        assertRefused(TestKeys.pem("EC PRIVATE KEY", new byte[10]), "its key is not an RSA key");
        assertRefused(TestKeys.pem("OPENSSH PRIVATE KEY", new byte[10]), "its key is in the form of OpenSSH");
    }

    @Test
    void short_keys_are_rejected() throws Exception {
        assertRefused(
                TestKeys.pem("PRIVATE KEY", TestKeys.rsa(1024).getEncoded()),
                "its key has 1024 bits, and RS256 needs at least 2048");
    }

    @Test
    void encrypted_keys_are_rejected() {
        String older = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n";

        assertRefused(TestKeys.pem("ENCRYPTED PRIVATE KEY", new byte[10]), "its key is encrypted");
        assertRefused(
                TestKeys.pem("RSA PRIVATE KEY", new byte[10]).replaceFirst("\n", "\n" + older), "its key is encrypted");
    }

    @Test
    void damaged_keys_are_rejected() throws Exception {
        byte[] key = TestKeys.rsa(2048).getEncoded();
        String damaged = "its key is damaged";

        assertRefused(TestKeys.pem("PRIVATE KEY", Arrays.copyOf(key, 500)), damaged);
        assertRefused(TestKeys.pem("RSA PRIVATE KEY", new byte[0]), damaged);
        assertRefused(TestKeys.pem("PRIVATE KEY", key).replaceFirst("M", "!"), damaged);
    }

    private static void assertRefused(String file, String reason) {
        assertThatThrownBy(() -> SigningKey.ofPem(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }
}
