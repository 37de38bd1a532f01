package io.github.cloudtasks.grpc.translation;

import com.google.protobuf.Message;

/**
 * Makes messages of one type into messages of another and back, field by field of the same name: the versions of the API number
 * and nest much alike, but their messages are different classes. What the other type lacks is left behind.
 *
 * @param <A> one type
 * @param <B> the other type
 */
public final class Translation<A extends Message, B extends Message> {
  private final Copying<B> there;
  private final Copying<A> back;

  private Translation(Copying<B> there, Copying<A> back) {
    this.there = there;
    this.back = back;
  }

  /**
   * A translation between the types of two messages.
   *
   * @throws IllegalArgumentException when fields of one name do not have types of one kind
   */
  public static <A extends Message, B extends Message> Translation<A, B> between(A one, B other) {
    return new Translation<>(
        Copying.of(one.getDescriptorForType(), other), Copying.of(other.getDescriptorForType(), one));
  }

  /** The message in the other type. */
  public B there(A message) {
    return there.of(message);
  }

  /** The message in the one type. */
  public A back(B message) {
    return back.of(message);
  }
}
