package io.github.cloudtasks.server.settings;

import io.github.cloudtasks.dispatcher.request.SettingNames;
import io.github.cloudtasks.rest.firebase.FirebaseFunctions;
import io.github.cloudtasks.server.settings.CommandLine.Action;
import java.util.List;

/** The one table of settings: flag, environment variable, default and help text. */
public final class SettingsTable {

    /** The flags that appear in messages of the dispatcher. */
    public static final SettingNames DISPATCHER_NAMES =
            new SettingNames("--app-engine-url", "--app-engine-service", "--insecure-skip-tls-verify");

    /** Every setting, in the order of {@code --help} and docs/configuration.md. */
    public static final List<Setting> ROWS = List.of(
            Setting.value(
                    "--host",
                    "HOST",
                    "127.0.0.1",
                    "the address to listen on; 0.0.0.0 lets other machines in",
                    (options, text) -> options.with(s -> s.withHost(SettingValues.host(text)))),
            Setting.value(
                    "--port",
                    "PORT",
                    "8123",
                    "the port for gRPC and REST; 0 takes any free one",
                    (options, text) -> options.with(s -> s.withPort(SettingValues.port(text)))),
            Setting.lists(
                            "--queue",
                            "NAME[,SETTING=VALUE...]",
                            "a queue that exists from the start, perhaps with settings such as ,max-attempts=5; may be given for several queues",
                            (options, text) ->
                                    options.with(s -> s.withQueues(s.queues().withQueue(QueueFlagParser.parse(text)))))
                    .orFlag("--initial-queue")
                    .orVariable("INITIAL_QUEUE"),
            Setting.value(
                    "--queue-yaml",
                    "FILE",
                    "",
                    "an App Engine queue.yaml whose queues exist from the start; needs --project",
                    (options, text) ->
                            options.with(s -> s.withQueues(s.queues().withQueueYaml(SettingValues.file(text))))),
            Setting.value(
                    "--queues-file",
                    "FILE",
                    "",
                    "a YAML or JSON file of Queue resources that exist from the start",
                    (options, text) ->
                            options.with(s -> s.withQueues(s.queues().withQueuesFile(SettingValues.file(text))))),
            Setting.value(
                            "--project",
                            "PROJECT",
                            "",
                            "the project of a --queue that is named by its id alone, and of the queue.yaml",
                            (options, text) ->
                                    options.with(s -> s.withQueues(s.queues().withProject(SettingValues.id(text)))))
                    .orVariable("GOOGLE_CLOUD_PROJECT"),
            Setting.value(
                    "--location",
                    "LOCATION",
                    "us-central1",
                    "the location of a --queue that is named by its id alone, and of the queue.yaml",
                    (options, text) ->
                            options.with(s -> s.withQueues(s.queues().withLocation(SettingValues.id(text))))),
            Setting.flag(
                    "--auto-create-queues",
                    "calls that need a queue make it where it is missing: CreateTask, BatchCreateTasks, LeaseTasks, ListTasks, "
                            + "PurgeQueue, PauseQueue and ResumeQueue",
                    (options, on) -> options.with(s -> s.withLimits(s.limits().withAutoCreateQueues(on)))),
            Setting.value(
                    "--tls-self-signed",
                    "FILE",
                    "",
                    "speaks TLS as well, with a certificate of its own, and writes the CA certificate to trust to this file",
                    (options, text) -> options.with(s -> s.withTls(s.tls().withSelfSigned(SettingValues.file(text))))),
            Setting.values(
                    "--tls-name",
                    "NAME",
                    "a further name or IP address of this server, for that certificate; may be given for several",
                    (options, text) -> options.with(s -> s.withTls(s.tls().withName(SettingValues.host(text))))),
            Setting.value(
                    "--tls-cert",
                    "FILE",
                    "",
                    "speaks TLS as well, with the certificate (and its chain) in this PEM file",
                    (options, text) -> options.with(s -> s.withTls(s.tls().withCertificate(SettingValues.file(text))))),
            Setting.value(
                    "--tls-key",
                    "FILE",
                    "",
                    "the private key of that certificate, in PEM",
                    (options, text) -> options.with(s -> s.withTls(s.tls().withKey(SettingValues.file(text))))),
            Setting.value(
                    "--tls-port",
                    "PORT",
                    "",
                    "a second port that speaks the same as the first, such as 443; 0 takes any free one",
                    (options, text) -> options.with(s -> s.withTls(s.tls().withPort(SettingValues.port(text))))),
            Setting.value(
                            DISPATCHER_NAMES.appEngineUrl(),
                            "URL",
                            "",
                            "where App Engine tasks are sent",
                            (options, text) -> options.with(
                                    s -> s.withDispatching(s.dispatching().withAppEngineUrl(SettingValues.url(text)))))
                    .orVariable("APP_ENGINE_EMULATOR_HOST"),
            Setting.values(
                    DISPATCHER_NAMES.appEngineService(),
                    "NAME=URL",
                    "where the tasks of one App Engine service are sent; may be given for several services",
                    (options, text) -> options.with(
                            s -> s.withDispatching(SettingValues.appEngineService(s.dispatching(), text)))),
            Setting.values(
                    "--rewrite-target",
                    "FROM=TO",
                    "where HTTP tasks for one address are sent instead, as in http://localhost=http://host.docker.internal; "
                            + "may be given for several addresses",
                    (options, text) ->
                            options.with(s -> s.withDispatching(SettingValues.rewrite(s.dispatching(), text)))),
            Setting.value(
                    "--ca-file",
                    "FILE",
                    "",
                    "a PEM file with certificates by which https targets are trusted, besides those that Java trusts",
                    (options, text) -> options.with(
                            s -> s.withDispatching(SettingValues.trustedCertificates(s.dispatching(), text)))),
            Setting.flag(
                    DISPATCHER_NAMES.trustAll(),
                    "https targets may have any certificate, for any name",
                    (options, on) -> options.with(s -> s.withDispatching(
                            s.dispatching().withTrust(s.dispatching().trust().withTrustAll(on))))),
            Setting.value(
                    FirebaseFunctions.FLAG,
                    "URL",
                    "",
                    "where the functions emulator is, for tasks that the Firebase Admin SDKs enqueue without a url",
                    (options, text) ->
                            options.with(s -> s.withFunctions(new FirebaseFunctions(SettingValues.url(text))))),
            Setting.value(
                    "--openid-issuer",
                    "URL",
                    "",
                    "the issuer of ID tokens (iss); otherwise the emulator's own address",
                    (options, text) -> options.with(s -> s.withTokens(s.tokens().withIssuer(SettingValues.url(text))))),
            Setting.value(
                    "--openid-key",
                    "FILE",
                    "",
                    "a PEM file with the RSA private key that signs ID tokens; otherwise a key that is in every emulator",
                    (options, text) ->
                            options.with(s -> s.withTokens(s.tokens().withKey(SettingValues.signingKey(text))))),
            Setting.flag(
                    "--allow-any-oauth-host",
                    "OAuth tokens may go to any host, not only to those under googleapis.com",
                    (options, on) -> options.with(s -> s.withLimits(s.limits().withAnyOAuthHost(on)))),
            Setting.flag(
                    "--strict",
                    "refuses what the service refuses although it hinders local work: tokens for http:// targets, accounts that are "
                            + "no service accounts (not under gserviceaccount.com), and locations that the service is not in",
                    (options, on) -> options.with(s -> s.withLimits(s.limits().withStrict(on)))),
            Setting.value(
                    "--queue-name-reuse",
                    "DURATION",
                    "7d",
                    "how long the name of a deleted queue is blocked, such as 90s, 10m or 1h30m; 0 frees it at once",
                    (options, text) ->
                            options.with(s -> s.withLimits(s.limits().withQueueNameReuse(DurationParser.parse(text))))),
            Setting.value(
                    "--task-name-reuse",
                    "DURATION",
                    "1h",
                    "how long the name of a finished or deleted task is blocked; 0 frees it at once",
                    (options, text) ->
                            options.with(s -> s.withLimits(s.limits().withTaskNameReuse(DurationParser.parse(text))))),
            Setting.flag(
                    "--hard-reset-on-purge-queue",
                    "a purge also frees the names of the tasks",
                    (options, on) -> options.with(s -> s.withLimits(s.limits().withHardResetOnPurge(on)))),
            Setting.value(
                    "--lease-calls-per-second",
                    "N",
                    "10",
                    "how many LeaseTasks calls a queue takes in a second; 0 takes all",
                    (options, text) -> options.with(
                            s -> s.withLimits(s.limits().withLeaseCallsPerSecond(SettingValues.count(text))))),
            Setting.value(
                    "--log-level",
                    "LEVEL",
                    "info",
                    "how much is logged on stderr: error, warn, info, debug or trace",
                    (options, text) -> options.withLogLevel(SettingValues.level(text))),
            Setting.action("--version", "prints the version and exits", CommandLine.DEFAULT.withAction(Action.VERSION)),
            Setting.action("--help", "prints this help and exits", CommandLine.DEFAULT.withAction(Action.HELP)));

    private SettingsTable() {}
}
