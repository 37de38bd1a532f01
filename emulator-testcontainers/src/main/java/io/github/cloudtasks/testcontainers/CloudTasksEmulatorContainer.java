package io.github.cloudtasks.testcontainers;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * The Cloud Tasks emulator in a container: gRPC and REST on one port, all API versions, all state in memory.
 *
 * <pre>{@code
 * static final CloudTasksEmulatorContainer emulator =
 *     new CloudTasksEmulatorContainer("cloudtasks/emulator:latest")
 *         .withQueue("projects/demo/locations/us-central1/queues/mail")
 *         .withHostTargets();
 * }</pre>
 *
 * <p>Clients connect in plaintext to {@link #getEndpoint} or {@link #getRestEndpoint}. Settings are flags of the
 * emulator and must be set before the start. {@code withCommand} replaces all flags set before. Use {@code withEnv} for
 * settings that only the environment has, such as a proxy.
 */
public class CloudTasksEmulatorContainer extends GenericContainer<CloudTasksEmulatorContainer> {

    /** The port of the emulator inside the container. */
    public static final int PORT = 8123;

    private static final DockerImageName IMAGE = DockerImageName.parse("cloudtasks/emulator");
    private static final String QUEUES_FILE = "/etc/cloud-tasks/queues.yaml";

    /** The host name of the machine that runs the container. Docker Desktop defines it by itself. */
    private static final String HOST = "host.docker.internal";

    private static final int READABLE_BY_ALL = 0644;

    private static final Pattern ALLOW_HOST = Pattern.compile("--?allow-host(=.*)?");
    private static final String ALLOW_HOST_VARIABLE = "EMULATOR_ALLOW_HOST";

    /**
     * Creates a container.
     *
     * @param image the name of the image, such as {@code cloudtasks/emulator:0.1.0}
     * @throws IllegalStateException if it is another image than the emulator's
     */
    public CloudTasksEmulatorContainer(String image) {
        this(DockerImageName.parse(image));
    }

    /**
     * Creates a container.
     *
     * @param image the image; a copy in another registry needs {@code asCompatibleSubstituteFor("cloudtasks/emulator")}
     * @throws IllegalStateException if it is another image than the emulator's
     */
    @SuppressWarnings("this-escape") // GenericContainer is configured in constructors
    public CloudTasksEmulatorContainer(DockerImageName image) {
        super(image);
        image.assertCompatibleWith(IMAGE);
        withExposedPorts(PORT);
        waitingFor(new ReadyWaitStrategy(PORT));
    }

    /**
     * Adds a queue to create at start.
     *
     * @param nameAndSettings the full name, optionally with settings in the format of the flag {@code --queue}, such as
     *     {@code projects/demo/locations/us-central1/queues/mail,max-attempts=5}
     */
    public CloudTasksEmulatorContainer withQueue(String nameAndSettings) {
        return withFlags("--queue", nameAndSettings);
    }

    /**
     * Adds a fault that the emulator causes on purpose.
     *
     * @param kindAndSettings in the format of the flag {@code --fault}, such as {@code duplicate,rate=0.1}
     */
    public CloudTasksEmulatorContainer withFault(String kindAndSettings) {
        return withFlags("--fault", kindAndSettings);
    }

    /** Sets a YAML or JSON file of Queue resources to create at start. The file is copied into the container. */
    public CloudTasksEmulatorContainer withQueuesFile(MountableFile file) {
        // The emulator is not root and could not read a file that only its owner may read.
        withCopyFileToContainer(MountableFile.forHostPath(file.getResolvedPath(), READABLE_BY_ALL), QUEUES_FILE);
        return withFlags("--queues-file", QUEUES_FILE);
    }

    /**
     * Sets the base URL that receives App Engine tasks.
     *
     * @param url as seen from the container; with {@link #withHostTargets} a server of the test is at
     *     {@code http://host.docker.internal:PORT}
     */
    public CloudTasksEmulatorContainer withAppEngineUrl(String url) {
        return withFlags("--app-engine-url", url);
    }

    /**
     * Sets the base URL that receives the tasks of one App Engine service. Can be called for several services.
     *
     * @param service the name of the service
     * @param url as seen from the container; with {@link #withHostTargets} a server of the test is at
     *     {@code http://host.docker.internal:PORT}
     */
    public CloudTasksEmulatorContainer withAppEngineService(String service, String url) {
        return withFlags("--app-engine-service", service + "=" + url);
    }

    /**
     * Sends HTTP tasks for one address to another. Can be called for several addresses. The Host header and the
     * audience of the token still follow the URL of the task.
     *
     * @param from the beginning of a URL, such as {@code https://tasks.example.com/work}
     * @param to its replacement, as seen from the container, such as {@code http://app:8080/work}
     */
    public CloudTasksEmulatorContainer withTargetRewrite(String from, String to) {
        return withFlags("--rewrite-target", from + "=" + to);
    }

    /**
     * Sends tasks for {@code localhost} and {@code 127.0.0.1}, with any port, to the machine that runs the container,
     * such as to a server that the test has started.
     *
     * <p>The container reaches that machine as {@code host.docker.internal}. With Docker Desktop the server may listen
     * on loopback. On Linux it must listen on all interfaces ({@code 0.0.0.0}), or on the address of Docker's bridge,
     * and a firewall must admit containers. Otherwise {@code Testcontainers.exposeHostPorts(port)} opens a tunnel to a
     * server on loopback; its name in the container is {@code host.testcontainers.internal}:
     *
     * <pre>{@code
     * Testcontainers.exposeHostPorts(port);
     * emulator.withTargetRewrite("http://localhost", "http://host.testcontainers.internal");
     * }</pre>
     */
    public CloudTasksEmulatorContainer withHostTargets() {
        withExtraHost(HOST, "host-gateway");
        for (String scheme : List.of("http://", "https://")) {
            withTargetRewrite(scheme + "localhost", scheme + HOST);
            withTargetRewrite(scheme + "127.0.0.1", scheme + HOST);
        }
        return this;
    }

    /**
     * Makes the emulator answer for {@code cloudtasks.googleapis.com}, and for the hosts that issue tokens, as a proxy
     * that accepts connections from other containers. It refuses to connect them to other hosts, unless the flag
     * {@code --proxy-other-hosts tunnel} is set. {@link #connect} calls this method.
     */
    public CloudTasksEmulatorContainer withProxy() {
        return withEnv(Map.of("EMULATOR_PROXY", "true", "EMULATOR_PROXY_FROM", "any", "EMULATOR_PROXY_TOKENS", "true"));
    }

    /**
     * Lets unmodified clients in another container use this emulator, such as those of an application that creates
     * {@code CloudTasksClient()} with no arguments.
     *
     * <pre>{@code
     * static final GenericContainer<?> app = emulator.connect(new GenericContainer<>("my-app"));
     * }</pre>
     *
     * <p>When the container is created, it gets the environment variables of docs/exec.md, and the files that they name
     * below {@code /etc/cloud-tasks-emulator}: a bundle of the public roots, those of the container's system and the
     * emulator's CA, and a made-up key file. Exceptions of proxies and options of Java that are set already, by
     * {@code withEnv} or in the image, are extended. The emulator starts first. If only one of both has a network, the
     * other joins it; if none has one, both join {@link Network#SHARED}.
     *
     * @param container not started yet
     * @return the same container
     * @throws IllegalStateException if the container is running, or is in another network, or this emulator runs in no
     *     network. The start of the container fails if this emulator was started without {@link #withProxy}
     */
    public <C extends GenericContainer<?>> C connect(C container) {
        if (container.getContainerId() != null) {
            throw new IllegalStateException(
                    "The container is running already. Call connect before its start, because it sets variables.");
        }
        if (getContainerId() == null) {
            withProxy();
        }
        join(container);
        ConnectedContainer.prepare(container, this);
        return container;
    }

    private void join(GenericContainer<?> container) {
        Network own = getNetwork();
        Network other = container.getNetwork();
        if (own == null && getContainerId() != null) {
            throw new IllegalStateException(
                    "The emulator runs in no network that another container could join. Set one with withNetwork, or call connect before the start.");
        }
        if (own != null && other != null && !own.getId().equals(other.getId())) {
            throw new IllegalStateException(
                    "The container is in another network than the emulator. Set the same one with withNetwork.");
        }
        Network shared = own != null ? own : other != null ? other : Network.SHARED;
        if (own == null) {
            withNetwork(shared);
        }
        if (other == null) {
            container.withNetwork(shared);
        }
    }

    /**
     * Appends flags of the emulator.
     *
     * @param flags such as {@code "--auto-create-queues", "--log-level", "debug"}; docs/configuration.md lists them
     */
    public CloudTasksEmulatorContainer withFlags(String... flags) {
        return withCommand(
                Stream.of(getCommandParts(), flags).flatMap(Stream::of).toArray(String[]::new));
    }

    /**
     * Allows the name by which clients reach the container, which may be a public one if the Docker engine runs on
     * another machine. The emulator refuses public names otherwise.
     */
    @Override
    protected void configure() {
        String host = getHost();
        if (Stream.of(getCommandParts())
                .anyMatch(part -> ALLOW_HOST.matcher(part).matches())) {
            // A flag replaces the variable.
            if (!List.of(getCommandParts()).contains(host)) {
                withFlags("--allow-host", host);
            }
            return;
        }
        String others = getEnvMap().getOrDefault(ALLOW_HOST_VARIABLE, "");
        if (!List.of(others.split(",", -1)).contains(host)) {
            withEnv(ALLOW_HOST_VARIABLE, others.isEmpty() ? host : others + "," + host);
        }
    }

    /**
     * Returns the endpoint for plaintext gRPC clients, such as {@code localhost:32768}.
     *
     * @throws IllegalStateException if the container is not running
     */
    public String getEndpoint() {
        return getHost() + ":" + getMappedPort(PORT);
    }

    /**
     * Returns the base URL of the REST API, such as {@code http://localhost:32768}.
     *
     * @throws IllegalStateException if the container is not running
     */
    public String getRestEndpoint() {
        return "http://" + getEndpoint();
    }

    /**
     * Returns the base URL of the control API, such as {@code http://localhost:32768/emulator/v1}. The methods below
     * cover a part of it.
     *
     * @throws IllegalStateException if the container is not running
     */
    public String getControlEndpoint() {
        return getRestEndpoint() + "/emulator/v1";
    }

    /**
     * Restores the state right after the start, without a restart.
     *
     * @throws IllegalStateException if the container is not running
     */
    public void reset() {
        control().reset();
    }

    /**
     * Saves the present state under a name: all queues with their tasks at one point in time, with leases, blocked
     * names and the clock. Replaces a snapshot of the same name. With a volume at {@code /data} and the flag
     * {@code --data-dir}, snapshots survive the container.
     *
     * @param name 1 to 63 letters, digits, hyphens, underscores or dots; the first is a letter or a digit
     * @throws IllegalStateException if the container is not running, or the emulator reports an error; the message
     *     contains it
     */
    public void saveSnapshot(String name) {
        control().saveSnapshot(name);
    }

    /**
     * Returns to a snapshot: replaces all queues and tasks, forgets all attempts, restores the faults of the flags, and
     * sets the clock. A clock that was frozen is frozen at the same time again; one that ran is as far ahead of the
     * system clock as it was. Attempts in flight end without effect. Those that were in flight when the snapshot was
     * saved are repeated.
     *
     * @param name the name of a snapshot
     * @throws IllegalStateException if the container is not running, there is no such snapshot, or it does not fit into
     *     the memory in addition to the present state; the message says which. Then nothing is replaced
     */
    public void restoreSnapshot(String name) {
        control().restoreSnapshot(name);
    }

    /**
     * Deletes a snapshot.
     *
     * @param name the name of a snapshot
     * @throws IllegalStateException if the container is not running, or there is no such snapshot; the message lists
     *     the existing ones
     */
    public void deleteSnapshot(String name) {
        control().deleteSnapshot(name);
    }

    /**
     * Returns all snapshots in the order of their names.
     *
     * @return JSON, as returned by {@code GET /emulator/v1/snapshots}
     * @throws IllegalStateException if the container is not running
     */
    public String getSnapshots() {
        return control().snapshots();
    }

    /**
     * Waits until no push queue has tasks or attempts in flight. Pull queues do not count, because their tasks wait for
     * workers.
     *
     * @param timeout in real time
     * @throws IllegalStateException if it takes longer or cannot happen; the message names what remains
     */
    public void awaitIdle(Duration timeout) {
        control().awaitIdle(null, timeout);
    }

    /**
     * Waits until a queue has no tasks and no attempts in flight.
     *
     * @param queue its full name
     * @param timeout in real time
     * @throws IllegalStateException if it takes longer or cannot happen; the message names what remains
     */
    public void awaitIdle(String queue, Duration timeout) {
        control().awaitIdle(queue, timeout);
    }

    /**
     * Moves the emulator's clock forward. Everything that is due on the way happens, such as retries.
     *
     * @param by not negative
     * @throws IllegalStateException if the emulator reports an error; the message contains it
     */
    public void advanceTime(Duration by) {
        control().advance(by);
    }

    /**
     * Returns the latest attempts with their requests and responses.
     *
     * @return JSON, as returned by {@code GET /emulator/v1/attempts}
     */
    public String getAttempts() {
        return control().attempts();
    }

    ControlClient control() {
        return new ControlClient(getHost(), getMappedPort(PORT));
    }
}
