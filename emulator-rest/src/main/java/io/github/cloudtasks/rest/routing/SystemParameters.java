package io.github.cloudtasks.rest.routing;

import io.github.cloudtasks.rest.errors.RequestErrors;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters that every Google API has. Each name may have the prefix {@code $}. Parameters that identify the
 * caller are accepted and ignored.
 *
 * @param format the format of the response
 * @param enumNumbers whether enums are written as numbers ({@code alt=json;enum-encoding=int}, recorded)
 * @param prettyPrint whether successful JSON responses have line breaks (recorded); errors always have
 * @param fields the selector of the response fields to write; null for all
 * @param callback the function name of a JSONP response; null unless the method is GET and the format JSON
 * @param errorsArray whether errors also have the older {@code errors} list ({@code $.xgafv=1})
 */
public record SystemParameters(
        Format format,
        boolean enumNumbers,
        boolean prettyPrint,
        @Nullable String fields,
        @Nullable String callback,
        boolean errorsArray) {

    /** The formats of a response. {@code alt=media} is JSON too, because no method responds with bytes. */
    public enum Format {
        JSON,
        PROTOBUF
    }

    /** The values for a request without system parameters. */
    public static final SystemParameters DEFAULT = new SystemParameters(Format.JSON, false, true, null, null, false);

    private static final String XGAFV = "$.xgafv";
    private static final Set<String> NAMES = Set.of(
            "access_token",
            "alt",
            "callback",
            "fields",
            "key",
            "oauth_token",
            "prettyPrint",
            "quotaUser",
            "uploadType",
            "upload_protocol",
            "userIp",
            "userProject");

    /** Returns whether a query parameter of that name is a system parameter. */
    static boolean isSystem(String name) {
        if (name.startsWith("$.")) {
            return name.equals(XGAFV) || NAMES.contains(name.substring(2));
        }
        return name.startsWith("$") ? NAMES.contains(name.substring(1)) : NAMES.contains(name);
    }

    /**
     * Reads the system parameters of a request. If one is repeated, the first value is used, and for {@code $.xgafv}
     * the last (measured by others on other Google APIs). Invalid values are ignored here, so that the error that
     * {@link #check} throws has a format.
     */
    public static SystemParameters of(QueryParameters query, String method) {
        if (query.parameters().isEmpty()) {
            return DEFAULT;
        }
        String alt = alt(query);
        Format format = alt.startsWith("proto") ? Format.PROTOBUF : Format.JSON;
        boolean script = method.equals("GET") && (alt.isEmpty() || alt.startsWith("json"));
        String callback = script ? first(query, "callback") : null;
        String pretty = first(query, "prettyPrint");
        return new SystemParameters(
                format,
                alt.endsWith(";enum-encoding=int"),
                pretty == null || !(pretty.equalsIgnoreCase("false") || pretty.equals("0")),
                first(query, "fields"),
                callback != null && isName(callback) ? callback : null,
                "1".equals(xgafv(query)));
    }

    /** Returns these parameters without the function of a JSONP response. */
    SystemParameters withoutCallback() {
        return callback == null
                ? this
                : new SystemParameters(format, enumNumbers, prettyPrint, fields, null, errorsArray);
    }

    /** Returns whether there is a parameter for the function of a JSONP response, whether it has an effect or not. */
    static boolean hasCallback(QueryParameters query) {
        return query.parameters().stream()
                .anyMatch(parameter -> isSystem(parameter.name())
                        && parameter.name().replaceFirst("^\\$\\.?", "").equals("callback"));
    }

    /**
     * Rejects invalid values.
     *
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT if a value is invalid
     */
    static void check(QueryParameters query, String method) {
        if (query.parameters().isEmpty()) {
            return;
        }
        String xgafv = xgafv(query);
        if (xgafv != null && !xgafv.equals("1") && !xgafv.equals("2")) {
            throw RequestErrors.systemParameter(XGAFV, xgafv);
        }
        String alt = alt(query);
        int semicolon = alt.indexOf(';');
        switch (semicolon < 0 ? alt : alt.substring(0, semicolon)) {
            case "", "json", "proto", "media" -> {}
            default -> throw RequestErrors.alt(String.valueOf(first(query, "alt")));
        }
        String callback = first(query, "callback");
        if (method.equals("GET") && callback != null && !callback.isEmpty() && !isName(callback)) {
            throw RequestErrors.callback(callback);
        }
    }

    private static String alt(QueryParameters query) {
        String alt = first(query, "alt");
        return alt == null ? "" : alt.toLowerCase(Locale.ROOT);
    }

    private static @Nullable String xgafv(QueryParameters query) {
        String last = null;
        for (QueryParameters.Parameter parameter : query.parameters()) {
            if (parameter.name().equals(XGAFV)) {
                last = parameter.value();
            }
        }
        return last;
    }

    /** Returns the first value of {@code $name}, or else of {@code name}; null if there is none. */
    private static @Nullable String first(QueryParameters query, String name) {
        String value = query.first("$" + name);
        return value == null ? query.first(name) : value;
    }

    private static boolean isName(String callback) {
        for (int i = 0; i < callback.length(); i++) {
            char c = callback.charAt(i);
            boolean allowed = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "_$.[]".indexOf(c) >= 0;
            if (!allowed) {
                return false;
            }
        }
        return !callback.isEmpty();
    }
}
