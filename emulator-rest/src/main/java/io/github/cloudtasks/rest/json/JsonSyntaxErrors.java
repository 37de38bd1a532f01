package io.github.cloudtasks.rest.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.github.cloudtasks.rest.errors.RequestErrors;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Errors for a request body that is not JSON. The messages are those of Google's front end, as far as the state of the
 * parser tells them apart (inferred): the prefix is recorded, the rest of the message is not.
 */
final class JsonSyntaxErrors {
    /** The number of bytes that a message quotes before and after the place of the error. */
    private static final int QUOTED_BYTES = 20;

    private JsonSyntaxErrors() {}

    /** Returns the error for text after the end of the value. */
    static StatusRuntimeException trailingText(JsonText body, JsonParser json) {
        return RequestErrors.malformedJson(
                "Parsing terminated before end of input." + quote(body, json.currentTokenLocation()));
    }

    /** Returns the error for bytes that are not UTF-8. */
    static StatusRuntimeException notUtf8() {
        return RequestErrors.malformedJson("Encountered non UTF-8 code points.");
    }

    /** Returns the error for an exception of the parser. */
    static StatusRuntimeException of(JsonProcessingException e, JsonText body, JsonParser json) {
        JsonStreamContext context = json.getParsingContext();
        if (context.getNestingDepth() > GoogleJson.MAX_DEPTH) {
            return RequestErrors.malformedJson(
                    "Message too deep. Max recursion depth reached for key '" + keyAround(context) + "'");
        }
        return RequestErrors.malformedJson(
                expectation(e, body, context, json.currentToken()) + quote(body, e.getLocation()));
    }

    private static String expectation(
            JsonProcessingException e, JsonText body, JsonStreamContext context, @Nullable JsonToken last) {
        if (e instanceof JsonEOFException) {
            return "Unexpected end of string.";
        }
        // The parser announces a string before it has read its content, so the error may be inside the string.
        boolean afterValue = last != null
                && (last == JsonToken.VALUE_STRING
                        ? followsQuote(body, e.getLocation())
                        : last.isScalarValue() || last.isStructEnd());
        if (afterValue && context.inObject()) {
            return "Expected , or } after key:value pair.";
        }
        if (afterValue && context.inArray()) {
            return "Expected , or ] after array value.";
        }
        return afterValue ? "Parsing terminated before end of input." : "Unexpected token.";
    }

    /** Returns whether a quote is the last character before a location, except for white space. */
    private static boolean followsQuote(JsonText text, JsonLocation location) {
        byte[] bytes = text.bytes();
        int at = index(text, location) - 1;
        while (at >= 0 && (bytes[at] & 0xff) <= ' ') {
            at--;
        }
        return at >= 0 && (bytes[at] == '"' || bytes[at] == '\'');
    }

    /** Returns the name of the innermost object member that contains a context; empty if there is none. */
    private static String keyAround(JsonStreamContext context) {
        for (JsonStreamContext at = context.getParent(); at != null; at = at.getParent()) {
            if (at.inObject()) {
                return String.valueOf(at.getCurrentName());
            }
        }
        return "";
    }

    /** Returns the index of a location, within the bounds of the text. */
    private static int index(JsonText text, JsonLocation location) {
        return Math.clamp(location.getByteOffset() - text.offset(), 0, text.bytes().length);
    }

    /** Returns two lines: the text around a location, and a caret below it. */
    private static String quote(JsonText text, @Nullable JsonLocation location) {
        if (location == null || location.getByteOffset() < 0) {
            return "";
        }
        int at = index(text, location);
        int from = Math.max(at - QUOTED_BYTES, 0);
        int to = Math.min(at + QUOTED_BYTES, text.bytes().length);
        String quoted = new String(text.bytes(), from, to - from, StandardCharsets.UTF_8);
        return "\n" + quoted + "\n" + " ".repeat(at - from) + "^";
    }
}
