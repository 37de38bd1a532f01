package io.github.cloudtasks.rest.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;

/**
 * Receives the elements of lists as they are read, instead of the message that contains them. So a message can be read
 * that does not fit into memory.
 */
public interface ElementSink {
    /** Returns whether the sink receives the elements of a field, which must be a list of messages. */
    boolean receives(FieldDescriptor field);

    /** Returns the index of the next element of a field that the sink receives, for error messages. */
    int nextIndex(FieldDescriptor field);

    /**
     * Receives an element.
     *
     * @param container the message that contains the list, as far as it has been read
     * @param valid whether everything that was read so far is valid. If not, the request will be rejected
     */
    void receive(Message.Builder container, FieldDescriptor field, Message element, boolean valid);
}
