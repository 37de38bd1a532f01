package io.github.cloudtasks.server.console;

import java.util.List;
import java.util.Locale;

/** The media types that a client accepts, as far as they decide between the page and the JSON document. */
final class AcceptHeader {
    private static final String HTML = "text/html";
    private static final String JSON = "application/json";

    private AcceptHeader() {}

    /**
     * Returns whether a client asks for HTML: it names {@code text/html}, and does not prefer {@code application/json}
     * to it. Wildcards do not count, because programs such as curl send them.
     *
     * @param lines the values of all Accept headers
     */
    static boolean asksForHtml(List<String> lines) {
        double html = 0;
        double json = 0;
        for (String line : lines) {
            for (String range : line.split(",", -1)) {
                String[] parts = range.split(";", -1);
                String type = parts[0].strip().toLowerCase(Locale.ROOT);
                if (type.equals(HTML)) {
                    html = Math.max(html, quality(parts));
                } else if (type.equals(JSON)) {
                    json = Math.max(json, quality(parts));
                }
            }
        }
        return html > 0 && html >= json;
    }

    /** Returns the weight of a media range: 1 if it has none, and 0 if it is malformed. */
    private static double quality(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
            if (parameter.startsWith("q=")) {
                String weight = parameter.substring(2).strip();
                return weight.matches("[01]?(\\.[0-9]{0,3})?") && !weight.isEmpty() && !weight.equals(".")
                        ? Double.parseDouble(weight)
                        : 0;
            }
        }
        return 1;
    }
}
