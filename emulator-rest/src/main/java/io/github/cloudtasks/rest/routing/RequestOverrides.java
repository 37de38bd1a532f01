package io.github.cloudtasks.rest.routing;

import io.github.cloudtasks.rest.errors.RequestErrors;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The system parameters that replace parts of a request, for clients that cannot set them: {@code $httpMethod} and the
 * header {@code X-HTTP-Method-Override}, {@code $httpHeaders} (lines of names and values), {@code $ct} (the
 * Content-Type) and {@code $req} (the body). The names are documented on Google's page about system parameters and in
 * the library of Google's front end; that the query takes precedence over a header is inferred.
 *
 * <p>Only a POST may name another method, so that a link never reaches a method that changes something. Headers that
 * browsers and proxies set, such as {@code Origin}, cannot be replaced.
 */
final class RequestOverrides {
    private static final String METHOD = "$httpMethod";
    private static final String HEADERS = "$httpHeaders";
    private static final String CONTENT_TYPE = "$ct";
    private static final String BODY = "$req";
    /** The names of the query parameters. */
    static final Set<String> NAMES = Set.of(METHOD, HEADERS, CONTENT_TYPE, BODY);

    private static final String METHOD_HEADER = "X-HTTP-Method-Override";
    private static final byte[] NO_BODY = {};

    private static final Pattern LINE = Pattern.compile("\r?\n");
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern HEADER_VALUE = Pattern.compile("[\t\\x20-\\x7e]*");
    private static final Pattern KEPT_HEADERS =
            Pattern.compile("(sec-|proxy-|access-control-|x-forwarded-|transfer-|keep-).*"
                    + "|host|origin|referer|cookie|connection|content-length|content-encoding|accept-encoding"
                    + "|te|trailer|upgrade|expect");

    private RequestOverrides() {}

    /** Returns whether a header names another method. */
    static boolean isIn(HttpHeaders headers) {
        return headers.contains(METHOD_HEADER);
    }

    /** Rejects invalid values of the query parameters. */
    static void check(QueryParameters query) {
        String type = query.first(CONTENT_TYPE);
        if (type != null && !HEADER_VALUE.matcher(type).matches()) {
            throw RequestErrors.systemParameter(CONTENT_TYPE, type);
        }
        String lines = query.first(HEADERS);
        if (lines != null && !LINE.splitAsStream(lines).allMatch(line -> line.isEmpty() || isHeader(line))) {
            throw RequestErrors.systemParameter(HEADERS, lines);
        }
    }

    private static boolean isHeader(String line) {
        int colon = line.indexOf(':');
        return colon > 0
                && HEADER_NAME.matcher(line.substring(0, colon)).matches()
                && HEADER_VALUE.matcher(line.substring(colon + 1)).matches();
    }

    /**
     * Returns the request that is meant. google-api-python-client sends a GET with a long query as a POST, with the
     * query as a form (seen in its source).
     */
    static RestRequest apply(RestRequest sent) {
        if (!mayOverride(sent.query()) && !isIn(sent.headers())) {
            return sent;
        }
        QueryParameters query = mayOverride(sent.query()) ? QueryParameters.parse(sent.query()) : QueryParameters.EMPTY;
        HttpHeaders headers = headers(sent.headers(), query);
        String body = query.first(BODY);
        RestRequest meant = sent.with(
                method(sent.method(), query.first(METHOD), headers.get(METHOD_HEADER)),
                sent.query(),
                headers,
                body == null || sent.body().length > 0 ? sent.body() : body.getBytes(StandardCharsets.UTF_8));
        if (!meant.method().equals("GET") || !sent.method().equals("POST") || !meant.isForm()) {
            return meant;
        }
        String form = meant.form();
        String whole = meant.query().isEmpty() ? form : meant.query() + "&" + form;
        return meant.with(meant.method(), whole, headers, NO_BODY);
    }

    private static boolean mayOverride(String query) {
        return query.indexOf('$') >= 0 || query.contains("%24");
    }

    private static String method(String sent, @Nullable String parameter, @Nullable String header) {
        String override = parameter == null || parameter.isEmpty() ? header : parameter;
        return !sent.equals("POST") || override == null || override.isEmpty()
                ? sent
                : override.toUpperCase(Locale.ROOT);
    }

    private static HttpHeaders headers(HttpHeaders sent, QueryParameters query) {
        String lines = query.first(HEADERS);
        String type = query.first(CONTENT_TYPE);
        boolean typed =
                type != null && !type.isEmpty() && HEADER_VALUE.matcher(type).matches();
        if (lines == null && !typed) {
            return sent;
        }
        HttpHeaders replaced = sent.copy();
        if (lines != null) {
            LINE.splitAsStream(lines).filter(RequestOverrides::isHeader).forEach(line -> replace(line, replaced));
        }
        if (typed) {
            replaced.set(HttpHeaderNames.CONTENT_TYPE, type);
        }
        return replaced;
    }

    private static void replace(String line, HttpHeaders headers) {
        int colon = line.indexOf(':');
        String name = line.substring(0, colon);
        if (!KEPT_HEADERS.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
            headers.set(name, line.substring(colon + 1).strip());
        }
    }
}
