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
import java.util.concurrent.CopyOnWriteArrayList;
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
    private static final String UNKNOWN = "unknown.example";

    private final EventLoop loop = new DefaultEventLoop();
    private final Queue<Runnable> lookUps = new ArrayDeque<>();

    @AfterEach
    void stop() {
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "api.localhost", "my_api.localhost", "localhost.", "api.localhost."})
    void localhost_has_both_loopback_addresses_without_look_up(String host) throws Exception {
        HostResolver names = new HostResolver(loop, lookUps::add, HostResolverTest::fail);
        assertThat(resolve(names, host).get())
                .extracting(InetAddress::getHostAddress)
                .containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1");
        assertThat(lookUps).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8:0:0:0:0:0:1"})
    void address_needs_no_look_up(String host) throws Exception {
        HostResolver names = new HostResolver(loop, lookUps::add, HostResolverTest::fail);
        assertThat(resolve(names, host).get())
                .extracting(InetAddress::getHostAddress)
                .containsExactly(host);
        assertThat(lookUps).isEmpty();
    }

    @Test
    void parallel_look_ups_of_a_name_are_shared() throws Exception {
        HostResolver names = new HostResolver(loop, lookUps::add, HostResolverTest::fail);
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
        assertThat(resolve(new HostResolver(loop, ended, HostResolverTest::fail), UNKNOWN)
                        .await()
                        .cause())
                .hasMessage("ended");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"my_service", "a.b_c", "_a", "a_", "-a", "a-", "a--b", "a.", "my_service.", "notlocalhost", "1a"
            })
    void every_other_name_is_looked_up_as_it_is(String host) throws Exception {
        List<String> names = new CopyOnWriteArrayList<>();
        HostResolver resolver = new HostResolver(loop, Runnable::run, name -> {
            names.add(name);
            return List.of(InetAddress.getByAddress(name, new byte[] {127, 0, 0, 1}));
        });
        assertThat(resolve(resolver, host).get())
                .extracting(InetAddress::getHostAddress)
                .containsExactly("127.0.0.1");
        assertThat(names).containsExactly(host);
    }

    private static List<InetAddress> fail(String host) throws UnknownHostException {
        throw new UnknownHostException(host);
    }

    private Future<List<InetAddress>> resolve(HostResolver names, String host) throws Exception {
        return loop.submit(() -> names.resolve(host)).get();
    }
}
