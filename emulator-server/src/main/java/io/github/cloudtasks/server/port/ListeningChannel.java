package io.github.cloudtasks.server.port;

import io.github.cloudtasks.dispatcher.http.OpenFileLimit;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.List;

/**
 * A listening socket that logs when connections cannot be accepted because too many files are open. Netty then waits
 * for a second and tries again. It logs this only in its own log, whose level is usually higher.
 */
final class ListeningChannel extends NioServerSocketChannel {
    private static final OpenFileLimit OPEN_FILES = new OpenFileLimit("new connections of clients wait");

    @Override
    protected int doReadMessages(List<Object> accepted) throws Exception {
        try {
            return super.doReadMessages(accepted);
        } catch (Exception e) {
            OPEN_FILES.isReached(e);
            throw e;
        }
    }
}
