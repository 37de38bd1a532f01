package io.github.cloudtasks.server.control;

import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.grpc.v2beta3.SavedStateConverter;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.proto.emulator.v1.State;
import io.github.cloudtasks.rest.json.JsonReader;
import io.github.cloudtasks.rest.json.JsonWriter.Defaults;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.SystemParameters;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;

/** Converts the state of an emulator, all queues and tasks, to JSON and back. */
public final class StateJson {
    /** Empty lists and strings are written in the messages of the control API, and not in its queues and tasks. */
    static final Defaults DEFAULTS =
            Defaults.ofPackage(State.getDescriptor().getFile().getPackage());

    private static final TypeRegistry NO_TYPES = TypeRegistry.getEmptyTypeRegistry();

    private StateJson() {}

    /** Returns the current state as JSON. */
    public static String of(EmulatorControl control) {
        State state = SavedStateConverter.toProto(control.engine().snapshots());
        return new String(
                new ResponseWriter(NO_TYPES)
                        .with(DEFAULTS)
                        .write(state, SystemParameters.DEFAULT)
                        .body(),
                StandardCharsets.UTF_8);
    }

    /**
     * Adds the queues and tasks of a JSON text: all of them, or none if one is invalid.
     *
     * @throws IllegalArgumentException if a queue or task is invalid; the message names its place
     */
    public static void restore(String json, EmulatorControl control) {
        State.Builder state = State.newBuilder();
        try {
            new JsonReader(NO_TYPES).read(json.getBytes(StandardCharsets.UTF_8), state);
            control.engine().restore(SavedStateConverter.fromProto(state.build()));
        } catch (StatusRuntimeException e) {
            throw new IllegalArgumentException(e.getStatus().getDescription(), e);
        } catch (ApiException e) {
            throw new IllegalArgumentException(e.text(), e);
        }
    }
}
