package io.github.cloudtasks.dispatcher;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What https targets are trusted by. Reading the trust store takes longer than the rest of a start, so it waits for
 * the first https target, and stays off the event loop, to which everything here is confined.
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

  /** The authorities that the JDK trusts, and the host's name checked against its certificate. */
  static SslContext ofTheJdk() throws SSLException {
    return SslContextBuilder.forClient()
        .sslProvider(SslProvider.JDK)
        .endpointIdentificationAlgorithm("HTTPS")
        .build();
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
