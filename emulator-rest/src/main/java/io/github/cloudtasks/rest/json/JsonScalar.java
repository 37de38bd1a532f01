package io.github.cloudtasks.rest.json;

/**
 * A text, number or truth value as it stood in the request.
 *
 * @param quoted whether it was a text; query parameters are
 */
record JsonScalar(String text, boolean quoted) {
    /** As errors show it (recorded). */
    @Override
    public String toString() {
        return quoted ? '"' + text + '"' : text;
    }
}
