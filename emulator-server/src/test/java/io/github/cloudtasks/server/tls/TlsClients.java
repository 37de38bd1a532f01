package io.github.cloudtasks.server.tls;

import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.TrustManagerFactory;

/** Clients that trust only the certificate in one file. */
public record TlsClients(Path authority) {

    private SSLContext context() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(authority)) {
            trusted.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Returns the JDK's HTTP client, which verifies the host name. */
    public HttpClient http(HttpClient.Version version) throws IOException, GeneralSecurityException {
        return HttpClient.newBuilder().version(version).sslContext(context()).build();
    }

    /** Returns the JDK's HTTP client with proxies. */
    public HttpClient http(HttpClient.Version version, ProxySelector proxies)
            throws IOException, GeneralSecurityException {
        return HttpClient.newBuilder()
                .version(version)
                .proxy(proxies)
                .sslContext(context())
                .build();
    }

    public ManagedChannel grpc(int port, String name) throws IOException {
        File file = authority.toFile();
        return NettyChannelBuilder.forAddress("127.0.0.1", port)
                .overrideAuthority(name)
                .sslContext(GrpcSslContexts.forClient().trustManager(file).build())
                .maxInboundMessageSize(64 << 20)
                .build();
    }

    /** Returns a connection after the handshake that indicates these bytes as the server's name (RFC 6066). */
    public SSLSocket connectIndicating(int port, byte[] name) throws IOException, GeneralSecurityException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        SSLSocket socket = (SSLSocket) context().getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
        SSLParameters parameters = socket.getSSLParameters();
        // Unlike SNIHostName(String), this class accepts any bytes.
        parameters.setServerNames(List.of(new SNIServerName(StandardConstants.SNI_HOST_NAME, name) {}));
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** Returns a connection after the handshake, for a server of this name, without ALPN. */
    public SSLSocket connect(int port, String name) throws IOException, GeneralSecurityException {
        Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
        SSLSocket socket = (SSLSocket) context().getSocketFactory().createSocket(plain, name, port, true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}
