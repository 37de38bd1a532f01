package io.github.cloudtasks.junit5;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** REST calls to an emulator with the JDK's HTTP client. */
final class Calls {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private Calls() {}

    static String read(String endpoint, String name) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + endpoint + "/v2/" + name))
                    .build();
            return HTTP.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static boolean isClosed(String endpoint) {
        try {
            read(endpoint, "projects/p/locations/us-central1/queues");
            return false;
        } catch (UncheckedIOException e) {
            return e.getCause() instanceof ConnectException;
        }
    }
}
