package io.github.cloudtasks.emulator;

/**
 * An HTTP header field.
 *
 * @param name in the spelling of the sender
 * @param value never null
 */
public record RecordedHeader(String name, String value) {}
