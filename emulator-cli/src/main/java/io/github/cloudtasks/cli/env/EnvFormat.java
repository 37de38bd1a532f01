package io.github.cloudtasks.cli.env;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** The forms in which variables are printed. Values may contain any character but NUL. */
public enum EnvFormat {
    /** Commands for {@code eval} in sh, bash and zsh. */
    SH {
        @Override
        String line(String name, String value) {
            return "export " + name + "='" + value.replace("'", "'\\''") + "'";
        }
    },
    /** Commands for {@code source} in fish. */
    FISH {
        @Override
        String line(String name, String value) {
            return "set -gx " + name + " '" + value.replace("\\", "\\\\").replace("'", "\\'") + "'";
        }
    },
    /** Commands for {@code Invoke-Expression}. PowerShell takes four other characters for single quotes too. */
    POWERSHELL {
        @Override
        String line(String name, String value) {
            return "$env:" + name + " = '" + value.replaceAll("(['\u2018\u2019\u201a\u201b])", "$1$1") + "'";
        }
    },
    /** A file {@code .env}. Plain values have no quotes, so that {@code docker run --env-file} reads them too. */
    DOTENV {
        @Override
        String line(String name, String value) {
            if (value.matches("[\\w./:,@%+=*|\\[\\]-]*")) {
                return name + "=" + value;
            }
            if (value.indexOf('\'') < 0 && value.indexOf('\n') < 0 && value.indexOf('\r') < 0) {
                return name + "='" + value + "'";
            }
            String escaped = value.replaceAll("([\\\\\"$`])", "\\\\$1")
                    .replace("\n", "\\n")
                    .replace("\r", "\\r");
            return name + "=\"" + escaped + "\"";
        }
    },
    /** One JSON object. */
    JSON {
        @Override
        public String text(Map<String, String> variables) {
            return new JsonMapper().valueToTree(variables).toPrettyString() + "\n";
        }
    },
    /** A part of a service in a Compose file, in which a dollar sign is doubled. */
    COMPOSE {
        @Override
        String line(String name, String value) {
            return "  " + name + ": " + composeText(value);
        }

        @Override
        public String text(Map<String, String> variables) {
            return "environment:\n" + super.text(variables);
        }
    },
    /** Lines for the file of {@code GITHUB_ENV}. */
    GITHUB {
        @Override
        String line(String name, String value) {
            if (value.indexOf('\n') < 0 && value.indexOf('\r') < 0) {
                return name + "=" + value;
            }
            String end = "end-" + UUID.randomUUID();
            return name + "<<" + end + "\n" + value + "\n" + end;
        }
    };

    /** Returns a text as a value of a Compose file. */
    public static String composeText(String text) {
        return new JsonMapper()
                .getNodeFactory()
                .textNode(text.replace("$", "$$"))
                .toString();
    }

    /** Returns the text to print. */
    public String text(Map<String, String> variables) {
        return variables.entrySet().stream()
                .map(variable -> line(variable.getKey(), variable.getValue()) + "\n")
                .collect(Collectors.joining());
    }

    /** Returns the line of one variable, without the line feed at its end. */
    String line(String name, String value) {
        throw new UnsupportedOperationException(name());
    }
}
