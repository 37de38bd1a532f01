package io.github.cloudtasks.server;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A target as users write it: it lets a request in if a JOSE library says that its token is of the issuer, for this
 * audience, signed by a key that the issuer publishes, and not expired.
 */
final class VerifyingTarget implements AutoCloseable {
    private final HttpServer server;
    private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    private volatile DefaultJWTProcessor<SecurityContext> verifier = new DefaultJWTProcessor<>();

    /**
     * The parts of a request.
     *
     * @param authorization every {@code Authorization} header
     * @param claims what the token says; null if there is no valid one
     */
    record Received(String target, List<String> authorization, JWTClaimsSet claims) {}

    VerifyingTarget() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", this::answer);
        server.start();
    }

    /** Lets in only tokens of this issuer, whose keys are at that address, for this audience. */
    void expect(String issuer, URI keys, String audience) throws IOException {
        JWKSource<SecurityContext> source =
                JWKSourceBuilder.create(keys.toURL()).build();
        DefaultJWTProcessor<SecurityContext> strict = new DefaultJWTProcessor<>();
        strict.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, source));
        strict.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                audience,
                new JWTClaimsSet.Builder()
                        .issuer(issuer)
                        .claim("email_verified", true)
                        .build(),
                Set.of("sub", "azp", "email", "iat", "exp")));
        verifier = strict;
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** The next request, once it is there. */
    Received next() throws InterruptedException {
        Received next = received.poll(30, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no request came");
        }
        return next;
    }

    private void answer(HttpExchange exchange) throws IOException {
        List<String> authorization = exchange.getRequestHeaders().getOrDefault("Authorization", List.of());
        JWTClaimsSet claims = claims(authorization);
        received.add(new Received(exchange.getRequestURI().toString(), authorization, claims));
        exchange.sendResponseHeaders(claims == null ? 401 : 200, -1);
        exchange.close();
    }

    private JWTClaimsSet claims(List<String> authorization) {
        try {
            return verifier.process(authorization.getFirst().replaceFirst("^Bearer ", ""), null);
        } catch (Exception e) {
            return null;
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
