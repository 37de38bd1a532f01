package io.github.cloudtasks.grpc.translation;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How messages of one version become messages of another: field by field of the same name, however they are numbered,
 * but for the types that have a rule of their own. What the other type lacks is left behind. Values are shared, never
 * copied: bodies stay where they are. Immutable.
 */
public final class Translation {

    /** Field by field only. */
    public static final Translation PLAIN = new Translation(Map.of());

    private final Map<Direction, Function<Message, ? extends Message>> rules;

    private Translation(Map<Direction, Function<Message, ? extends Message>> rules) {
        this.rules = Map.copyOf(rules);
    }

    /**
     * This translation with a rule for two types, both ways, also where they occur inside of others.
     *
     * @param one any message of one type
     * @param other any message of the other type
     */
    @SuppressWarnings("unchecked") // A rule is looked up by the types that it is for.
    public <A extends Message, B extends Message> Translation with(
            A one, B other, Function<A, B> there, Function<B, A> back) {
        Map<Direction, Function<Message, ? extends Message>> more = new HashMap<>(rules);
        more.put(new Direction(one.getDescriptorForType(), other.getDescriptorForType()), m -> there.apply((A) m));
        more.put(new Direction(other.getDescriptorForType(), one.getDescriptorForType()), m -> back.apply((B) m));
        return new Translation(more);
    }

    /**
     * A translation, which throws IllegalArgumentException when fields of one name do not have types of one kind.
     * Planning is slow, translating is fast: it is planned when the first message comes, since most starts need few of
     * all translations.
     *
     * @param from any message of the type that will come
     * @param into any message of the type that it is made into
     */
    @SuppressWarnings("unchecked") // As above, and a builder of a message builds messages of the same type.
    public <A extends Message, B extends Message> Function<A, B> between(A from, B into) {
        return (Function<A, B>) new PlannedOnUse(this, from.getDescriptorForType(), into);
    }

    /** The translation of one type; the identity where both sides use the same. */
    Function<Message, ? extends Message> plan(Descriptor from, Message into) {
        if (from == into.getDescriptorForType()) {
            return Function.identity();
        }
        Function<Message, ? extends Message> rule = rule(from, into);
        return rule != null ? rule : FieldByField.plan(this, from, into)::translate;
    }

    private @Nullable Function<Message, ? extends Message> rule(Descriptor from, Message into) {
        return rules.get(new Direction(from, into.getDescriptorForType()));
    }

    /**
     * Descriptors are the same or different; what a record would bring for that is made anew at each start of the JVM.
     */
    private record Direction(Descriptor from, Descriptor into) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Direction that && from == that.from && into == that.into;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(from) + System.identityHashCode(into);
        }
    }
}
