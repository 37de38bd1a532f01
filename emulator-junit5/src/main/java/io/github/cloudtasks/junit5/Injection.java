package io.github.cloudtasks.junit5;

import io.github.cloudtasks.emulator.CloudTasksEmulator;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/** What of an emulator fits into a field or a parameter. */
final class Injection {
    private static final String CHANNEL = "io.grpc.ManagedChannel";

    private Injection() {}

    /**
     * What of an emulator has this type.
     *
     * @param where names the field or parameter, for the message
     * @throws ExtensionConfigurationException if nothing has
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
                "%s cannot be injected: its type must be CloudTasksEmulator, String (the endpoint), URI (that of REST) or ManagedChannel"
                        .formatted(where));
    }

    /**
     * Injects into a field.
     *
     * @param owner null for a static one
     * @throws ExtensionConfigurationException if the field is final or of another type
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
