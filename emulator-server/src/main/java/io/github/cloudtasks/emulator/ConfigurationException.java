package io.github.cloudtasks.emulator;

/** Thrown if an initial queue cannot be created. The message names the place of the mistake and the reason. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ConfigurationException(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
