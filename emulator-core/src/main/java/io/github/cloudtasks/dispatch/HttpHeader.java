package io.github.cloudtasks.dispatch;

/**
 * A header line. In a request, the name is visible ASCII without a colon, and the value is visible ASCII with blanks
 * and tabs. In a response, both are read as Latin-1.
 *
 * @param name as written; header names are compared without regard to case
 * @param value may be empty
 */
public record HttpHeader(String name, String value) {

    /** Returns whether the header has that name, in any case. */
    public boolean isNamed(String other) {
        return name.equalsIgnoreCase(other);
    }
}
