package io.github.cloudtasks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.cli.verbs.Verb;
import io.github.cloudtasks.server.settings.Setting;
import io.github.cloudtasks.server.settings.SettingsTable;
import org.junit.jupiter.api.Test;

class HelpTextTest {

    @Test
    void help_shows_every_command_and_every_flag_with_its_variable_and_its_default() {
        String help = HelpText.text();

        for (Verb verb : Verb.values()) {
            assertThat(help).contains("      " + verb.verb() + " ", verb.description());
        }

        for (Setting setting : SettingsTable.ROWS) {
            assertThat(help)
                    .contains(setting.flag(), setting.defaultValue())
                    .contains(String.join(" or ", setting.variables()));
        }
    }
}
