package io.github.cloudtasks.junit5;

import io.github.cloudtasks.emulator.CloudTasksEmulator;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** Injects an emulator, or its endpoint or channel, into fields and parameters. */
final class Injector {
    private static final String CHANNEL = "io.grpc.ManagedChannel";

    private Injector() {}

    /**
     * Returns the value of this type: the emulator, its endpoint or its channel.
     *
     * @param where the field or parameter, for the error message
     * @throws ExtensionConfigurationException if the type is not supported
     */
    static Object of(RunningEmulator running, Class<?> type, Object where) {
        if (type == CloudTasksEmulator.class) {
            return running.emulator();
        } else if (type == String.class) {
            return running.emulator().endpoint();
        } else if (type == URI.class) {
            return URI.create(running.emulator().restEndpoint());
        } else if (type.getName().equals(CHANNEL)) {
            return running.channels().channel();
        }
        throw new ExtensionConfigurationException(
                "%s cannot be injected: its type must be CloudTasksEmulator, String (the endpoint), URI (the REST endpoint) or ManagedChannel"
                        .formatted(where));
    }

    /**
     * Injects into a field.
     *
     * @param owner the instance; null for a static field
     * @throws ExtensionConfigurationException if the field is final or its type is not supported
     */
    static void into(Field field, @Nullable Object owner, RunningEmulator running) {
        if (Modifier.isFinal(field.getModifiers())) {
            throw new ExtensionConfigurationException(field + " cannot be injected: it is final");
        }
        Object value = of(running, field.getType(), field);
        try {
            field.setAccessible(true);
            field.set(owner, value);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new ExtensionConfigurationException(field + " cannot be injected: " + e.getMessage(), e);
        }
    }
}
