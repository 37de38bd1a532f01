package io.github.cloudtasks.rest.routing;

/** The kinds of routes, which differ in what a page in a browser may do with them. */
public enum RouteKind {
    /** A method of the API. A GET may have a JSONP callback. */
    CALL,
    /** A method of the API in a batch, whose response is no script, so that it has no JSONP. */
    BATCH_ITEM,
    /** A method of the control API, or a file of the console. It has no JSONP. */
    CONTROL,
    /**
     * A path of another Google service than Cloud Tasks, whose query parameters are its own: none of them is a system
     * parameter. It has no JSONP.
     */
    OTHER_SERVICE,
    /** A page or a document that a browser may open from a link on any site. */
    DOCUMENT,
    /** A document that every origin may read. */
    PUBLIC_DOCUMENT;

    boolean hasJsonp() {
        return this != BATCH_ITEM && this != CONTROL && this != OTHER_SERVICE;
    }

    boolean hasSystemParameters() {
        return this != OTHER_SERVICE;
    }
}
