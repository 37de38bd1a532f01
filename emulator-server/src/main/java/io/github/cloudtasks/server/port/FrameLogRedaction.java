package io.github.cloudtasks.server.port;

import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.Slf4JLoggerFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Redacts credentials in the log of HTTP/2 frames, which grpc-java writes at debug level with all headers and the first
 * bytes of bodies. It has no setting for this, but gets its logger from Netty's factory for each connection.
 */
final class FrameLogRedaction {
    /** The end of the name of grpc-java's logger of frames, whose package differs in the embedded jar. */
    private static final String FRAME_LOGGER = ".NettyServerHandler";

    private static final Pattern CREDENTIALS =
            Pattern.compile("auth(?!ority)|cookie|token|secret|passw|credential|signature|api-?key");

    /** Parameters of the URL that carry credentials. */
    private static final Pattern PARAMETERS = Pattern.compile(
            "([?&](?:key|[^=&]*(?:(?<!page)token|passw|secret|signature|auth)[^=&]*)=)[^&]*", Pattern.CASE_INSENSITIVE);

    /** A part of the format with which Netty logs DATA frames. */
    private static final String DATA_FRAME = " DATA: ";

    private static final String REDACTED = "[redacted]";

    private FrameLogRedaction() {}

    /**
     * Takes effect for connections that are opened from now on. Idempotent. Has no effect if Netty's log is not SLF4J.
     */
    static void install() {
        if (InternalLoggerFactory.getDefaultFactory() instanceof Slf4JLoggerFactory factory
                && !(factory instanceof RedactingFactory)) {
            InternalLoggerFactory.setDefaultFactory(new RedactingFactory());
        }
    }

    private static final class RedactingFactory extends Slf4JLoggerFactory {
        @SuppressWarnings("deprecation") // the instance that replaces the constructor cannot be extended
        RedactingFactory() {}

        /** Costs nothing for a connection that is not logged. */
        @Override
        public InternalLogger newInstance(String name) {
            InternalLogger logger = super.newInstance(name);
            return name.endsWith(FRAME_LOGGER) && logger.isDebugEnabled() ? redacting(logger) : logger;
        }
    }

    private static InternalLogger redacting(InternalLogger logger) {
        return (InternalLogger) Proxy.newProxyInstance(
                InternalLogger.class.getClassLoader(),
                new Class<?>[] {InternalLogger.class},
                (proxy, method, arguments) -> call(logger, method, arguments));
    }

    private static Object call(InternalLogger logger, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(logger, arguments == null ? null : redacted(withoutData(arguments)));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /**
     * Returns the arguments of a call of the logger without the bytes of a DATA frame, which Netty passes last. The
     * body of a request for a token is a secret, and the frame does not tell for which path it is.
     */
    private static Object[] withoutData(Object[] arguments) {
        if (arguments.length != 3
                || !(arguments[1] instanceof String format && format.contains(DATA_FRAME))
                || !(arguments[2] instanceof Object[] values && values.length > 0)) {
            return arguments;
        }
        Object[] shown = values.clone();
        shown[shown.length - 1] = REDACTED;
        return new Object[] {arguments[0], format, shown};
    }

    private static Object[] redacted(Object[] arguments) {
        return Arrays.stream(arguments)
                .map(argument -> switch (argument) {
                    case Http2Headers headers -> redacted(headers);
                    case Object[] several -> redacted(several);
                    case null, default -> argument;
                })
                .toArray();
    }

    /** Returns the text of headers for the log, without credentials. */
    static String redacted(Http2Headers headers) {
        StringJoiner text = new StringJoiner(", ", "[", "]");
        headers.forEach(header -> text.add(header.getKey() + ": " + value(header.getKey(), header.getValue())));
        return text.toString();
    }

    private static CharSequence value(CharSequence name, CharSequence value) {
        String lower = name.toString().toLowerCase(Locale.ROOT);
        if (lower.equals(":path")) {
            return PARAMETERS.matcher(value).replaceAll("$1" + REDACTED);
        }
        return CREDENTIALS.matcher(lower).find() ? REDACTED : value;
    }
}
