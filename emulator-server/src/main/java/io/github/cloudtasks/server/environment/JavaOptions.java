package io.github.cloudtasks.server.environment;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The value of {@code JAVA_TOOL_OPTIONS}: options separated by white space, with quotes as the JVM reads them. */
final class JavaOptions {
    /** Java needs one for a PKCS12 file. Nothing in it is secret. */
    static final String PASSWORD = "changeit";

    private static final String STORE = "-Djavax.net.ssl.trustStore=";
    private static final String STORE_PASSWORD = "-Djavax.net.ssl.trustStorePassword=";
    private static final String STORE_TYPE = "-Djavax.net.ssl.trustStoreType=";
    private static final String PROXY_HOST = "-Dhttps.proxyHost=";
    private static final String PROXY_PORT = "-Dhttps.proxyPort=";
    private static final String EXCEPTIONS = "-Dhttp.nonProxyHosts=";
    private static final List<String> SET =
            List.of(STORE, STORE_PASSWORD, STORE_TYPE, PROXY_HOST, PROXY_PORT, EXCEPTIONS);

    private final List<String> before = new ArrayList<>();

    JavaOptions(String value) {
        StringBuilder option = new StringBuilder();
        char quote = 0;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (quote == 0 && Character.isWhitespace(c)) {
                add(option);
                continue;
            }
            if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            }
            option.append(c);
        }
        add(option);
    }

    private void add(StringBuilder option) {
        if (!option.isEmpty()) {
            before.add(option.toString());
            option.setLength(0);
        }
    }

    /** Returns the options with the proxy and the trust store, and without what these replace. */
    String with(EmulatorAddress proxy, List<String> exceptions, String store) {
        Set<String> hosts = new LinkedHashSet<>();
        if (!value(EXCEPTIONS).isEmpty()) {
            hosts.addAll(List.of(value(EXCEPTIONS).split("\\|", -1)));
        }
        hosts.addAll(List.of(ProxyExceptions.javaProperty(exceptions).split("\\|", -1)));
        List<String> options = new ArrayList<>();
        for (String option : before) {
            if (SET.stream().noneMatch(unquoted(option)::startsWith)) {
                options.add(option);
            }
        }
        options.add(PROXY_HOST + proxy.host().replaceAll("[\\[\\]]", ""));
        options.add(PROXY_PORT + proxy.port());
        options.add(EXCEPTIONS + String.join("|", hosts));
        options.add(quoted(STORE + store));
        options.add(STORE_PASSWORD + PASSWORD);
        options.add(STORE_TYPE + "PKCS12");
        return String.join(" ", options);
    }

    /** Returns the trust store that the options name; empty if there is none. */
    String trustStore() {
        return value(STORE);
    }

    /** Returns the password of {@link #trustStore()}; empty if there is none. */
    String trustStorePassword() {
        return value(STORE_PASSWORD);
    }

    /** The last one wins, as in the JVM. */
    private String value(String prefix) {
        return before.reversed().stream()
                .map(JavaOptions::unquoted)
                .filter(option -> option.startsWith(prefix))
                .map(option -> option.substring(prefix.length()))
                .findFirst()
                .orElse("");
    }

    private static String unquoted(String option) {
        return option.replaceAll("'([^']*)'|\"([^\"]*)\"", "$1$2");
    }

    /** The JVM has no escape, so a text with both quotes is put together from parts. */
    private static String quoted(String option) {
        if (option.matches("[^\\s'\"]*")) {
            return option;
        }
        return option.indexOf('"') < 0 ? '"' + option + '"' : "'" + option.replace("'", "'\"'\"'") + "'";
    }
}
