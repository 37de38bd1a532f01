package io.github.cloudtasks.emulator;

import io.github.cloudtasks.server.settings.CommandLine;
import io.github.cloudtasks.server.settings.ServerSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The settings of an emulator. Made from flags ({@link #of}) or with a {@link #builder}. The page docs/configuration.md
 * describes every flag; the builder has a method for each setting of the server. Immutable.
 */
public final class EmulatorSettings {

    /** Listens on a free port of 127.0.0.1 and ::1, in plaintext, with the service's limits and without queues. */
    public static final EmulatorSettings DEFAULT = new EmulatorSettings(ServerSettings.DEFAULT);

    private final ServerSettings settings;

    private EmulatorSettings(ServerSettings settings) {
        this.settings = settings;
    }

    /**
     * Returns the default settings, changed by flags as on the command line. Unlike on the command line, the default
     * port is any free one, and environment variables are not read.
     *
     * @param flags such as {@code "--queue", "projects/p/locations/l/queues/q"}
     * @throws IllegalArgumentException for the first mistake; the message says what to change
     */
    public static EmulatorSettings of(String... flags) {
        return new EmulatorSettings(CommandLine.parseSettings(List.of(flags)));
    }

    /** Returns a builder that starts with {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the host to listen on; {@code localhost} means 127.0.0.1 and ::1. */
    public String host() {
        return settings.host();
    }

    /** Returns the port to listen on; 0 means any free port. */
    public int port() {
        return settings.port();
    }

    ServerSettings serverSettings() {
        return settings;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EmulatorSettings others && settings.equals(others.settings);
    }

    @Override
    public int hashCode() {
        return settings.hashCode();
    }

    /**
     * Collects settings. Each method corresponds to the flag of the same name. Methods for a single value replace the
     * earlier value; methods for several values add one. Values are checked by {@link #build}. Not thread-safe.
     */
    public static final class Builder {
        private final Map<String, List<String>> values = new LinkedHashMap<>();
        private final List<String> flags = new ArrayList<>();

        private Builder() {}

        /**
         * Sets the host to listen on. A name means all its addresses, and {@code localhost}, the default, 127.0.0.1 and
         * ::1. {@code 0.0.0.0} accepts connections from other machines.
         */
        public Builder host(String host) {
            return set("--host", host);
        }

        /** Sets the port for gRPC and REST, 0 to 65535; 0, the default, means any free port. */
        public Builder port(int port) {
            return set("--port", String.valueOf(port));
        }

        /**
         * Adds a queue that exists from the start.
         *
         * @param nameAndSettings a full name, or an id if there is a {@link #project}, optionally with settings such as
         *     {@code ,max-attempts=5}
         */
        public Builder queue(String nameAndSettings) {
            return add("--queue", nameAndSettings);
        }

        /** Sets an App Engine queue.yaml whose queues exist from the start; needs a {@link #project}. */
        public Builder queueYaml(Path file) {
            return set("--queue-yaml", file.toString());
        }

        /** Sets a YAML or JSON file of Queue resources that exist from the start. */
        public Builder queuesFile(Path file) {
            return set("--queues-file", file.toString());
        }

        /** Sets the project of queues that are named by id alone, and of the {@link #queueYaml}. */
        public Builder project(String project) {
            return set("--project", project);
        }

        /**
         * Sets the location of queues that are named by id alone, and of the {@link #queueYaml}; the default is
         * {@code us-central1}.
         */
        public Builder location(String location) {
            return set("--location", location);
        }

        /** Sets whether calls create a missing queue instead of failing; the default is false. */
        public Builder autoCreateQueues(boolean on) {
            return set("--auto-create-queues", String.valueOf(on));
        }

        /** Accepts TLS too, with a generated certificate, and writes the CA certificate to trust to this file. */
        public Builder tlsSelfSigned(Path caFile) {
            return set("--tls-self-signed", caFile.toString());
        }

        /** Adds a host name or IP address to the certificate of {@link #tlsSelfSigned}. */
        public Builder tlsName(String name) {
            return add("--tls-name", name);
        }

        /** Accepts TLS too, with the certificate and chain in this PEM file; needs a {@link #tlsKey}. */
        public Builder tlsCert(Path file) {
            return set("--tls-cert", file.toString());
        }

        /** Sets the PEM file with the private key of the {@link #tlsCert}. */
        public Builder tlsKey(Path file) {
            return set("--tls-key", file.toString());
        }

        /** Adds a second port that serves the same as the first, 0 to 65535; 0 means any free port. */
        public Builder tlsPort(int port) {
            return set("--tls-port", String.valueOf(port));
        }

        /**
         * Sets whether CONNECT is answered, so that clients which use this address as HTTPS proxy reach the emulator as
         * {@code cloudtasks.googleapis.com}; the default is false.
         */
        public Builder proxy(boolean on) {
            return set("--proxy", String.valueOf(on));
        }

        /** Sets the machines from which CONNECT is accepted: {@code loopback}, the default, or {@code any}. */
        public Builder proxyFrom(String where) {
            return set("--proxy-from", where);
        }

        /**
         * Sets what CONNECT to other hosts does: {@code tunnel}, the default for {@code loopback}, or {@code refuse},
         * the default for {@code any}.
         */
        public Builder proxyOtherHosts(String action) {
            return set("--proxy-other-hosts", action);
        }

        /** Sets whether the proxy also answers for Google's hosts that issue tokens; the default is false. */
        public Builder proxyTokens(boolean on) {
            return set("--proxy-tokens", String.valueOf(on));
        }

        /** Sets an HTTP proxy through which other hosts are reached. */
        public Builder proxyUpstream(String url) {
            return set("--proxy-upstream", url);
        }

        /** Sets the directory that keeps the CA of the proxy; the default is one of the user. */
        public Builder caDir(Path directory) {
            return set("--ca-dir", directory.toString());
        }

        /** Sets whether the CA of the proxy is made anew at each start; the default is false. */
        public Builder ephemeralCa(boolean on) {
            return set("--ephemeral-ca", String.valueOf(on));
        }

        /** Sets the domain of the service for clients of another universe; the default is {@code googleapis.com}. */
        public Builder universeDomain(String domain) {
            return set("--universe-domain", domain);
        }

        /**
         * Allows web pages of an origin to call the emulator, such as {@code http://localhost:5173}. Pages of other
         * origins are refused.
         */
        public Builder allowOrigin(String origin) {
            return add("--allow-origin", origin);
        }

        /**
         * Adds a host name by which clients may call the emulator, in addition to IP addresses and local names;
         * {@code *.example.com} allows all names below.
         */
        public Builder allowHost(String host) {
            return add("--allow-host", host);
        }

        /** Sets the base URL to which App Engine tasks are sent. */
        public Builder appEngineUrl(String url) {
            return set("--app-engine-url", url);
        }

        /** Sets the base URL to which the tasks of one App Engine service are sent. */
        public Builder appEngineService(String service, String url) {
            return add("--app-engine-service", service + "=" + url);
        }

        /** Sends HTTP tasks whose URL begins with {@code from} to {@code to} instead. */
        public Builder rewriteTarget(String from, String to) {
            return add("--rewrite-target", from + "=" + to);
        }

        /** Sets a PEM file with certificates that https targets may use, besides those that Java trusts. */
        public Builder caFile(Path file) {
            return set("--ca-file", file.toString());
        }

        /** Sets whether https targets may use any certificate for any name; the default is false. */
        public Builder insecureSkipTlsVerify(boolean on) {
            return set("--insecure-skip-tls-verify", String.valueOf(on));
        }

        /** Sets the base URL of the Firebase functions emulator, for tasks that are enqueued without a URL. */
        public Builder firebaseFunctionsUrl(String url) {
            return set("--firebase-functions-url", url);
        }

        /** Sets the issuer of ID tokens ({@code iss}); the default is the emulator's own address. */
        public Builder openidIssuer(String url) {
            return set("--openid-issuer", url);
        }

        /** Sets a PEM file with the RSA private key that signs ID tokens; the default is a public built-in key. */
        public Builder openidKey(Path file) {
            return set("--openid-key", file.toString());
        }

        /** Sets whether OAuth tokens may be sent to hosts outside googleapis.com; the default is false. */
        public Builder allowAnyOauthHost(boolean on) {
            return set("--allow-any-oauth-host", String.valueOf(on));
        }

        /** Sets whether service restrictions that are relaxed by default are enforced; the default is false. */
        public Builder strict(boolean on) {
            return set("--strict", String.valueOf(on));
        }

        /** Sets how long the name of a deleted queue is blocked, 0 to 3650 days; the default is 7 days. */
        public Builder queueNameReuse(Duration blocked) {
            return set("--queue-name-reuse", blocked.toString());
        }

        /** Sets how long the name of a finished or deleted task is blocked, 0 to 3650 days; the default is 1 hour. */
        public Builder taskNameReuse(Duration blocked) {
            return set("--task-name-reuse", blocked.toString());
        }

        /** Sets whether PurgeQueue also frees all blocked task names of the queue. The default is false. */
        public Builder hardResetOnPurgeQueue(boolean on) {
            return set("--hard-reset-on-purge-queue", String.valueOf(on));
        }

        /** Sets the LeaseTasks calls per second that a queue accepts; 0 means no limit; the default is 10. */
        public Builder leaseCallsPerSecond(int calls) {
            return set("--lease-calls-per-second", String.valueOf(calls));
        }

        /**
         * Sets how many tasks stay visible in {@code /emulator/v1} after their end, 0 to 1,000,000; the default is
         * 1000. 0 also keeps no attempts of tasks that are in their queues.
         */
        public Builder keptTasks(int tasks) {
            return set("--kept-tasks", String.valueOf(tasks));
        }

        /**
         * Sets the memory for kept tasks and attempts in bytes, less than 1,000,000,000; the default is 64 MiB. At most
         * 1/32 of the heap is used.
         */
        public Builder keptTaskBytes(int bytes) {
            return set("--kept-task-bytes", String.valueOf(bytes));
        }

        /**
         * Adds a fault to cause on purpose.
         *
         * @param kindAndSettings such as {@code duplicate,rate=0.1} or {@code api-error,method=CreateTask,count=2}
         */
        public Builder fault(String kindAndSettings) {
            return add("--fault", kindAndSettings);
        }

        /**
         * Sets the directory in which queues and tasks are kept, so that they survive a restart; by default they are
         * kept in memory only. Needs {@code org.xerial:sqlite-jdbc} on the class path.
         */
        public Builder dataDir(Path directory) {
            return set("--data-dir", directory.toString());
        }

        /**
         * Sets what a change survives once its call is answered: {@code process}, which is the default, or
         * {@code power}.
         */
        public Builder durability(String degree) {
            return set("--durability", degree);
        }

        /** Sets whether a damaged data directory is repaired instead of refused; the default is false. */
        public Builder dataDirRecover(boolean on) {
            return set("--data-dir-recover", String.valueOf(on));
        }

        /**
         * Sets whether the bodies of requests to targets and of their responses are logged at level INFO, the first 2
         * KiB of each; the default is false.
         */
        public Builder logPayloads(boolean on) {
            return set("--log-payloads", String.valueOf(on));
        }

        /** Adds flags as on the command line, such as {@code "--strict", "--project", "demo"}. */
        public Builder flags(String... more) {
            flags.addAll(List.of(more));
            return this;
        }

        /**
         * Returns the settings.
         *
         * @throws IllegalArgumentException for the first mistake; the message names the flag and says what to change
         */
        public EmulatorSettings build() {
            List<String> all = new ArrayList<>();
            values.forEach((flag, given) -> given.forEach(value -> all.add(flag + "=" + value)));
            all.addAll(flags);
            return of(all.toArray(String[]::new));
        }

        private Builder set(String flag, String value) {
            values.put(flag, List.of(value));
            return this;
        }

        private Builder add(String flag, String value) {
            values.computeIfAbsent(flag, first -> new ArrayList<>()).add(value);
            return this;
        }
    }
}
