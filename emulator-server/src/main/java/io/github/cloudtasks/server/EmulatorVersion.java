package io.github.cloudtasks.server;

/** The version of the emulator. */
public final class EmulatorVersion {

    private EmulatorVersion() {}

    /** Returns the version that the build wrote into the jar's manifest. */
    public static String text() {
        String version = EmulatorVersion.class.getPackage().getImplementationVersion();
        return version == null ? "of a working directory" : version;
    }
}
