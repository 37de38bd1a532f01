package io.github.cloudtasks.emulator;

import java.io.IOException;

/** Thrown if the emulator cannot listen on its address. The message names the address, the reason and a remedy. */
public final class ListenException extends IOException {
    private static final long serialVersionUID = 1;

    ListenException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
