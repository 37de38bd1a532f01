package io.github.cloudtasks.server.settings;

import io.github.cloudtasks.dispatcher.DispatcherSettings;
import io.github.cloudtasks.dispatcher.tokens.TokenSettings;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.rest.access.AccessPolicy;
import io.github.cloudtasks.rest.access.AccessSettings;
import io.github.cloudtasks.rest.access.Authority;
import io.github.cloudtasks.rest.firebase.FirebaseFunctions;
import io.github.cloudtasks.server.faults.Fault;
import io.github.cloudtasks.server.startup.InitialQueues;
import io.github.cloudtasks.storage.StorageSettings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * The settings of a server. Immutable.
 *
 * @param host the host name or IP address to listen on; a name means all its addresses; {@code 0.0.0.0} accepts
 *     connections from other machines
 * @param port the port to listen on; 0 means any free port
 * @param limits the limits of the service, as far as they can be relaxed
 * @param dispatching App Engine addresses, target rewrites, trusted certificates, and a replacement for the emulator's
 *     own tokens
 * @param tokens the issuer and signing key of the emulator's tokens
 * @param tls certificates, and the second port
 * @param queues the queues that exist from the start
 * @param functions the target of tasks that the Firebase Admin SDKs enqueue without a URL
 * @param access the web pages and host names that may call the server, in addition to the default ones
 * @param history the bounds of kept tasks
 * @param faults the faults that are caused on purpose
 * @param proxy the CONNECT proxy and its certificate authority
 * @param storage the data directory
 */
public record ServerSettings(
        String host,
        int port,
        Limits limits,
        DispatcherSettings dispatching,
        TokenSettings tokens,
        TlsSettings tls,
        InitialQueues queues,
        FirebaseFunctions functions,
        AccessSettings access,
        HistorySettings history,
        List<Fault> faults,
        ProxySettings proxy,
        StorageSettings storage) {

    public ServerSettings {
        faults = List.copyOf(faults);
    }

    /** Listens on a free port of 127.0.0.1 and ::1, in plaintext, with the service's limits and without queues. */
    public static final ServerSettings DEFAULT = new ServerSettings(
            ListenAddress.LOCALHOST,
            0,
            Limits.DEFAULTS,
            DispatcherSettings.DEFAULT,
            TokenSettings.DEFAULT,
            TlsSettings.OFF,
            InitialQueues.NONE,
            FirebaseFunctions.NONE,
            AccessSettings.DEFAULT,
            HistorySettings.DEFAULT,
            List.of(),
            ProxySettings.OFF,
            StorageSettings.OFF);

    public ServerSettings withHost(String newHost) {
        Draft draft = new Draft(this);
        draft.host = newHost;
        return draft.settings();
    }

    public ServerSettings withPort(int newPort) {
        Draft draft = new Draft(this);
        draft.port = newPort;
        return draft.settings();
    }

    public ServerSettings withLimits(Limits newLimits) {
        Draft draft = new Draft(this);
        draft.limits = newLimits;
        return draft.settings();
    }

    public ServerSettings withDispatching(DispatcherSettings newDispatching) {
        Draft draft = new Draft(this);
        draft.dispatching = newDispatching;
        return draft.settings();
    }

    public ServerSettings withTokens(TokenSettings newTokens) {
        Draft draft = new Draft(this);
        draft.tokens = newTokens;
        return draft.settings();
    }

    public ServerSettings withTls(TlsSettings newTls) {
        Draft draft = new Draft(this);
        draft.tls = newTls;
        return draft.settings();
    }

    public ServerSettings withQueues(InitialQueues newQueues) {
        Draft draft = new Draft(this);
        draft.queues = newQueues;
        return draft.settings();
    }

    public ServerSettings withFunctions(FirebaseFunctions newFunctions) {
        Draft draft = new Draft(this);
        draft.functions = newFunctions;
        return draft.settings();
    }

    public ServerSettings withAccess(AccessSettings newAccess) {
        Draft draft = new Draft(this);
        draft.access = newAccess;
        return draft.settings();
    }

    public ServerSettings withHistory(HistorySettings newHistory) {
        Draft draft = new Draft(this);
        draft.history = newHistory;
        return draft.settings();
    }

    /** Returns these settings with one more fault. */
    public ServerSettings withFault(Fault fault) {
        List<Fault> all = new ArrayList<>(faults);
        all.add(fault);
        Draft draft = new Draft(this);
        draft.faults = all;
        return draft.settings();
    }

    public ServerSettings withProxy(ProxySettings newProxy) {
        Draft draft = new Draft(this);
        draft.proxy = newProxy;
        return draft.settings();
    }

    public ServerSettings withStorage(StorageSettings newStorage) {
        Draft draft = new Draft(this);
        draft.storage = newStorage;
        return draft.settings();
    }

    /**
     * Returns the rules for requests of web pages. The hosts that other settings name are accepted.
     *
     * @param intercepted the hosts that the proxy answers for, which are accepted too
     */
    public AccessPolicy accessPolicy(List<String> intercepted) {
        List<String> ownHosts = new ArrayList<>(tls.names());
        ownHosts.addAll(intercepted);
        ownHosts.add(host);
        String issuer = tokens.issuer();
        Authority authority = issuer == null
                ? null
                : Authority.parse(String.valueOf(URI.create(issuer).getRawAuthority()));
        if (authority != null) {
            ownHosts.add(authority.host());
        }
        return AccessPolicy.of(access, ownHosts);
    }

    /** A copy of settings, of which one is changed. */
    private static final class Draft {
        String host;
        int port;
        Limits limits;
        DispatcherSettings dispatching;
        TokenSettings tokens;
        TlsSettings tls;
        InitialQueues queues;
        FirebaseFunctions functions;
        AccessSettings access;
        HistorySettings history;
        List<Fault> faults;
        ProxySettings proxy;
        StorageSettings storage;

        Draft(ServerSettings from) {
            host = from.host;
            port = from.port;
            limits = from.limits;
            dispatching = from.dispatching;
            tokens = from.tokens;
            tls = from.tls;
            queues = from.queues;
            functions = from.functions;
            access = from.access;
            history = from.history;
            faults = from.faults;
            proxy = from.proxy;
            storage = from.storage;
        }

        ServerSettings settings() {
            return new ServerSettings(
                    host,
                    port,
                    limits,
                    dispatching,
                    tokens,
                    tls,
                    queues,
                    functions,
                    access,
                    history,
                    faults,
                    proxy,
                    storage);
        }
    }
}
