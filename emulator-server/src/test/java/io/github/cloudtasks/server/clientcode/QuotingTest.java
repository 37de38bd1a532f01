package io.github.cloudtasks.server.clientcode;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Literals of each language; the conformance suite {@code client-code} runs them. */
class QuotingTest {
    /** A control character, the character that reverses the direction of text, and one beyond 16 bits. */
    private static final String ODD = "\u0001\u202e𝄞\"\\\n";

    @ParameterizedTest
    @ValueSource(strings = {"a", "http://localhost:9000/work", "us-central1", "a@b.c", "1,2"})
    void plain_words_are_not_quoted_in_a_shell(String text) {
        assertThat(Quoting.shell(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '|',
            value = {"a b, 'a b'", "$HOME, '$HOME'", "it's, 'it'\\''s'", "a;b, 'a;b'", "||, ''", "é, 'é'", "~, '~'"})
    void other_words_are_quoted_in_a_shell(String text, String quoted) {
        assertThat(Quoting.shell(text)).isEqualTo(quoted);
    }

    @Test
    void invisible_characters_are_escaped_as_the_language_has_it() {
        assertThat(Quoting.javaScript(ODD)).isEqualTo("\"\\u0001\\u202e𝄞\\\"\\\\\\n\"");
        assertThat(Quoting.python(ODD)).isEqualTo("\"\\u0001\\u202e𝄞\\\"\\\\\\n\"");
        assertThat(Quoting.go(ODD)).isEqualTo("\"\\u0001\\u202e𝄞\\\"\\\\\\n\"");
        assertThat(Quoting.java(ODD)).isEqualTo("\"\\001\\u202e𝄞\\\"\\\\\\n\"");
    }

    @Test
    void invisible_characters_beyond_16_bits_are_escaped() {
        String tag = Character.toString(0xe0041);

        assertThat(Quoting.javaScript(tag)).isEqualTo("\"\\udb40\\udc41\"");
        assertThat(Quoting.python(tag)).isEqualTo("\"\\U000e0041\"");
    }

    @Test
    void bytes_keep_their_value() {
        ByteString bytes = ByteString.copyFrom(new byte[] {'a', '"', '\\', '\n', 0, (byte) 0xff});

        assertThat(Quoting.pythonBytes(bytes)).isEqualTo("b\"a\\\"\\\\\\n\\x00\\xff\"");
        assertThat(Quoting.goBytes(bytes)).isEqualTo("\"a\\\"\\\\\\n\\x00\\xff\"");
        assertThat(Quoting.goBytes(ByteString.copyFromUtf8("é"))).isEqualTo("\"é\"");
    }

    @ParameterizedTest
    @CsvSource({"'plain text', true", "'two\nlines', true", "'\u001b[2J', false", "'\u202e', false"})
    void texts_with_invisible_characters_are_told_apart(String text, boolean isVisible) {
        assertThat(Quoting.isVisible(text)).isEqualTo(isVisible);
    }
}
