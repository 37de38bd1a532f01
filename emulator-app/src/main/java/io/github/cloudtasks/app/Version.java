package io.github.cloudtasks.app;

/** Which emulator this is, whether it is run by its command line or is part of another program. */
final class Version {

    private Version() {}

    /** As the build wrote it into the jar. */
    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "of a working directory" : version;
    }
}
