package io.github.cloudtasks.dispatcher.pem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.dispatcher.tokens.SigningKey;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemFileTest {
    private static final String CERTIFICATE = SigningKey.builtIn().certificatePem();
    private static final String KEY = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";

    @Test
    void certificates_are_read_from_between_other_blocks() {
        String text = "# of the target\n" + CERTIFICATE + KEY + CERTIFICATE.replace("\n", "\r\n")
                + CERTIFICATE.replace("CERTIFICATE", "X509 CERTIFICATE");
        assertThat(PemFile.parse(text).certificates()).hasSize(3);
        assertInvalid(KEY, "there is no certificate in PEM in it");
        assertInvalid(CERTIFICATE + CERTIFICATE.replace("END", "OND"), "certificate 2 in it has no end");
        assertInvalid(CERTIFICATE.replace("END", "OND") + CERTIFICATE, "certificate 1 in it has no end");
        assertInvalid(CERTIFICATE.replaceFirst("MII", "AAA"), "certificate 1 in it cannot be read");
        assertInvalid(CERTIFICATE.replaceFirst("MII", "!!!"), "certificate 1 in it cannot be read");
    }

    @Test
    void private_key_is_the_first_complete_one() {
        PemFile.Block key = PemFile.parse(CERTIFICATE + "-----BEGIN RSA PRIVATE KEY-----\n"
                        + "-----BEGIN EC PARAMETERS-----\nBgg=\n" + "-----END EC PARAMETERS-----\n" + KEY)
                .privateKey();
        assertThat(key).isEqualTo(new PemFile.Block("PRIVATE KEY", "\nAAAA\n"));
        assertThat(PemFile.parse(CERTIFICATE).privateKey()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-----BEGIN ", "-----BEGIN -----", "-----BEGIN a-----", "-----END A-----", "-----"})
    void text_without_blocks_has_none(String text) {
        assertThat(PemFile.parse(text).blocks()).isEmpty();
    }

    @Test
    void written_block_is_read_again() {
        byte[] content = new byte[1000];
        PemFile.Block block =
                PemFile.parse(PemFile.format("TEST", content)).blocks().getFirst();
        assertThat(block.content()).isEqualTo(content);
        assertThat(PemFile.format(
                        "CERTIFICATE",
                        PemFile.parse(CERTIFICATE).blocks().getFirst().content()))
                .isEqualTo(CERTIFICATE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RSA", "EC"})
    void key_in_an_older_form_is_wrapped(String algorithm) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        byte[] algorithmId = Der.algorithm(pair.getPublic());
        int start = pkcs8.length - innerLength(pkcs8, algorithmId);
        String text = PemFile.format(algorithm + " PRIVATE KEY", Arrays.copyOfRange(pkcs8, start, pkcs8.length));

        PemFile.Block block = PemFile.parse(text).privateKey();

        assertThat(block.pkcs8(algorithmId)).isEqualTo(pkcs8);
        Key read = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(block.pkcs8(algorithmId)));
        assertThat(read).isEqualTo(pair.getPrivate());
    }

    @Test
    void lengths_have_their_shortest_form() {
        assertThat(Der.element(4, new byte[127])).startsWith(4, 127);
        assertThat(Der.element(4, new byte[100], new byte[28])).startsWith(4, 0x81, 128);
        assertThat(Der.element(4, new byte[256])).startsWith(4, 0x82, 1, 0);
    }

    /**
     * Returns the length of the key in its older form: what follows version, algorithm and the header of an OCTET
     * STRING.
     */
    private static int innerLength(byte[] pkcs8, byte[] algorithmId) {
        int outerHeader = pkcs8[1] >= 0 ? 2 : 2 + (pkcs8[1] & 0x7f);
        int octets = outerHeader + 3 + algorithmId.length;
        int octetsHeader = pkcs8[octets + 1] >= 0 ? 2 : 2 + (pkcs8[octets + 1] & 0x7f);
        return pkcs8.length - octets - octetsHeader;
    }

    private static void assertInvalid(String text, String message) {
        assertThatThrownBy(() -> PemFile.parse(text).certificates())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
