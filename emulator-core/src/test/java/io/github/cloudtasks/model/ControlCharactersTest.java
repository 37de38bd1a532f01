package io.github.cloudtasks.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.task.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlCharactersTest {

    @ParameterizedTest
    @CsvSource({
        "0000, \\u0000",
        "0007, \\u0007",
        "0008, \\u0008",
        "0009, \\t",
        "000a, \\n",
        "000d, \\r",
        "001b, \\u001b",
        "007f, \\u007f",
        "0085, \\u0085",
        "009b, \\u009b",
        "200f, \\u200f",
        "2028, \\u2028",
        "2029, \\u2029",
        "202e, \\u202e",
        "2066, \\u2066",
        "feff, \\ufeff"
    })
    void character_is_escaped(String code, String escaped) {
        char character = (char) Integer.parseInt(code, 16);

        assertThat(ControlCharacters.escaped("a" + character + "b" + character))
                .isEqualTo("a" + escaped + "b" + escaped);
    }

    @Test
    void other_text_is_kept() {
        String text = "ASCII ~ \\ \" é → 日本 🚀";

        assertThat(ControlCharacters.escaped(text)).isSameAs(text);
    }

    @Test
    void reason_of_an_unreachable_target_has_no_control_characters() {
        assertThat(new Outcome.Unreachable("HTTP/1.1 200 \u001b[2J\r\nforged").reason())
                .isEqualTo("HTTP/1.1 200 \\u001b[2J\\r\\nforged");
    }
}
