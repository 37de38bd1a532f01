package io.github.cloudtasks.server.control;

import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.proto.emulator.v1.State;
import io.github.cloudtasks.rest.json.JsonWriter.Defaults;
import io.github.cloudtasks.rest.routing.SystemParameters;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Converts the state of an emulator, all queues and tasks, to JSON and back. */
public final class StateJson {
    /** Empty lists and strings are written in the messages of the control API, and not in its queues and tasks. */
    static final Defaults DEFAULTS =
            Defaults.ofPackage(State.getDescriptor().getFile().getPackage());

    private StateJson() {}

    /** Returns the current state as JSON. */
    public static String of(EmulatorControl control) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try {
            StateWriter.writeJson(control.engine().exportOneByOne().iterator(), json, SystemParameters.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return json.toString(StandardCharsets.UTF_8);
    }

    /**
     * Adds the queues and tasks of a JSON text: all of them, or none if one is invalid.
     *
     * @throws IllegalArgumentException if a queue or task is invalid; the message names its place
     */
    public static void restore(String json, EmulatorControl control) {
        try {
            StateReader.restore(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), control.engine());
        } catch (StatusRuntimeException e) {
            throw new IllegalArgumentException(e.getStatus().getDescription(), e);
        } catch (ApiException e) {
            throw new IllegalArgumentException(e.text(), e);
        }
    }
}
