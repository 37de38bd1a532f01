package io.github.cloudtasks.rest.firebase;

/**
 * The address of the Firebase functions emulator. The Admin SDKs leave the URL of a task empty when they call an
 * emulator, which has to know the address of the function (seen in their source). The functions emulator serves each
 * function at {@code /PROJECT/LOCATION/FUNCTION}, and a task queue function has the name of its queue.
 *
 * @param url the URL, such as {@code http://127.0.0.1:5001}; empty if there is none
 */
public record FirebaseFunctions(String url) {
    /** No functions emulator: a task without a URL is rejected. */
    public static final FirebaseFunctions NONE = new FirebaseFunctions("");

    /** The flag that sets the URL. */
    public static final String FLAG = "--firebase-functions-url";

    public FirebaseFunctions {
        url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
