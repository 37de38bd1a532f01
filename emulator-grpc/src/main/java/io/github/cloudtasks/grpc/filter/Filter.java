package io.github.cloudtasks.grpc.filter;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A condition on messages of one type, in the language of list methods (AIP-160, recorded for ListQueues).
 *
 * <pre>
 * filter      = term { [AND] term }          OR binds tighter than AND
 * term        = factor { OR factor }
 * factor      = { NOT | - } ( comparison | "(" filter ")" )
 * comparison  = field ( : | = | != | &lt; | &lt;= | &gt; | &gt;= ) value
 * </pre>
 *
 * <p>Fields are named in snake or camel case of any case; {@code field:*} asks whether it is set; {@code :} finds a
 * part of a text. Enums compare by number, and what is not set as zero.
 */
public final class Filter {
    private final Predicate<Message> condition;
    private final Set<String> fields;

    Filter(Predicate<Message> condition, Set<String> fields) {
        this.condition = condition;
        this.fields = Set.copyOf(fields);
    }

    /**
     * Reads a filter.
     *
     * @param text empty or blank for one that everything matches
     * @throws io.github.cloudtasks.model.ApiException INVALID_ARGUMENT, when it is no filter on {@code message}
     */
    public static Filter parse(Descriptor message, String text) {
        return new FilterParser(message, text).parse();
    }

    /** Whether it is the filter without a condition. */
    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /** Whether a message meets the condition. */
    public boolean matches(Message message) {
        return condition.test(message);
    }

    /** Whether the condition has to do with a field of the message, as the schema names it. */
    public boolean reads(String field) {
        return fields.contains(field);
    }
}
