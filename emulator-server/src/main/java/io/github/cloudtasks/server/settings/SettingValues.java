package io.github.cloudtasks.server.settings;

import io.github.cloudtasks.dispatcher.DispatcherSettings;
import io.github.cloudtasks.dispatcher.http.RequestException;
import io.github.cloudtasks.dispatcher.request.TargetRewrite;
import io.github.cloudtasks.dispatcher.request.TargetUrl;
import io.github.cloudtasks.dispatcher.tokens.SigningKey;
import io.github.cloudtasks.engine.rules.ResourceIds;
import io.github.cloudtasks.rest.access.Authority;
import io.github.cloudtasks.server.files.InputFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses the values of settings. The message of each {@link IllegalArgumentException} continues "--flag must be". */
final class SettingValues {
    private static final Pattern BYTES = Pattern.compile("(\\d{1,9})(|KiB|MiB|GiB)");
    private static final Pattern PROXY = Pattern.compile("(?i:http)://(?:[!-~]*@)?([^@/]+)");
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9-]+(?:\\.[a-z0-9-]+)+");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:%-]+");

    /** The ASCII characters that no part of a URL has, and those that start its query and fragment. */
    private static final String ILLEGAL_IN_URL = "\"#<>?\\^`{|}";

    private static final Pattern USER_INFORMATION = Pattern.compile("[^/]*//[^/]*@");

    /** Enough for a key of 16384 bits and comments. */
    private static final int MAX_KEY_BYTES = 1 << 16;

    /** Ten times the size of a bundle of all public certificate authorities. */
    private static final int MAX_CERTIFICATE_BYTES = 1 << 22;

    private SettingValues() {}

    /** Parses the id of a project. */
    static String project(String text) {
        if (!ResourceIds.isProject(text)) {
            throw new IllegalArgumentException("a project id of letters, digits, hyphens, dots and colons");
        }
        return text;
    }

    /** Parses the id of a location. */
    static String location(String text) {
        if (!ResourceIds.isLocation(text)) {
            throw new IllegalArgumentException("a location id such as us-central1, of letters, digits and hyphens");
        }
        return text;
    }

    static Path file(String text) {
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the path of a file");
        }
        return Path.of(text);
    }

    static Path directory(String text) {
        if (text.isEmpty() || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the path of a directory");
        }
        return Path.of(text);
    }

    /** Parses the URL of an HTTP proxy, optionally with a user name and password. */
    static String proxy(String text) {
        String url = text.replaceFirst("/$", "");
        Matcher matcher = PROXY.matcher(url);
        if (matcher.matches() && Authority.parse(matcher.group(1)) != null) {
            return url;
        }
        throw new IllegalArgumentException("an http:// URL, such as http://proxy.example:3128");
    }

    /** Parses the domain of a universe. */
    static String universeDomain(String text) {
        Authority authority = Authority.parse(text);
        if (authority == null
                || authority.port() != Authority.NO_PORT
                || !DOMAIN.matcher(authority.host()).matches()) {
            throw new IllegalArgumentException("a domain such as googleapis.com");
        }
        return authority.host();
    }

    /** Parses a host name or IP address. IPv6 addresses may have brackets, which are removed. */
    static String host(String text) {
        String host = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("a host name or an IP address");
        }
        return host;
    }

    static int port(String text) {
        return number(text, 65535, "a number from 0 to 65535");
    }

    static int integer(String text) {
        if (text.matches("-?\\d{1,9}")) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException("a whole number");
    }

    static double decimal(String text) {
        if (text.matches("-?\\d{1,9}(\\.\\d{1,9})?")) {
            return Double.parseDouble(text);
        }
        throw new IllegalArgumentException("a number such as 5 or 0.5");
    }

    static int count(String text) {
        return number(text, 1_000_000, "a number from 0 to 1000000");
    }

    /** Parses a number of bytes, with or without a unit. */
    static long bytes(String text) {
        Matcher matcher = BYTES.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a size such as 64MiB, 500KiB or 1000000");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "KiB" -> number << 10;
            case "MiB" -> number << 20;
            case "GiB" -> number << 30;
            default -> number;
        };
    }

    /** Parses {@code true}, {@code false}, or one of the short forms of Go's flags. */
    static boolean bool(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "t", "1" -> true;
            case "false", "f", "0" -> false;
            default -> throw new IllegalArgumentException("true or false");
        };
    }

    /**
     * Parses the base URL of a server: http or https, without user information, query and fragment. The host is any
     * name that can resolve, such as {@code my_service}, or an IP address.
     */
    static String url(String text) {
        try {
            if (text.chars().noneMatch(c -> c <= ' ' || c == 0x7f || ILLEGAL_IN_URL.indexOf(c) >= 0)
                    && !USER_INFORMATION.matcher(text).lookingAt()
                    && Authority.parse(TargetUrl.parse(text).origin().hostHeader()) != null) {
                return text;
            }
        } catch (RequestException e) {
            // Reported below.
        }
        throw new IllegalArgumentException("a URL such as http://localhost:8080");
    }

    /** Reads a signing key from a file. Read immediately, so that an invalid key fails before the start. */
    static SigningKey signingKey(String text) {
        return pem(text, "an RSA private key", MAX_KEY_BYTES, SigningKey::ofPem);
    }

    /** Adds the certificates in a file to the trusted certificates. The file is read immediately. */
    static DispatcherSettings trustedCertificates(DispatcherSettings settings, String text) {
        return settings.withTrust(pem(text, "certificates", MAX_CERTIFICATE_BYTES, settings.trust()::withCertificates));
    }

    private static <T> T pem(String text, String content, int maxBytes, Function<String, T> reader) {
        Path file = file(text);
        String wrong;
        try {
            return reader.apply(new String(InputFile.read(file, maxBytes), StandardCharsets.ISO_8859_1));
        } catch (IOException | IllegalArgumentException e) {
            wrong = String.valueOf(e.getMessage());
        }
        throw new IllegalArgumentException("a PEM file with " + content + " (" + wrong + ")");
    }

    /** Parses {@code NAME=URL} and adds it to the settings. */
    static DispatcherSettings appEngineService(DispatcherSettings settings, String text) {
        int equals = text.indexOf('=');
        if (equals > 0) {
            try {
                return settings.withAppEngineService(text.substring(0, equals), url(text.substring(equals + 1)));
            } catch (IllegalArgumentException e) {
                // Reported below.
            }
        }
        throw new IllegalArgumentException("a service name and its URL, such as worker=http://localhost:8081");
    }

    /** Parses {@code FROM=TO} and adds it to the settings. */
    static DispatcherSettings rewrite(DispatcherSettings settings, String text) {
        try {
            TargetRewrite rewrite = TargetRewrite.parse(text);
            String unused = url(rewrite.to());
            return settings.withRewrite(rewrite);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "two URLs such as http://localhost=http://host.docker.internal (" + e.getMessage() + ")", e);
        }
    }

    /** Parses the name of a constant, in any case. */
    static <E extends Enum<E>> E choice(Class<E> type, String text) {
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            String name = constant.name().toLowerCase(Locale.ROOT);
            if (name.equalsIgnoreCase(text)) {
                return constant;
            }
            names.add(name);
        }
        String last = names.removeLast();
        throw new IllegalArgumentException(String.join(", ", names) + " or " + last);
    }

    private static int number(String text, int max, String expected) {
        if (text.matches("\\d{1,9}") && Integer.parseInt(text) <= max) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException(expected);
    }
}
