package io.github.cloudtasks.rest.access;

/** The error messages for refused requests. Each names the flag that allows the request. */
final class Refusals {
    private Refusals() {}

    static String host(String host) {
        return "The host name \"%s\" is not accepted, because the page of another site may have sent this request under a "
                        .formatted(host)
                + "name of its own (DNS rebinding). To accept the name, start the emulator with "
                + AccessSettings.HOST_FLAG + " " + host + ".";
    }

    static String origin(WebOrigin origin) {
        return "Web pages of the origin %s may not call the emulator. To allow them, start the emulator with %s %s."
                .formatted(origin, AccessSettings.ORIGIN_FLAG, origin);
    }

    static String malformedOrigin() {
        return "The Origin header is not one origin. To allow the calls of a web page, start the emulator with "
                + AccessSettings.ORIGIN_FLAG + " ORIGIN.";
    }

    static String site(String site) {
        return ("A web page of another origin made the browser send this request (Sec-Fetch-Site: %s). To allow the calls "
                        + "of a page, start the emulator with %s ORIGIN, and send them with CORS, as fetch does by default.")
                .formatted(site, AccessSettings.ORIGIN_FLAG);
    }

    static String navigation() {
        return "A browser may not open this address, because the call may change something. Call it from a program, or "
                + "with fetch from a web page whose origin is allowed with " + AccessSettings.ORIGIN_FLAG + " ORIGIN.";
    }
}
