package io.github.cloudtasks.dispatcher.http;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Loads the TLS context at the first HTTPS request, on another thread, because reading the trust store takes longer
 * than the rest of the start. Confined to the event loop.
 */
final class TlsContextLoader {
    private final EventLoop loop;
    private final Executor blocking;
    private final Callable<SslContext> source;
    private @Nullable Future<SslContext> context;

    TlsContextLoader(EventLoop loop, Executor blocking, Callable<SslContext> source) {
        this.loop = loop;
        this.blocking = blocking;
        this.source = source;
    }

    /** Returns the context, and loads it if it is not loaded or if loading has failed before. */
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
