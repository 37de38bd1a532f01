package io.github.cloudtasks.app;

import io.github.cloudtasks.app.startup.DurationText;
import io.github.cloudtasks.rest.firebase.FirebaseFunctions;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.slf4j.event.Level;

/**
 * What a user chooses when the emulator is started.
 *
 * @param settings of the emulator
 * @param logLevel of the emulator's own log
 * @param asked what the user wants to know instead of starting anything
 */
record Options(EmulatorSettings settings, Level logLevel, Question asked) {

    private static final int DEFAULT_PORT = 8123;

    /** What can be asked for. */
    enum Question {
        NONE,
        HELP,
        VERSION
    }

    static final Options DEFAULT =
            new Options(EmulatorSettings.DEFAULT.withPort(DEFAULT_PORT), Level.INFO, Question.NONE);

    /** Every setting, in the order of help and README. */
    static final List<Option> TABLE = List.of(
            Option.value(
                    "--host",
                    "HOST",
                    "127.0.0.1",
                    "the address to listen on; 0.0.0.0 lets other machines in",
                    (options, text) -> options.with(s -> s.withHost(Values.host(text)))),
            Option.value(
                    "--port",
                    "PORT",
                    "8123",
                    "the port for gRPC and REST; 0 takes any free one",
                    (options, text) -> options.with(s -> s.withPort(Values.port(text)))),
            Option.lists(
                            "--queue",
                            "NAME[,SETTING=VALUE...]",
                            "a queue that exists from the start, perhaps with settings such as ,max-attempts=5; may be given for several queues",
                            (options, text) ->
                                    options.with(s -> s.withQueues(s.queues().withQueue(QueueFlag.parse(text)))))
                    .orFlag("--initial-queue")
                    .orVariable("INITIAL_QUEUE"),
            Option.value(
                    "--queue-yaml",
                    "FILE",
                    "",
                    "an App Engine queue.yaml whose queues exist from the start; needs --project",
                    (options, text) -> options.with(s -> s.withQueues(s.queues().withQueueYaml(Values.file(text))))),
            Option.value(
                    "--queues-file",
                    "FILE",
                    "",
                    "a YAML or JSON file of Queue resources that exist from the start",
                    (options, text) -> options.with(s -> s.withQueues(s.queues().withQueuesFile(Values.file(text))))),
            Option.value(
                            "--project",
                            "PROJECT",
                            "",
                            "the project of a --queue that is named by its id alone, and of the queue.yaml",
                            (options, text) ->
                                    options.with(s -> s.withQueues(s.queues().withProject(Values.id(text)))))
                    .orVariable("GOOGLE_CLOUD_PROJECT"),
            Option.value(
                    "--location",
                    "LOCATION",
                    "us-central1",
                    "the location of a --queue that is named by its id alone, and of the queue.yaml",
                    (options, text) -> options.with(s -> s.withQueues(s.queues().withLocation(Values.id(text))))),
            Option.flag(
                    "--auto-create-queues",
                    "calls that need a queue make it where it is missing: CreateTask, BatchCreateTasks, LeaseTasks, ListTasks, "
                            + "PurgeQueue, PauseQueue and ResumeQueue",
                    (options, on) -> options.with(s -> s.withLimits(s.limits().withAutoCreateQueues(on)))),
            Option.value(
                    "--tls-self-signed",
                    "FILE",
                    "",
                    "speaks TLS as well, with a certificate of its own, and writes the CA certificate to trust to this file",
                    (options, text) -> options.with(s -> s.withTls(s.tls().withSelfSigned(Values.file(text))))),
            Option.values(
                    "--tls-name",
                    "NAME",
                    "a further name or IP address of this server, for that certificate; may be given for several",
                    (options, text) -> options.with(s -> s.withTls(s.tls().withName(Values.host(text))))),
            Option.value(
                    "--tls-cert",
                    "FILE",
                    "",
                    "speaks TLS as well, with the certificate (and its chain) in this PEM file",
                    (options, text) -> options.with(s -> s.withTls(s.tls().withCertificate(Values.file(text))))),
            Option.value(
                    "--tls-key",
                    "FILE",
                    "",
                    "the private key of that certificate, in PEM",
                    (options, text) -> options.with(s -> s.withTls(s.tls().withKey(Values.file(text))))),
            Option.value(
                    "--tls-port",
                    "PORT",
                    "",
                    "a second port that speaks the same as the first, such as 443; 0 takes any free one",
                    (options, text) -> options.with(s -> s.withTls(s.tls().withPort(Values.port(text))))),
            Option.value(
                            "--app-engine-url",
                            "URL",
                            "",
                            "where App Engine tasks are sent",
                            (options, text) -> options.with(
                                    s -> s.withDispatching(s.dispatching().withAppEngineUrl(Values.url(text)))))
                    .orVariable("APP_ENGINE_EMULATOR_HOST"),
            Option.values(
                    "--app-engine-service",
                    "NAME=URL",
                    "where the tasks of one App Engine service are sent; may be given for several services",
                    (options, text) ->
                            options.with(s -> s.withDispatching(Values.appEngineService(s.dispatching(), text)))),
            Option.values(
                    "--rewrite-target",
                    "FROM=TO",
                    "where HTTP tasks for one address are sent instead, as in http://localhost=http://host.docker.internal; "
                            + "may be given for several addresses",
                    (options, text) -> options.with(s -> s.withDispatching(Values.rewrite(s.dispatching(), text)))),
            Option.value(
                    "--ca-file",
                    "FILE",
                    "",
                    "a PEM file with certificates by which https targets are trusted, besides those that Java trusts",
                    (options, text) ->
                            options.with(s -> s.withDispatching(Values.trustedCertificates(s.dispatching(), text)))),
            Option.flag(
                    "--insecure-skip-tls-verify",
                    "https targets may have any certificate, for any name",
                    (options, on) -> options.with(s -> s.withDispatching(
                            s.dispatching().withTrust(s.dispatching().trust().withTrustAll(on))))),
            Option.value(
                    FirebaseFunctions.FLAG,
                    "URL",
                    "",
                    "where the functions emulator is, for tasks that the Firebase Admin SDKs enqueue without a url",
                    (options, text) -> options.with(s -> s.withFunctions(new FirebaseFunctions(Values.url(text))))),
            Option.value(
                    "--openid-issuer",
                    "URL",
                    "",
                    "the issuer of ID tokens (iss); otherwise the emulator's own address",
                    (options, text) -> options.with(s -> s.withTokens(s.tokens().withIssuer(Values.url(text))))),
            Option.value(
                    "--openid-key",
                    "FILE",
                    "",
                    "a PEM file with the RSA private key that signs ID tokens; otherwise a key that is in every emulator",
                    (options, text) -> options.with(s -> s.withTokens(s.tokens().withKey(Values.signingKey(text))))),
            Option.flag(
                    "--allow-any-oauth-host",
                    "OAuth tokens may go to any host, not only to those under googleapis.com",
                    (options, on) -> options.with(s -> s.withLimits(s.limits().withAnyOAuthHost(on)))),
            Option.flag(
                    "--strict",
                    "refuses what the service refuses although it hinders local work: tokens for http:// targets, accounts that are "
                            + "no service accounts (not under gserviceaccount.com), and locations that the service is not in",
                    (options, on) -> options.with(s -> s.withLimits(s.limits().withStrict(on)))),
            Option.value(
                    "--queue-name-reuse",
                    "DURATION",
                    "7d",
                    "how long the name of a deleted queue is blocked, such as 90s, 10m or 1h30m; 0 frees it at once",
                    (options, text) ->
                            options.with(s -> s.withLimits(s.limits().withQueueNameReuse(DurationText.parse(text))))),
            Option.value(
                    "--task-name-reuse",
                    "DURATION",
                    "1h",
                    "how long the name of a finished or deleted task is blocked; 0 frees it at once",
                    (options, text) ->
                            options.with(s -> s.withLimits(s.limits().withTaskNameReuse(DurationText.parse(text))))),
            Option.flag(
                    "--hard-reset-on-purge-queue",
                    "a purge also frees the names of the tasks",
                    (options, on) -> options.with(s -> s.withLimits(s.limits().withHardResetOnPurge(on)))),
            Option.value(
                    "--lease-calls-per-second",
                    "N",
                    "10",
                    "how many LeaseTasks calls a queue takes in a second; 0 takes all",
                    (options, text) ->
                            options.with(s -> s.withLimits(s.limits().withLeaseCallsPerSecond(Values.count(text))))),
            Option.value(
                    "--log-level",
                    "LEVEL",
                    "info",
                    "how much is logged on stderr: error, warn, info, debug or trace",
                    (options, text) -> options.withLogLevel(Values.level(text))),
            Option.question("--version", "prints the version and exits", DEFAULT.withAsked(Question.VERSION)),
            Option.question("--help", "prints this help and exits", DEFAULT.withAsked(Question.HELP)));

    /**
     * Reads the command line and, where it is silent, the environment.
     *
     * @throws UsageException for the first mistake
     */
    static Options parse(List<String> arguments, Map<String, String> environment) {
        return DEFAULT.changedBy(arguments, environment);
    }

    /**
     * These options, and what the command line and the environment say instead.
     *
     * @throws UsageException for the first mistake
     */
    Options changedBy(List<String> arguments, Map<String, String> environment) {
        Map<Option, List<String>> given = new CommandLineSyntax(TABLE).parse(arguments);
        for (Option option : given.keySet()) {
            if (option.isQuestion()) {
                return option.apply(DEFAULT, List.of(""), environment);
            }
        }
        Options options = this;
        for (Option option : TABLE) {
            options = option.apply(options, given.getOrDefault(option, List.of()), environment);
        }
        TlsSettings unused = options.settings.tls().checked(options.settings.port());
        return options;
    }

    /** How to use the emulator, ready to print. */
    static String help() {
        return HelpText.of(TABLE);
    }

    Options with(UnaryOperator<EmulatorSettings> change) {
        return new Options(change.apply(settings), logLevel, asked);
    }

    Options withLogLevel(Level newLogLevel) {
        return new Options(settings, newLogLevel, asked);
    }

    Options withAsked(Question question) {
        return new Options(settings, logLevel, question);
    }
}
