package io.github.cloudtasks.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserDirectoryTest {

    @Test
    void each_system_has_its_convention() {
        assertThat(UserDirectory.find("Linux", Map.of(), "/home/ann"))
                .isEqualTo(Path.of("/home/ann/.local/share/cloud-tasks-emulator"));
        assertThat(UserDirectory.find("Linux", Map.of("XDG_DATA_HOME", "/data"), "/home/ann"))
                .isEqualTo(Path.of("/data/cloud-tasks-emulator"));
        assertThat(UserDirectory.find("Mac OS X", Map.of("XDG_DATA_HOME", "/data"), "/Users/ann"))
                .isEqualTo(Path.of("/Users/ann/Library/Application Support/cloud-tasks-emulator"));
        assertThat(UserDirectory.find("Windows 11", Map.of("LOCALAPPDATA", "local"), "home"))
                .isEqualTo(Path.of("local/cloud-tasks-emulator"));
    }

    @Test
    void user_without_home_has_none() {
        assertThat(UserDirectory.find("Linux", Map.of("XDG_DATA_HOME", "relative"), "?"))
                .isNull();
        assertThat(UserDirectory.find("Linux", Map.of(), "")).isNull();
        assertThat(UserDirectory.find("Windows 11", Map.of(), "/home/ann")).isNull();
    }
}
