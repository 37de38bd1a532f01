package io.github.cloudtasks.grpc.translation;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The plan of which field of one message goes where in another. */
record FieldByField(Message into, List<Step> steps) {
    FieldByField {
        steps = List.copyOf(steps);
    }

    static FieldByField plan(Translation translation, Descriptor from, Message into) {
        List<Step> steps = new ArrayList<>();
        for (FieldDescriptor source : from.getFields()) {
            FieldDescriptor target = into.getDescriptorForType().findFieldByName(source.getName());
            if (target != null) {
                steps.add(Step.plan(translation, source, target, into));
            }
        }
        return new FieldByField(into, steps);
    }

    Message translate(Message message) {
        Message.Builder translated = into.newBuilderForType();
        for (Step step : steps) {
            step.apply(message, translated);
        }
        return translated.build();
    }

    /** How one field is carried over. */
    record Step(FieldDescriptor source, FieldDescriptor target, UnaryOperator<Object> value) {

        static Step plan(Translation translation, FieldDescriptor source, FieldDescriptor target, Message holder) {
            if (source.getJavaType() != target.getJavaType() || source.isRepeated() != target.isRepeated()) {
                throw new IllegalArgumentException(source.getFullName() + " is unlike " + target.getFullName());
            }
            return new Step(source, target, value(translation, source, target, holder));
        }

        void apply(Message from, Message.Builder into) {
            if (source.isRepeated()) {
                for (Object element : (List<?>) from.getField(source)) {
                    into.addRepeatedField(target, value.apply(element));
                }
            } else if (from.hasField(source)) {
                into.setField(target, value.apply(from.getField(source)));
            }
        }

        private static UnaryOperator<Object> value(
                Translation translation, FieldDescriptor source, FieldDescriptor target, Message holder) {
            return switch (source.getJavaType()) {
                // By number, so that a value that neither side knows stays what it is.
                case ENUM ->
                    value -> target.getEnumType()
                            .findValueByNumberCreatingIfUnknown(((EnumValueDescriptor) value).getNumber());
                case MESSAGE -> {
                    Message nested = holder.newBuilderForType()
                            .newBuilderForField(target)
                            .getDefaultInstanceForType();
                    Function<Message, ? extends Message> plan = translation.plan(source.getMessageType(), nested);
                    yield value -> plan.apply((Message) value);
                }
                default -> UnaryOperator.identity();
            };
        }
    }
}
