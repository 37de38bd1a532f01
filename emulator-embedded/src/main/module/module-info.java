/**
 * The emulator with its libraries in one module. Only the public API is exported.
 */
module io.github.cloudtasks.embedded {
    exports io.github.cloudtasks.emulator;

    requires java.logging;
    requires java.naming;
    requires java.management;
    requires jdk.unsupported;
    requires org.slf4j;

    // Needed only by features of the libraries that the emulator does not use.
    requires static java.desktop;
    requires static jdk.jfr;
    // Needed only by data directories. Users who want one add org.xerial:sqlite-jdbc, which requires it too.
    requires static java.sql;
    // Needed only by TLS. Users who want it add Bouncy Castle.
    requires static org.bouncycastle.pkix;
    requires static org.bouncycastle.provider;

    uses io.github.cloudtasks.shaded.io.grpc.LoadBalancerProvider;
    uses io.github.cloudtasks.shaded.io.grpc.ManagedChannelProvider;
    uses io.github.cloudtasks.shaded.io.grpc.NameResolverProvider;
    uses io.github.cloudtasks.shaded.io.grpc.ServerProvider;
    uses io.github.cloudtasks.shaded.io.netty.bootstrap.ChannelInitializerExtension;
}
