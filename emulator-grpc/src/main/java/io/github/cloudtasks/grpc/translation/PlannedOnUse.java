package io.github.cloudtasks.grpc.translation;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A translation of one type that is planned when its first message comes. */
final class PlannedOnUse implements Function<Message, Message> {
    private final Translation translation;
    private final Descriptor from;
    private final Message into;

    /** Plans are all alike: if two threads come first, either may stay. */
    private volatile @Nullable Function<Message, ? extends Message> plan;

    PlannedOnUse(Translation translation, Descriptor from, Message into) {
        this.translation = translation;
        this.from = from;
        this.into = into;
    }

    @Override
    public Message apply(Message message) {
        Function<Message, ? extends Message> planned = plan;
        if (planned == null) {
            planned = translation.plan(from, into);
            plan = planned;
        }
        return planned.apply(message);
    }
}
