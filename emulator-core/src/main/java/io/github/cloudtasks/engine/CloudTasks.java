package io.github.cloudtasks.engine;

import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.engine.queue.CmekConfigs;
import io.github.cloudtasks.engine.queue.QueueRegistry;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.event.EventListener;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.journal.StateLoader;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.time.Timeline;
import java.util.List;
import java.util.function.Consumer;

/**
 * The Cloud Tasks service without a transport: queues, tasks and everything that happens to them.
 *
 * <p>The methods of the API are grouped as in its reference documentation: {@link #queues}, {@link #tasks},
 * {@link #leases} and {@link #locations}. Each of their methods implements one method of the API, unless its Javadoc
 * says otherwise. They take resource names as the caller sent them and check a request in the order in which the real
 * service checks it (recorded). Every one of them can throw {@link ApiException}.
 *
 * <p>Thread-safe. No method waits for I/O or for time to pass.
 */
public final class CloudTasks {
    private final Limits limits;
    private final Timeline timeline;
    private final QueueRegistry registry;
    private final OperationStore operations;
    private final CmekConfigs cmekConfigs;
    private final QueueApi queues;
    private final TaskApi tasks;
    private final LeaseApi leases;
    private final LocationApi locations;
    private final RefusalLog refusals;
    private final String appLocation;
    private final Dialect dialect;

    /** Creates an engine without queues and without listeners, as described in the other constructor. */
    public CloudTasks(Limits limits, Timeline timeline, Dispatcher dispatcher) {
        this(limits, timeline, dispatcher, List.of());
    }

    /**
     * Creates an engine without queues. It follows the rules of v2beta2 until {@link #forVersion} selects others.
     *
     * @param timeline the clock and alarms of all queues
     * @param dispatcher delivers the attempts of push queues
     * @param listeners receive all events of the engine, in this order
     */
    public CloudTasks(Limits limits, Timeline timeline, Dispatcher dispatcher, List<EventListener> listeners) {
        this(limits, timeline, dispatcher, Journal.NONE, listeners);
    }

    /**
     * Creates an engine without queues, whose changes are handed to a journal. {@link #load} adds the stored state.
     *
     * @param timeline the clock and alarms of all queues
     * @param dispatcher delivers the attempts of push queues
     * @param listeners receive all events of the engine, in this order
     */
    public CloudTasks(
            Limits limits, Timeline timeline, Dispatcher dispatcher, Journal journal, List<EventListener> listeners) {
        this(limits, timeline, new QueueRegistry(limits, timeline, dispatcher, journal, listeners));
    }

    /** Creates a service without queues, whose queues are those of a registry. */
    CloudTasks(Limits limits, Timeline timeline, QueueRegistry registry) {
        this(
                limits,
                timeline,
                registry,
                new OperationStore(registry.stored(), registry.journal()),
                new CmekConfigs(registry),
                new RefusalLog(),
                "",
                Dialect.V2BETA2);
    }

    private CloudTasks(
            Limits limits,
            Timeline timeline,
            QueueRegistry registry,
            OperationStore operations,
            CmekConfigs cmekConfigs,
            RefusalLog refusals,
            String appLocation,
            Dialect dialect) {
        this.limits = limits;
        this.timeline = timeline;
        this.registry = registry.visibleIn(dialect);
        this.operations = operations;
        this.cmekConfigs = cmekConfigs;
        this.refusals = refusals;
        this.appLocation = appLocation;
        this.dialect = dialect;
        this.queues = new QueueApi(limits, timeline, this.registry, cmekConfigs, dialect);
        this.tasks = new TaskApi(limits, timeline, this.registry, operations, refusals, dialect);
        this.leases = new LeaseApi(this.registry);
        this.locations = new LocationApi(timeline, this.registry, cmekConfigs, appLocation);
    }

    /**
     * Adds the stored state. Called once, before the engine is used. Attempts that were in flight when the state was
     * stored are retried.
     *
     * @param source passes the state to the loader
     * @throws ApiException RESOURCE_EXHAUSTED if it does not fit into the memory
     */
    public void load(Consumer<StateLoader> source) {
        try (EngineLoader loader = new EngineLoader(limits, registry, operations, cmekConfigs)) {
            source.accept(loader);
            loader.addToEmptyEngine();
        }
    }

    /** Returns the journal to which all changes are handed. Transports wait for it before they answer a call. */
    public Journal journal() {
        return registry.journal();
    }

    /** Returns a view of the same queues and tasks that follows the rules of another API version. */
    public CloudTasks forVersion(Dialect dialect) {
        return new CloudTasks(limits, timeline, registry, operations, cmekConfigs, refusals, appLocation, dialect);
    }

    /**
     * Returns a view of the same queues and tasks for projects with an App Engine app.
     *
     * @param location the id of the app's location
     */
    public CloudTasks withAppIn(String location) {
        return new CloudTasks(limits, timeline, registry, operations, cmekConfigs, refusals, location, dialect);
    }

    /** Returns the methods that work on queues, including their IAM policies. */
    public QueueApi queues() {
        return queues;
    }

    /** Returns the methods that work on tasks, and the operations that batches of tasks leave behind. */
    public TaskApi tasks() {
        return tasks;
    }

    /** Returns the methods of v2beta2 that lease the tasks of pull queues. */
    public LeaseApi leases() {
        return leases;
    }

    /** Returns the methods that work on locations, including their customer-managed encryption keys. */
    public LocationApi locations() {
        return locations;
    }

    /** Logs which flag relaxes a refusal, if there is one and it has not been logged yet. Transports call this. */
    public void logRefusal(ApiException refusal) {
        refusals.record(refusal);
    }

    /** Returns what tests and administrators can do that no client of the real service can. */
    public EngineAdmin admin() {
        return new EngineAdmin(
                limits, timeline, registry.visibleIn(Dialect.SAVED_STATE), operations, cmekConfigs, refusals);
    }
}
