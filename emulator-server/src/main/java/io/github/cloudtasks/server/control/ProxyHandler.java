package io.github.cloudtasks.server.control;

import io.github.cloudtasks.proto.emulator.v1.Proxy;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.server.proxy.ConnectProxy;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Handles requests for what clients need to use the proxy. Nothing of it is secret. */
final class ProxyHandler {
    private final @Nullable ConnectProxy proxy;

    /** @param proxy null if it is off */
    ProxyHandler(@Nullable ConnectProxy proxy) {
        this.proxy = proxy;
    }

    CompletableFuture<RestResponse> get(ControlRequest request) {
        request.rejectParameters();
        Proxy.Builder message = Proxy.newBuilder().setEnabled(proxy != null).setTokens(false);
        if (proxy != null) {
            message.setUrl(proxy.url())
                    .setCaCertificate(proxy.certificatePem())
                    .setTokens(proxy.interceptsTokens())
                    .addAllHosts(proxy.intercepted());
        }
        return request.with(message.build());
    }
}
