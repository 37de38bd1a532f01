package io.github.cloudtasks.grpc.translation;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How messages of one version become messages of another: field by field of the same name, however they are numbered, but for
 * the types that have a rule of their own. What the other type lacks is left behind. Values are shared, never copied: bodies
 * stay where they are. Immutable.
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
   * Plans a translation. Planning is slow, translating is fast.
   *
   * @param from any message of the type that will come
   * @param into any message of the type that it is made into
   * @throws IllegalArgumentException when fields of one name do not have types of one kind
   */
  @SuppressWarnings("unchecked") // As above, and a builder of a message builds messages of the same type.
  public <A extends Message, B extends Message> Function<A, B> between(A from, B into) {
    return (Function<A, B>) plan(from.getDescriptorForType(), into);
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

  private record Direction(Descriptor from, Descriptor into) {}
}
