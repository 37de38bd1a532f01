package io.github.cloudtasks.benchmarks.fuzz;

import com.google.protobuf.Descriptors.MethodDescriptor;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Sends random HTTP/1.1 requests, and checks their answers. */
final class RestCaller implements Caller {
    /** 500 and 502 are never allowed; 504 answers a call of test control whose own timeout has passed. */
    private static final Set<Integer> ALLOWED = Set.of(
            200, 204, 400, 401, 403, 404, 405, 408, 409, 411, 412, 413, 414, 415, 417, 429, 431, 499, 501, 503, 504,
            505);

    private final InetSocketAddress address;
    private final RandomHttpRequests requests;
    private final RandomGenerator random;
    private final Findings findings;
    private @Nullable HttpConnection connection;

    RestCaller(
            InetSocketAddress address,
            List<MethodDescriptor> methods,
            RandomGenerator random,
            Vocabulary words,
            Findings findings) {
        this.address = address;
        this.requests = new RandomHttpRequests(methods, random, words);
        this.random = random;
        this.findings = findings;
    }

    @Override
    public void call() {
        int kind = random.nextInt(100);
        if (kind < 75) {
            send(requests.rest(), false, false);
        } else if (kind < 82) {
            send(requests.rpcOverHttp(), false, false);
        } else if (kind < 88) {
            send(requests.batch(), false, false);
        } else if (kind < 91) {
            send(requests.control(), false, false);
        } else {
            send(Mutations.damage(requests.damageable(), random), true, false);
        }
    }

    /**
     * Sends a request and checks its answer.
     *
     * @param damaged whether the end of the request may be missing; the sending direction is closed then, and any end
     *     of the connection is an answer
     * @param again whether the request is sent for the second time, since the server had closed the idle connection
     */
    private void send(byte[] request, boolean damaged, boolean again) {
        boolean fresh = connection == null;
        try {
            HttpConnection open = open();
            open.send(request);
            if (damaged) {
                open.endOutput();
            }
            HttpConnection.Answer answer = open.receive(isHead(request));
            findings.answered("REST", Integer.toString(answer.status()));
            if (!ALLOWED.contains(answer.status())) {
                findings.report("REST " + answer.status() + " " + firstLine(request), answer.body());
            }
            if (damaged || !open.keepsAlive()) {
                close();
            }
        } catch (SocketTimeoutException e) {
            close();
            findings.answered("REST", "no answer");
            findings.report("REST hangs: " + firstLine(request), text(request));
        } catch (IOException e) {
            close();
            ended(request, damaged, fresh, again, e);
        }
    }

    private void ended(byte[] request, boolean damaged, boolean fresh, boolean again, IOException reason) {
        if (damaged) {
            findings.answered("REST", "closed");
        } else if (!fresh && !again) {
            send(request, false, true);
        } else {
            findings.answered("REST", "closed");
            String kind =
                    reason instanceof EOFException ? "closed without an answer" : String.valueOf(reason.getMessage());
            findings.report("REST " + kind + ": " + firstLine(request), text(request));
        }
    }

    private HttpConnection open() throws IOException {
        if (connection == null) {
            connection = new HttpConnection(address);
        }
        return connection;
    }

    private void close() {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException e) {
            findings.answered("REST", "close failed");
        }
        connection = null;
    }

    private static boolean isHead(byte[] request) {
        return firstLine(request).startsWith("HEAD ");
    }

    private static String firstLine(byte[] request) {
        String text = text(request);
        int end = text.indexOf('\r');
        String line = end < 0 ? text : text.substring(0, end);
        return line.length() > 120 ? line.substring(0, 120) : line;
    }

    private static String text(byte[] request) {
        return new String(request, 0, Math.min(600, request.length), StandardCharsets.ISO_8859_1);
    }
}
