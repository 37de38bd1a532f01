/**
 * The CONNECT proxy of the port. The hosts of the service are answered by the emulator itself, over TLS with a
 * certificate of the emulator's own authority. Other hosts are connected to the client without a look at their bytes.
 * {@link io.github.cloudtasks.server.proxy.ConnectProxy} is the entry point.
 *
 * <pre>
 *                               ┌─ intercepted ── SslHandler ─ the port's protocol detection
 * CONNECT head ─ ConnectHandler ┼─ this port ──── the port's protocol detection
 *                               └─ other host ─── TunnelRelay ═ TunnelRelay ─ host
 * </pre>
 */
@NullMarked
package io.github.cloudtasks.server.proxy;

import org.jspecify.annotations.NullMarked;
