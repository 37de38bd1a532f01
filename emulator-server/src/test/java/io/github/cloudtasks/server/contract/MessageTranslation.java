package io.github.cloudtasks.server.contract;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A translation of messages between API versions, for the client of the contract. It copies fields of the same name by
 * reflection, whatever their numbers, except for the types with a rule of their own. Fields that the other type lacks
 * are dropped. It shares no code with the converters of the emulator. Immutable.
 */
final class MessageTranslation {

    /** Copies fields of the same name only. */
    static final MessageTranslation PLAIN = new MessageTranslation(Map.of());

    private final Map<Types, Function<Message, Message>> rules;

    private MessageTranslation(Map<Types, Function<Message, Message>> rules) {
        this.rules = Map.copyOf(rules);
    }

    /**
     * Returns this translation with a rule for two types in both directions, which also applies to nested messages.
     *
     * @param one any message of one type
     * @param other any message of the other type
     */
    @SuppressWarnings("unchecked") // A rule is looked up by the types that it is for.
    <A extends Message, B extends Message> MessageTranslation with(
            A one, B other, Function<A, B> there, Function<B, A> back) {
        Map<Types, Function<Message, Message>> more = new HashMap<>(rules);
        more.put(new Types(one.getDescriptorForType(), other.getDescriptorForType()), m -> there.apply((A) m));
        more.put(new Types(other.getDescriptorForType(), one.getDescriptorForType()), m -> back.apply((B) m));
        return new MessageTranslation(more);
    }

    /**
     * Returns the translation between two types.
     *
     * @param from any message of the source type
     * @param into any message of the result type
     */
    @SuppressWarnings("unchecked") // A builder of a message builds messages of the same type.
    <A extends Message, B extends Message> Function<A, B> between(A from, B into) {
        return message -> (B) translate(message, into);
    }

    private Message translate(Message message, Message into) {
        if (message.getDescriptorForType() == into.getDescriptorForType()) {
            return message;
        }
        Function<Message, Message> rule =
                rules.get(new Types(message.getDescriptorForType(), into.getDescriptorForType()));
        return rule != null ? rule.apply(message) : fieldByField(message, into);
    }

    private Message fieldByField(Message message, Message into) {
        Message.Builder translated = into.newBuilderForType();
        message.getAllFields().forEach((source, value) -> {
            FieldDescriptor target = into.getDescriptorForType().findFieldByName(source.getName());
            if (target != null) {
                copy(source, value, target, translated);
            }
        });
        return translated.build();
    }

    private void copy(FieldDescriptor source, Object value, FieldDescriptor target, Message.Builder into) {
        if (source.getJavaType() != target.getJavaType() || source.isRepeated() != target.isRepeated()) {
            throw new AssertionError(source.getFullName() + " is unlike " + target.getFullName());
        }
        if (source.isRepeated()) {
            ((List<?>) value).forEach(element -> into.addRepeatedField(target, value(element, target, into)));
        } else {
            into.setField(target, value(value, target, into));
        }
    }

    private Object value(Object value, FieldDescriptor target, Message.Builder holder) {
        return switch (target.getJavaType()) {
            // The number is kept, also if neither version has a name for it.
            case ENUM ->
                target.getEnumType().findValueByNumberCreatingIfUnknown(((EnumValueDescriptor) value).getNumber());
            case MESSAGE ->
                translate((Message) value, holder.newBuilderForField(target).getDefaultInstanceForType());
            default -> value;
        };
    }

    /** Two message types. Descriptors are compared by identity. */
    private record Types(Descriptor from, Descriptor into) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Types that && from == that.from && into == that.into;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(from) + System.identityHashCode(into);
        }
    }
}
