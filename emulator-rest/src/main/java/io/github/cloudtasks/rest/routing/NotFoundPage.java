package io.github.cloudtasks.rest.routing;

/** The page for a browser that asks for something that is not here. */
final class NotFoundPage {
    private static final int NOT_FOUND = 404;

    private NotFoundPage() {}

    static RestResponse of(RestRequest request) {
        String what = escape(request.method() + " " + request.path());
        return RestResponse.html(NOT_FOUND, """
        <!DOCTYPE html>
        <html lang="en">
        <meta charset="utf-8">
        <title>404 Not Found</title>
        <h1>404 Not Found</h1>
        <p>No method of this API answers <code>%s</code>.</p>
        </html>
        """.formatted(what));
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
