package io.github.cloudtasks.server.control;

import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.grpc.v2beta3.SavedStateConverter;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.proto.emulator.v1.State;
import io.github.cloudtasks.rest.json.JsonReader;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.SystemParameters;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;

/** All queues and tasks as a text. */
public final class StateJson {
    private static final TypeRegistry NO_TYPES = TypeRegistry.getEmptyTypeRegistry();

    private StateJson() {}

    /** The JSON of the present state. */
    public static String of(EmulatorControl control) {
        State state = SavedStateConverter.toProto(control.engine().snapshots());
        return new String(
                new ResponseWriter(NO_TYPES)
                        .write(state, SystemParameters.DEFAULT)
                        .body(),
                StandardCharsets.UTF_8);
    }

    /**
     * Adds what a JSON text has.
     *
     * @throws IllegalArgumentException for what cannot be, with a sentence that says where
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
