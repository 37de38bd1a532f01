package io.github.cloudtasks.dispatcher;

import io.github.cloudtasks.dispatcher.http.TargetTrust;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What https targets are trusted by. Reading the trust store takes longer than the rest of a start, so it waits for the
 * first https target, and stays off the event loop, to which everything here is confined.
 */
final class ClientTls {
    private final EventLoop loop;
    private final Executor blocking;
    private final Callable<SslContext> source;
    private @Nullable Future<SslContext> context;

    ClientTls(EventLoop loop, Executor blocking, Callable<SslContext> source) {
        this.loop = loop;
        this.blocking = blocking;
        this.source = source;
    }

    /**
     * Trust as it is wanted; the name of the host that is called is checked against its certificate unless all is
     * trusted.
     */
    static SslContext of(TargetTrust trust) throws SSLException, GeneralSecurityException {
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        if (trust.trustAll()) {
            return builder.trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm(null)
                    .build();
        }
        builder.endpointIdentificationAlgorithm("HTTPS");
        return trust.certificates().isEmpty()
                ? builder.build()
                : builder.trustManager(withTheJdks(trust)).build();
    }

    static X509Certificate[] withTheJdks(TargetTrust trust) throws GeneralSecurityException {
        TrustManagerFactory jdk = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        jdk.init((KeyStore) null);
        Stream<X509Certificate> known = Arrays.stream(jdk.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()));
        return Stream.concat(known, trust.certificates().stream()).toArray(X509Certificate[]::new);
    }

    Future<SslContext> context() {
        Future<SslContext> known = context;
        if (known == null || (known.isDone() && !known.isSuccess())) {
            known = load();
            context = known;
        }
        return known;
    }

    private Future<SslContext> load() {
        Promise<SslContext> promise = loop.newPromise();
        try {
            blocking.execute(() -> load(promise));
        } catch (RejectedExecutionException e) {
            promise.setFailure(e);
        }
        return promise;
    }

    private void load(Promise<SslContext> promise) {
        try {
            promise.setSuccess(source.call());
        } catch (Exception e) {
            promise.setFailure(e);
        }
    }
}
