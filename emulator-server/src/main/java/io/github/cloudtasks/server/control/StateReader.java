package io.github.cloudtasks.server.control;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.engine.EngineAdmin;
import io.github.cloudtasks.engine.state.Restoration;
import io.github.cloudtasks.grpc.v2beta3.SavedStateConverter;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.proto.emulator.v1.SavedQueue;
import io.github.cloudtasks.proto.emulator.v1.State;
import io.github.cloudtasks.proto.v2beta3.Task;
import io.github.cloudtasks.rest.json.ElementSink;
import io.github.cloudtasks.rest.json.JsonReader;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a saved state, task by task, and restores it. A task is converted as soon as it has been read if its queue
 * precedes it, as in an exported state. Otherwise the tasks are kept, and count as stored data, until the queue is
 * known.
 */
final class StateReader implements ElementSink {
    /** The largest queue or task in JSON. A task of 1 MiB takes 1.4 MiB in base64. */
    static final int MAX_ELEMENT = 4 << 20;

    /** A message in memory takes more than its encoding. */
    private static final int KEPT_TASK = 1024;

    private static final JsonReader READER = new JsonReader(TypeRegistry.getEmptyTypeRegistry());
    private static final FieldDescriptor QUEUES = State.getDescriptor().findFieldByNumber(State.QUEUES_FIELD_NUMBER);
    private static final FieldDescriptor QUEUE =
            SavedQueue.getDescriptor().findFieldByNumber(SavedQueue.QUEUE_FIELD_NUMBER);
    private static final FieldDescriptor TASKS =
            SavedQueue.getDescriptor().findFieldByNumber(SavedQueue.TASKS_FIELD_NUMBER);

    private final Restoration restoration;
    private final List<Task> kept = new ArrayList<>();
    /** The settings of the queue to which tasks are added; null until they have been read. */
    private @Nullable SavedQueue started;

    private int queues;
    private int tasks;

    private StateReader(Restoration restoration) {
        this.restoration = restoration;
    }

    /**
     * Reads a state in JSON to its end, and restores all of it or nothing.
     *
     * @throws ApiException if a queue or task cannot be restored
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT if the text is not the JSON of a state
     * @throws java.io.UncheckedIOException if the text cannot be read
     */
    static void restore(InputStream json, EngineAdmin engine) {
        engine.restore(restoration -> READER.read(json, State.newBuilder(), new StateReader(restoration), MAX_ELEMENT));
    }

    @Override
    public boolean receives(FieldDescriptor field) {
        return field.equals(QUEUES) || field.equals(TASKS);
    }

    @Override
    public int nextIndex(FieldDescriptor field) {
        return field.equals(QUEUES) ? queues : tasks;
    }

    @Override
    public void receive(Message.Builder container, FieldDescriptor field, Message element, boolean valid) {
        if (field.equals(TASKS)) {
            tasks++;
            if (valid) {
                addTask(container, (Task) element);
            }
        } else {
            queues++;
            if (valid) {
                endQueue((SavedQueue) element);
            }
            tasks = 0;
            started = null;
            kept.clear();
        }
    }

    private void addTask(Message.Builder container, Task task) {
        if (started == null && container.hasField(QUEUE)) {
            start(((SavedQueue.Builder) container).clone().clearTasks().build());
        }
        if (started != null) {
            restoration.add(SavedStateConverter.fromProto(task));
        } else {
            restoration.reserve(KEPT_TASK + 2L * task.getSerializedSize());
            kept.add(task);
        }
    }

    private void start(SavedQueue settings) {
        started = settings;
        restoration.add(SavedStateConverter.fromProto(settings));
    }

    private void endQueue(SavedQueue saved) {
        if (started == null) {
            start(saved);
        } else if (!started.equals(saved)) {
            throw ApiException.invalidArgument(
                    started.getQueue().getName() + ": The settings of the queue must precede its tasks.");
        }
        restoration.freeReserved();
        kept.forEach(task -> restoration.add(SavedStateConverter.fromProto(task)));
    }
}
