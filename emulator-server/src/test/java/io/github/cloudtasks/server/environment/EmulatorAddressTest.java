package io.github.cloudtasks.server.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmulatorAddressTest {

    @ParameterizedTest
    @CsvSource({
        "9000, http://127.0.0.1:9000",
        "localhost:9000, http://localhost:9000",
        "localhost, http://localhost:8123",
        "[::1]:9000, http://[::1]:9000",
        "http://tasks:8123/v2beta3, http://tasks:8123",
        "https://tasks.example, https://tasks.example:443",
        "http://tasks.example, http://tasks.example:80",
    })
    void address_is_read_as_users_write_it(String text, String url) {
        assertThat(EmulatorAddress.parse(text)).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://x", "a b", "http://", "user@host:1", "host:99999", "host:x"})
    void text_that_is_no_address_is_rejected_with_an_example(String text) {
        assertThatThrownBy(() -> EmulatorAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The address of an emulator is HOST:PORT, such as 127.0.0.1:8123, not \"%s\".".formatted(text));
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8123, http://127.0.0.1:8123, true",
        "127.0.0.1:8123, localhost:8123/, true",
        "[::1]:8123, http://LOCALHOST:8123, true",
        "tasks:8123, http://tasks:8123, true",
        "localhost:8123, http://localhost:8124, false",
        "localhost:8123, http://tasks:8123, false",
        "localhost:8123, socks5://localhost:8123, false",
        "localhost:8123, http://user:secret@localhost:8123, false",
        "localhost:8123, '', false",
    })
    void proxy_is_recognized_by_each_of_its_names(String emulator, String url, boolean isProxy) {
        assertThat(EmulatorAddress.parse(emulator).isProxy(url)).isEqualTo(isProxy);
    }

    @Test
    void variables_of_clients_precede_the_port_of_the_server_and_the_default() {
        assertThat(EmulatorAddress.of(Map.of())).hasToString("http://127.0.0.1:8123");
        assertThat(EmulatorAddress.of(Map.of("EMULATOR_PORT", "9000"))).hasToString("http://127.0.0.1:9000");
        assertThat(EmulatorAddress.of(Map.of("EMULATOR_PORT", "0"))).hasToString("http://127.0.0.1:8123");
        assertThat(EmulatorAddress.of(Map.of("CLOUDTASKS_EMULATOR_HOST", "tasks:1", "EMULATOR_PORT", "9000")))
                .hasToString("http://tasks:1");
    }
}
