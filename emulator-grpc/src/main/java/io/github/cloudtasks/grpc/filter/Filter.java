package io.github.cloudtasks.grpc.filter;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A condition on messages of one type, in the filter language of list methods (AIP-160; recorded for ListQueues).
 *
 * <pre>
 * filter      = term { [AND] term }          OR binds tighter than AND
 * term        = factor { OR factor }
 * factor      = { NOT | - } ( comparison | "(" filter ")" )
 * comparison  = field ( : | = | != | &lt; | &lt;= | &gt; | &gt;= ) value
 * </pre>
 *
 * <p>Field names are in snake case or camel case, and their case is ignored. {@code field:*} matches if the field is
 * set. On strings, {@code :} matches a part of the value. Enums are compared by number. An unset field counts as zero.
 */
public final class Filter {
    private final Predicate<Message> condition;
    private final Set<String> fields;

    Filter(Predicate<Message> condition, Set<String> fields) {
        this.condition = condition;
        this.fields = Set.copyOf(fields);
    }

    /**
     * Parses a filter.
     *
     * @param text empty or blank for a filter that matches every message
     * @throws io.github.cloudtasks.model.ApiException INVALID_ARGUMENT if the text is not a filter on {@code message}
     */
    public static Filter parse(Descriptor message, String text) {
        return new FilterParser(message, text).parse();
    }

    /** Returns whether the filter has no condition. */
    public boolean isEmpty() {
        return fields.isEmpty();
    }

    /** Returns whether a message meets the condition. */
    public boolean matches(Message message) {
        return condition.test(message);
    }

    /** Returns whether the condition uses a top-level field, given by its name in the schema. */
    public boolean reads(String field) {
        return fields.contains(field);
    }
}
