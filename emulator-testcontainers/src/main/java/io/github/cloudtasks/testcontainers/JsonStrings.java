package io.github.cloudtasks.testcontainers;

import java.util.LinkedHashMap;
import java.util.Map;

/** Reads and writes the small part of JSON that the control API needs, so that users get no JSON library. */
final class JsonStrings {
    private final String text;
    private int position;

    private JsonStrings(String text) {
        this.text = text;
    }

    /** Returns a JSON string. */
    static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    /** Returns a JSON object. */
    static String object(Map<String, String> strings) {
        StringBuilder json = new StringBuilder("{");
        strings.forEach((name, value) -> json.append(json.length() > 1 ? ", " : "")
                .append(quoted(name))
                .append(": ")
                .append(quoted(value)));
        return json.append('}').toString();
    }

    /**
     * Parses an object of objects of strings.
     *
     * @throws IllegalStateException if it is another document
     */
    static Map<String, Map<String, String>> parse(String json) {
        JsonStrings reader = new JsonStrings(json);
        Map<String, Map<String, String>> document = new LinkedHashMap<>();
        reader.readObject(name -> {
            Map<String, String> strings = new LinkedHashMap<>();
            reader.readObject(key -> strings.put(key, reader.readString()));
            document.put(name, strings);
        });
        return document;
    }

    /** Reads the value of a member. */
    @FunctionalInterface
    private interface MemberReader {
        void read(String name);
    }

    private void readObject(MemberReader members) {
        expect('{');
        if (next() == '}') {
            position++;
            return;
        }
        do {
            String name = readString();
            expect(':');
            members.read(name);
        } while (endsWithComma());
    }

    private boolean endsWithComma() {
        if (next() == ',') {
            position++;
            return true;
        }
        expect('}');
        return false;
    }

    private String readString() {
        expect('"');
        StringBuilder value = new StringBuilder();
        while (true) {
            char c = take();
            if (c == '"') {
                return value.toString();
            }
            value.append(c == '\\' ? escaped(take()) : c);
        }
    }

    private char escaped(char c) {
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                position += 4;
                if (position > text.length()) {
                    throw unexpected();
                }
                yield (char) Integer.parseInt(text.substring(position - 4, position), 16);
            }
            default -> c;
        };
    }

    /** Returns the next character that is no white space. */
    private char next() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
        if (position == text.length()) {
            throw unexpected();
        }
        return text.charAt(position);
    }

    private void expect(char wanted) {
        if (next() != wanted) {
            throw unexpected();
        }
        position++;
    }

    private char take() {
        if (position == text.length()) {
            throw unexpected();
        }
        return text.charAt(position++);
    }

    private IllegalStateException unexpected() {
        return new IllegalStateException(
                "The response of the emulator is not the expected JSON at character " + position + ".");
    }
}
