package io.github.cloudtasks.dispatcher.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("inferred")
class HostResolverTest {
    private static final String UNKNOWN = "a".repeat(64) + ".invalid";

    private final EventLoop loop = new DefaultEventLoop();
    private final Queue<Runnable> lookUps = new ArrayDeque<>();

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "api.localhost"})
    void localhost_has_both_loopback_addresses_without_look_up(String host) throws Exception {
        HostResolver names = new HostResolver(loop, lookUps::add);
        assertThat(resolve(names, host).get())
                .extracting(InetAddress::getHostAddress)
                .containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(lookUps).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8:0:0:0:0:0:1"})
    void address_needs_no_look_up(String host) throws Exception {
        HostResolver names = new HostResolver(loop, lookUps::add);
        assertThat(resolve(names, host).get())
                .extracting(InetAddress::getHostAddress)
                .containsExactly(host);
        assertThat(lookUps).isEmpty();
    }

    @Test
    void parallel_look_ups_of_a_name_are_shared() throws Exception {
        HostResolver names = new HostResolver(loop, lookUps::add);
        Future<List<InetAddress>> first = resolve(names, UNKNOWN);
        Future<List<InetAddress>> second = resolve(names, UNKNOWN);
        assertThat(lookUps).hasSize(1);
        assertThat(first.isDone()).isFalse();
        lookUps.remove().run();
        assertThat(first.await().cause()).isInstanceOf(UnknownHostException.class);
        assertThat(second.await().cause()).isSameAs(first.cause());
        resolve(names, UNKNOWN);
        assertThat(lookUps).hasSize(1);
    }

    @Test
    void look_up_after_shutdown_fails() throws Exception {
        Executor ended = command -> {
            throw new RejectedExecutionException("ended");
        };
        assertThat(resolve(new HostResolver(loop, ended), UNKNOWN).await().cause())
                .hasMessage("ended");
    }

    private Future<List<InetAddress>> resolve(HostResolver names, String host) throws Exception {
        return loop.submit(() -> names.resolve(host)).get();
    }
}
