package io.github.cloudtasks.testcontainers;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * The Cloud Tasks emulator in a container: gRPC and REST on one port, all versions of the API, nothing kept.
 *
 * <pre>{@code
 * static final CloudTasksEmulatorContainer emulator =
 *     new CloudTasksEmulatorContainer("cloudtasks/emulator:latest")
 *         .withQueue("projects/demo/locations/us-central1/queues/mail")
 *         .withHostTargets();
 * }</pre>
 *
 * <p>A client connects in plaintext to {@link #getEndpoint} or {@link #getRestEndpoint}. Settings are the emulator's
 * own flags, which are given before the start; {@code withCommand} replaces all that were given until then. What only
 * the environment can say, such as a proxy, is said with {@code withEnv}.
 */
public class CloudTasksEmulatorContainer extends GenericContainer<CloudTasksEmulatorContainer> {

    /** The port on which the emulator listens in its container. */
    public static final int PORT = 8123;

    private static final DockerImageName IMAGE = DockerImageName.parse("cloudtasks/emulator");
    private static final String QUEUES_FILE = "/etc/cloud-tasks/queues.yaml";

    /** The name by which a container finds the machine that runs it; Docker Desktop knows it by itself. */
    private static final String HOST = "host.docker.internal";

    private static final int READABLE_BY_ALL = 0644;

    /**
     * A container of an image by its name.
     *
     * @param image such as {@code cloudtasks/emulator:0.1.0}
     * @throws IllegalStateException for another image than the emulator's
     */
    public CloudTasksEmulatorContainer(String image) {
        this(DockerImageName.parse(image));
    }

    /**
     * A container of an image.
     *
     * @param image one that is copied elsewhere says so by {@code asCompatibleSubstituteFor("cloudtasks/emulator")}
     * @throws IllegalStateException for another image than the emulator's
     */
    @SuppressWarnings("this-escape") // a GenericContainer is made so
    public CloudTasksEmulatorContainer(DockerImageName image) {
        super(image);
        image.assertCompatibleWith(IMAGE);
        withExposedPorts(PORT);
        waitingFor(new AnswersWaitStrategy(PORT));
    }

    /**
     * A queue that exists from the start; may be called for several.
     *
     * @param nameAndSettings the full name, perhaps with settings as the flag {@code --queue} has them, such as
     *     {@code projects/demo/locations/us-central1/queues/mail,max-attempts=5}
     */
    public CloudTasksEmulatorContainer withQueue(String nameAndSettings) {
        return withFlags("--queue", nameAndSettings);
    }

    /** A YAML or JSON file of Queue resources that exist from the start, which is copied into the container. */
    public CloudTasksEmulatorContainer withQueuesFile(MountableFile file) {
        // The emulator is not root; a temporary file, for example, is its owner's alone.
        withCopyFileToContainer(MountableFile.forHostPath(file.getResolvedPath(), READABLE_BY_ALL), QUEUES_FILE);
        return withFlags("--queues-file", QUEUES_FILE);
    }

    /**
     * Where App Engine tasks are sent.
     *
     * @param url as seen from the container; with {@link #withHostTargets} a server of the test is at
     *     {@code http://host.docker.internal:PORT}
     */
    public CloudTasksEmulatorContainer withAppEngineUrl(String url) {
        return withFlags("--app-engine-url", url);
    }

    /**
     * Where the tasks of one App Engine service are sent; may be called for several.
     *
     * @param service its name
     * @param url as seen from the container; with {@link #withHostTargets} a server of the test is at
     *     {@code http://host.docker.internal:PORT}
     */
    public CloudTasksEmulatorContainer withAppEngineService(String service, String url) {
        return withFlags("--app-engine-service", service + "=" + url);
    }

    /**
     * Delivers tasks that are addressed to one place to another; may be called for several. The request says what the
     * task says: its Host header and the audience of its token stay.
     *
     * @param from the beginning of a URL, such as {@code https://tasks.example.com/work}
     * @param to what stands in its place, as seen from the container, such as {@code http://app:8080/work}
     */
    public CloudTasksEmulatorContainer withTargetRewrite(String from, String to) {
        return withFlags("--rewrite-target", from + "=" + to);
    }

    /**
     * Delivers tasks for {@code localhost} and {@code 127.0.0.1}, whatever the port, to the machine that runs the
     * container: to a server that the test itself has started.
     *
     * <p>The container reaches that machine as {@code host.docker.internal}. With Docker Desktop the server may listen
     * on loopback. On Linux it must listen on all interfaces ({@code 0.0.0.0}), or on the address of Docker's bridge,
     * and a firewall must let containers in. Where that cannot be, {@code Testcontainers.exposeHostPorts(port)} opens a
     * tunnel to a server on loopback; its name in the container is {@code host.testcontainers.internal}:
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
     * Any flags of the emulator, after those that were given before.
     *
     * @param flags such as {@code "--auto-create-queues", "--log-level", "debug"}; docs/configuration.md lists them
     */
    public CloudTasksEmulatorContainer withFlags(String... flags) {
        return withCommand(
                Stream.of(getCommandParts(), flags).flatMap(Stream::of).toArray(String[]::new));
    }

    /**
     * What a gRPC client connects to, in plaintext, such as {@code localhost:32768}.
     *
     * @throws IllegalStateException unless the container runs
     */
    public String getEndpoint() {
        return getHost() + ":" + getMappedPort(PORT);
    }

    /**
     * What a REST client puts before {@code /v2/…}, such as {@code http://localhost:32768}.
     *
     * @throws IllegalStateException unless the container runs
     */
    public String getRestEndpoint() {
        return "http://" + getEndpoint();
    }

    /**
     * What stands before the paths of test control, such as {@code http://localhost:32768/emulator/v1}. The methods
     * below call some; any HTTP client calls the others.
     *
     * @throws IllegalStateException unless the container runs
     */
    public String getControlEndpoint() {
        return getRestEndpoint() + "/emulator/v1";
    }

    /**
     * Makes the emulator as it was after its start, without starting it again.
     *
     * @throws IllegalStateException unless the container runs
     */
    public void reset() {
        control().reset();
    }

    /**
     * Waits until no push queue has tasks or attempts under way. Pull queues, whose tasks wait for workers, do not
     * count.
     *
     * @param timeout how long to wait at most
     * @throws IllegalStateException with the emulator's reason, when it is not idle in time or can never be
     */
    public void awaitIdle(Duration timeout) {
        control().awaitIdle(null, timeout);
    }

    /**
     * Waits until a queue has no tasks, and no attempts under way.
     *
     * @param queue its full name
     * @param timeout how long to wait at most
     * @throws IllegalStateException with the emulator's reason, when it is not idle in time or can never be
     */
    public void awaitIdle(String queue, Duration timeout) {
        control().awaitIdle(queue, timeout);
    }

    /**
     * Moves the emulator's clock, and lets happen on the way what is to happen until then, such as retries.
     *
     * @param by how far, not negative
     * @throws IllegalStateException with the emulator's reason, when it refuses
     */
    public void advanceTime(Duration by) {
        control().advance(by);
    }

    /**
     * The attempts that ended lately, requests and responses.
     *
     * @return JSON, as {@code GET /emulator/v1/attempts} answers
     */
    public String getAttempts() {
        return control().attempts();
    }

    private TestControl control() {
        return new TestControl(URI.create(getControlEndpoint()));
    }
}
