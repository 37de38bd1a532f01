package io.github.cloudtasks.grpc.translation;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One direction of a {@link Translation}: the plan of which field goes where. Values are shared, never copied: bodies stay where
 * they are.
 *
 * @param <M> the type that messages are made into
 */
final class Copying<M extends Message> {
  private final M prototype;
  private final List<Step> steps;

  private Copying(M prototype, List<Step> steps) {
    this.prototype = prototype;
    this.steps = List.copyOf(steps);
  }

  /**
   * Plans it.
   *
   * @param from the type of the messages that will come
   * @param prototype any message of the type that they are made into
   * @throws IllegalArgumentException when fields of one name do not have types of one kind
   */
  static <M extends Message> Copying<M> of(Descriptor from, M prototype) {
    List<Step> steps = new ArrayList<>();
    for (FieldDescriptor source : from.getFields()) {
      FieldDescriptor target = prototype.getDescriptorForType().findFieldByName(source.getName());
      if (target != null) {
        steps.add(Step.of(source, target, prototype));
      }
    }
    return new Copying<>(prototype, steps);
  }

  /** The message that says the same. */
  @SuppressWarnings("unchecked") // A builder of a message builds messages of the same type.
  M of(Message message) {
    Message.Builder translated = prototype.newBuilderForType();
    for (Step step : steps) {
      step.apply(message, translated);
    }
    return (M) translated.build();
  }

  /** How one field is carried over. */
  private record Step(FieldDescriptor source, FieldDescriptor target, UnaryOperator<Object> value) {

    static Step of(FieldDescriptor source, FieldDescriptor target, Message holder) {
      if (source.getJavaType() != target.getJavaType() || source.isRepeated() != target.isRepeated()) {
        throw new IllegalArgumentException(source.getFullName() + " is unlike " + target.getFullName());
      }
      return new Step(source, target, value(source, target, holder));
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

    private static UnaryOperator<Object> value(FieldDescriptor source, FieldDescriptor target, Message holder) {
      return switch (source.getJavaType()) {
        case ENUM ->
            named -> target.getEnumType().findValueByNumberCreatingIfUnknown(((EnumValueDescriptor) named).getNumber());
        case MESSAGE -> {
          if (source.getMessageType() == target.getMessageType()) {
            yield UnaryOperator.identity();
          }
          Message nested = holder.newBuilderForType().newBuilderForField(target).getDefaultInstanceForType();
          Copying<Message> copying = Copying.of(source.getMessageType(), nested);
          yield message -> copying.of((Message) message);
        }
        default -> UnaryOperator.identity();
      };
    }
  }
}
