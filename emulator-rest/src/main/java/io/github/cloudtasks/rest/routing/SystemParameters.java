package io.github.cloudtasks.rest.routing;

import io.github.cloudtasks.rest.errors.RequestErrors;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that every Google API has, by all of their names: those of Google's page about system parameters, and
 * those that the library of Google's front end lists ({@code constants.cc} of proto-processing-lib). Each name may have
 * the prefix {@code $}. Parameters that identify the caller are accepted and ignored. {@link RequestOverrides} has the
 * parameters that replace parts of the request.
 *
 * @param format the format of the response
 * @param enumNumbers whether enums are written as numbers ({@code alt=json;enum-encoding=int}, recorded)
 * @param prettyPrint whether successful JSON responses have line breaks (recorded); errors always have
 * @param outputDefaults whether JSON responses also have the fields with default values ({@code $outputDefaults})
 * @param fields the selector of the response fields to write, from the query or the header {@code X-Goog-FieldMask};
 *     null for all
 * @param callback the function name of a JSONP response; null unless the method is GET and the format JSON
 * @param errorsArray whether errors also have the older {@code errors} list ({@code $.xgafv=1})
 */
public record SystemParameters(
        Format format,
        boolean enumNumbers,
        boolean prettyPrint,
        boolean outputDefaults,
        @Nullable String fields,
        @Nullable String callback,
        boolean errorsArray) {

    /** The formats of a response. {@code alt=media} is JSON too, because no method responds with bytes. */
    public enum Format {
        JSON,
        PROTOBUF,
        /** One server-sent event with the JSON of the response (documented as JSON streams). */
        EVENT_STREAM
    }

    /** The values for a request without system parameters. */
    public static final SystemParameters DEFAULT =
            new SystemParameters(Format.JSON, false, true, false, null, null, false);

    private static final String FIELD_MASK_HEADER = "X-Goog-FieldMask";
    private static final String XGAFV = "$.xgafv";
    private static final Set<String> XGAFV_NAMES = Set.of(XGAFV, ".xgafv", "$apiFormat");
    private static final Set<String> NAMES = Set.of(
            "access_token",
            "alt",
            "bearer_token",
            "callback",
            "fields",
            "google_cloud_resource_prefix",
            "key",
            "oauth_token",
            // Reserved, so that no method can take a password from a URL (documented).
            "passwd",
            "password",
            "pp",
            "prettyPrint",
            "prettyprint",
            "quotaUser",
            "trace",
            "uploadType",
            "upload_protocol",
            "upload_type",
            "userIp",
            "userProject",
            "xoauth");
    private static final Set<String> NAMES_WITH_DOLLAR =
            Set.of("$apiVersion", "$outputDefaults", "$unique", "$visibilities");

    /** Returns whether a query parameter of that name is a system parameter. */
    static boolean isSystem(String name) {
        if (XGAFV_NAMES.contains(name) || NAMES_WITH_DOLLAR.contains(name) || RequestOverrides.NAMES.contains(name)) {
            return true;
        }
        return NAMES.contains(name.startsWith("$.") ? name.substring(2) : withoutDollar(name));
    }

    private static String withoutDollar(String name) {
        return name.startsWith("$") ? name.substring(1) : name;
    }

    /**
     * Reads the system parameters of a request. If one is repeated, the first value is used, and for {@code $.xgafv}
     * the last (measured by others on other Google APIs). The query takes precedence over a header (inferred). Invalid
     * values are ignored here, so that the error that {@link #check} throws has a format.
     *
     * @param method the HTTP method
     */
    public static SystemParameters of(QueryParameters query, String method, HttpHeaders headers) {
        List<String> masks = headers.getAll(FIELD_MASK_HEADER);
        if (query.parameters().isEmpty() && masks.isEmpty()) {
            return DEFAULT;
        }
        String alt = alt(query);
        boolean script = method.equals("GET") && (alt.isEmpty() || alt.startsWith("json"));
        String callback = script ? first(query, "callback") : null;
        String fields = first(query, "fields");
        return new SystemParameters(
                format(alt),
                alt.endsWith(";enum-encoding=int"),
                isTrue(first(query, "prettyPrint", "prettyprint", "pp"), true),
                isTrue(query.first("$outputDefaults"), false),
                fields == null && !masks.isEmpty() ? String.join(",", masks) : fields,
                callback != null && isName(callback) ? callback : null,
                "1".equals(xgafv(query)));
    }

    /** Returns whether there is a parameter for the function of a JSONP response, whether it has an effect or not. */
    static boolean hasCallback(QueryParameters query) {
        return query.parameters().stream()
                .anyMatch(parameter -> isSystem(parameter.name())
                        && parameter.name().replaceFirst("^\\$\\.?", "").equals("callback"));
    }

    private static Format format(String alt) {
        if (alt.startsWith("proto")) {
            return Format.PROTOBUF;
        }
        return alt.startsWith("sse") ? Format.EVENT_STREAM : Format.JSON;
    }

    private static boolean isTrue(@Nullable String value, boolean defaultValue) {
        return value == null ? defaultValue : !(value.equalsIgnoreCase("false") || value.equals("0"));
    }

    /** Returns these parameters with another format. */
    public SystemParameters withFormat(Format other) {
        return new SystemParameters(other, enumNumbers, prettyPrint, outputDefaults, fields, callback, errorsArray);
    }

    /** Returns these parameters without the function of a JSONP response. */
    SystemParameters withoutCallback() {
        return callback == null
                ? this
                : new SystemParameters(format, enumNumbers, prettyPrint, outputDefaults, fields, null, errorsArray);
    }

    /** Returns whether a request names the format of its response. */
    public static boolean namesFormat(QueryParameters query) {
        return !alt(query).isEmpty();
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
            case "", "json", "proto", "media", "sse" -> {}
            default -> throw RequestErrors.alt(String.valueOf(first(query, "alt")));
        }
        RequestOverrides.check(query);
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
            if (XGAFV_NAMES.contains(parameter.name())) {
                last = parameter.value();
            }
        }
        return last;
    }

    /**
     * Returns the first value of the first of the names, each with and then without {@code $}; null if there is none.
     */
    private static @Nullable String first(QueryParameters query, String... names) {
        for (String name : names) {
            String value = query.first("$" + name);
            value = value == null ? query.first(name) : value;
            if (value != null) {
                return value;
            }
        }
        return null;
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
