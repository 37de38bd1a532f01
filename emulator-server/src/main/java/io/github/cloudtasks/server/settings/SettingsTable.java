package io.github.cloudtasks.server.settings;

import io.github.cloudtasks.dispatcher.request.SettingNames;
import io.github.cloudtasks.model.Relaxation;
import io.github.cloudtasks.rest.access.AccessSettings;
import io.github.cloudtasks.rest.firebase.FirebaseFunctions;
import io.github.cloudtasks.server.settings.CommandLine.Action;
import io.github.cloudtasks.storage.Durability;
import java.util.List;
import org.slf4j.event.Level;

/** The table of all settings: flag, environment variable, default, help text, and effect on the parsed settings. */
public final class SettingsTable {

    /** The flags that appear in messages of the dispatcher. */
    public static final SettingNames DISPATCHER_NAMES =
            new SettingNames("--app-engine-url", "--app-engine-service", "--ca-file", "--insecure-skip-tls-verify");

    /** All settings, in the order of {@code --help} and docs/configuration.md. */
    public static final List<Setting> ROWS = List.of(
            Setting.value(
                    "--host",
                    "HOST",
                    ListenAddress.LOCALHOST,
                    "address to listen on, or a name that means several; localhost is 127.0.0.1 and ::1; 0.0.0.0 accepts "
                            + "connections from other machines",
                    (line, text) -> line.with(s -> s.withHost(SettingValues.host(text)))),
            Setting.value(
                    "--port",
                    "PORT",
                    "8123",
                    "port for gRPC and REST; 0 means any free port",
                    (line, text) -> line.with(s -> s.withPort(SettingValues.port(text)))),
            Setting.lists(
                            "--queue",
                            "NAME[,SETTING=VALUE...]",
                            "queue to create at start, optionally with settings, such as mail,max-attempts=5; repeatable",
                            (line, text) ->
                                    line.with(s -> s.withQueues(s.queues().withQueue(QueueFlagParser.parse(text)))))
                    .orFlag("--initial-queue")
                    .orVariable("INITIAL_QUEUE"),
            Setting.value(
                    "--queue-yaml",
                    "FILE",
                    "",
                    "App Engine queue.yaml with queues to create at start; needs --project",
                    (line, text) -> line.with(s -> s.withQueues(s.queues().withQueueYaml(SettingValues.file(text))))),
            Setting.value(
                    "--queues-file",
                    "FILE",
                    "",
                    "YAML or JSON file of Queue resources to create at start",
                    (line, text) -> line.with(s -> s.withQueues(s.queues().withQueuesFile(SettingValues.file(text))))),
            Setting.value(
                            "--project",
                            "PROJECT",
                            "",
                            "project of the queue.yaml, and of each --queue that is only an id",
                            (line, text) ->
                                    line.with(s -> s.withQueues(s.queues().withProject(SettingValues.project(text)))))
                    .orVariable("GOOGLE_CLOUD_PROJECT"),
            Setting.value(
                    "--location",
                    "LOCATION",
                    "us-central1",
                    "location of the queue.yaml, and of each --queue that is only an id",
                    (line, text) ->
                            line.with(s -> s.withQueues(s.queues().withLocation(SettingValues.location(text))))),
            Setting.flag(
                    Relaxation.AUTO_CREATE_QUEUES.flag(),
                    "create a missing queue instead of failing, in CreateTask, BatchCreateTasks, LeaseTasks, "
                            + "PurgeQueue, PauseQueue and ResumeQueue; ListTasks returns no tasks",
                    (line, on) -> line.with(s -> s.withLimits(s.limits().withAutoCreateQueues(on)))),
            Setting.value(
                    "--tls-self-signed",
                    "FILE",
                    "",
                    "accept TLS too, with a certificate that is generated at each start; writes the CA certificate to trust to "
                            + "this file; --tls-cert keeps a certificate",
                    (line, text) -> line.with(s -> s.withTls(s.tls().withSelfSigned(SettingValues.file(text))))),
            Setting.values(
                    "--tls-name",
                    "NAME",
                    "additional host name or IP address in the certificate of --tls-self-signed; repeatable",
                    (line, text) -> line.with(s -> s.withTls(s.tls().withName(SettingValues.host(text))))),
            Setting.value(
                    "--tls-cert",
                    "FILE",
                    "",
                    "accept TLS too, with the certificate and its chain from this PEM file; needs --tls-key",
                    (line, text) -> line.with(s -> s.withTls(s.tls().withCertificate(SettingValues.file(text))))),
            Setting.value(
                    "--tls-key",
                    "FILE",
                    "",
                    "PEM file with the private key of --tls-cert",
                    (line, text) -> line.with(s -> s.withTls(s.tls().withKey(SettingValues.file(text))))),
            Setting.value(
                    "--tls-port",
                    "PORT",
                    "",
                    "additional port that serves the same as --port, such as 443; 0 means any free port",
                    (line, text) -> line.with(s -> s.withTls(s.tls().withPort(SettingValues.port(text))))),
            Setting.flag(
                    "--proxy",
                    "answer CONNECT, so that clients with HTTPS_PROXY set to this address reach the emulator as "
                            + "cloudtasks.googleapis.com; other hosts are tunnelled",
                    (line, on) -> line.withProxy(p -> p.withOn(on))),
            Setting.value(
                    "--proxy-from",
                    "WHERE",
                    "loopback",
                    "machines from which CONNECT is accepted: loopback, which is this machine, or any",
                    (line, text) ->
                            line.withProxy(p -> p.withFrom(SettingValues.choice(ProxySettings.From.class, text)))),
            Setting.value(
                    "--proxy-other-hosts",
                    "ACTION",
                    "",
                    "what CONNECT to other hosts does: tunnel, the default with --proxy-from loopback, or refuse, the "
                            + "default with --proxy-from any",
                    (line, text) -> line.withProxy(
                            p -> p.withOtherHosts(SettingValues.choice(ProxySettings.OtherHosts.class, text)))),
            Setting.flag(
                    "--proxy-tokens",
                    "also answer for oauth2.googleapis.com, sts.googleapis.com and iamcredentials.googleapis.com, with "
                            + "tokens of the emulator",
                    (line, on) -> line.withProxy(p -> p.withTokens(on))),
            Setting.value(
                    "--proxy-upstream",
                    "URL",
                    "",
                    "HTTP proxy through which other hosts are reached, such as http://proxy.example:3128",
                    (line, text) -> line.withProxy(p -> p.withUpstream(SettingValues.proxy(text)))),
            Setting.value(
                    "--ca-dir",
                    "DIR",
                    "",
                    "directory that keeps the CA of the proxy; the default is cloud-tasks-emulator in the user's data "
                            + "directory, such as ~/.local/share",
                    (line, text) -> line.withProxy(p -> p.withAuthorityDirectory(SettingValues.directory(text)))),
            Setting.flag(
                    "--ephemeral-ca",
                    "make the CA of the proxy anew at each start, and keep it nowhere",
                    (line, on) -> line.withProxy(p -> p.withAuthorityTemporary(on))),
            Setting.value(
                            "--universe-domain",
                            "DOMAIN",
                            "googleapis.com",
                            "domain of the service, whose hosts the proxy answers for in addition to googleapis.com",
                            (line, text) ->
                                    line.withProxy(p -> p.withUniverseDomain(SettingValues.universeDomain(text))))
                    .orVariable("GOOGLE_CLOUD_UNIVERSE_DOMAIN"),
            Setting.values(
                    AccessSettings.ORIGIN_FLAG,
                    "ORIGIN",
                    "origin of web pages that may call the emulator, such as http://localhost:5173; other pages are "
                            + "refused; repeatable",
                    (line, text) -> line.with(s -> s.withAccess(s.access().withOrigin(text)))),
            Setting.values(
                    AccessSettings.HOST_FLAG,
                    "HOST",
                    "host name by which clients may call the emulator, in addition to IP addresses and local names; "
                            + "*.example.com allows all names below; repeatable",
                    (line, text) -> line.with(s -> s.withAccess(s.access().withHost(text)))),
            Setting.value(
                            DISPATCHER_NAMES.appEngineUrl(),
                            "URL",
                            "",
                            "base URL that receives App Engine tasks",
                            (line, text) -> line.with(
                                    s -> s.withDispatching(s.dispatching().withAppEngineUrl(SettingValues.url(text)))))
                    .orVariable("APP_ENGINE_EMULATOR_HOST"),
            Setting.values(
                    DISPATCHER_NAMES.appEngineService(),
                    "NAME=URL",
                    "base URL that receives the tasks of one App Engine service; repeatable",
                    (line, text) ->
                            line.with(s -> s.withDispatching(SettingValues.appEngineService(s.dispatching(), text)))),
            Setting.values(
                    "--rewrite-target",
                    "FROM=TO",
                    "send HTTP tasks for FROM to TO instead, such as http://localhost=http://host.docker.internal; "
                            + "repeatable",
                    (line, text) -> line.with(s -> s.withDispatching(SettingValues.rewrite(s.dispatching(), text)))),
            Setting.value(
                    DISPATCHER_NAMES.certificates(),
                    "FILE",
                    "",
                    "PEM file with certificates to trust for https targets, in addition to those that Java trusts",
                    (line, text) -> line.with(
                            s -> s.withDispatching(SettingValues.trustedCertificates(s.dispatching(), text)))),
            Setting.flag(
                    DISPATCHER_NAMES.trustAll(),
                    "accept any certificate of https targets",
                    (line, on) -> line.with(s -> s.withDispatching(
                            s.dispatching().withTrust(s.dispatching().trust().withTrustAll(on))))),
            Setting.value(
                    FirebaseFunctions.FLAG,
                    "URL",
                    "",
                    "base URL of the Firebase functions emulator, for tasks that the Firebase Admin SDKs enqueue without "
                            + "a URL",
                    (line, text) -> line.with(s -> s.withFunctions(new FirebaseFunctions(SettingValues.url(text))))),
            Setting.value(
                    "--openid-issuer",
                    "URL",
                    "",
                    "issuer of ID tokens (iss) instead of the emulator's own address",
                    (line, text) -> line.with(s -> s.withTokens(s.tokens().withIssuer(SettingValues.url(text))))),
            Setting.value(
                    "--openid-key",
                    "FILE",
                    "",
                    "PEM file with the RSA private key that signs ID tokens, instead of the built-in key, which is public",
                    (line, text) -> line.with(s -> s.withTokens(s.tokens().withKey(SettingValues.signingKey(text))))),
            Setting.flag(
                    Relaxation.ANY_OAUTH_HOST.flag(),
                    "send OAuth tokens to any host, not only to hosts under googleapis.com",
                    (line, on) -> line.with(s -> s.withLimits(s.limits().withAnyOAuthHost(on)))),
            Setting.flag(
                    Relaxation.STRICT.flag(),
                    "enforce service restrictions that are relaxed by default: no tokens for http:// targets, only service "
                            + "accounts under gserviceaccount.com, only locations of the service",
                    (line, on) -> line.with(s -> s.withLimits(s.limits().withStrict(on)))),
            Setting.value(
                    Relaxation.QUEUE_NAME_REUSE.flag(),
                    "DURATION",
                    "7d",
                    "how long the name of a deleted queue is blocked, such as 90s, 10m or 1h30m; 0 does not block it",
                    (line, text) ->
                            line.with(s -> s.withLimits(s.limits().withQueueNameReuse(DurationParser.parse(text))))),
            Setting.value(
                    Relaxation.TASK_NAME_REUSE.flag(),
                    "DURATION",
                    "1h",
                    "how long the name of a finished or deleted task is blocked; 0 does not block it",
                    (line, text) ->
                            line.with(s -> s.withLimits(s.limits().withTaskNameReuse(DurationParser.parse(text))))),
            Setting.flag(
                    "--hard-reset-on-purge-queue",
                    "PurgeQueue also frees all blocked task names of the queue",
                    (line, on) -> line.with(s -> s.withLimits(s.limits().withHardResetOnPurge(on)))),
            Setting.value(
                    Relaxation.LEASE_CALLS_PER_SECOND.flag(),
                    "N",
                    "10",
                    "LeaseTasks calls that a queue accepts per second; 0 means no limit",
                    (line, text) -> line.with(
                            s -> s.withLimits(s.limits().withLeaseCallsPerSecond(SettingValues.count(text))))),
            Setting.lists(
                    "--fault",
                    "KIND[,SETTING=VALUE...]",
                    "fault to cause on purpose, such as duplicate,rate=0.1 or api-error,method=CreateTask,count=2; the "
                            + "kinds are duplicate, out-of-order, latency, lost-response, unreachable, throttle and "
                            + "api-error; repeatable",
                    (line, text) -> line.with(s -> s.withFault(FaultParser.parse(text)))),
            Setting.value(
                    "--kept-tasks",
                    "N",
                    "1000",
                    "finished, failed, deleted, expired and purged tasks that /emulator/v1 still shows, with their attempts; "
                            + "0 keeps none, and no attempts of waiting tasks",
                    (line, text) ->
                            line.with(s -> s.withHistory(s.history().withKeptTasks(SettingValues.count(text))))),
            Setting.value(
                    "--kept-task-bytes",
                    "SIZE",
                    "64MiB",
                    "memory for kept tasks and attempts, such as 500KiB or 1GiB; at most 1/32 of the heap is used",
                    (line, text) ->
                            line.with(s -> s.withHistory(s.history().withKeptTaskBytes(SettingValues.bytes(text))))),
            Setting.value(
                    "--data-dir",
                    "DIR",
                    "",
                    "directory in which queues and tasks are kept, so that they survive a restart; created if missing",
                    (line, text) ->
                            line.with(s -> s.withStorage(s.storage().withDirectory(SettingValues.directory(text))))),
            Setting.value(
                    "--durability",
                    "DEGREE",
                    "process",
                    "what a change survives once its call is answered: process (any end of the emulator), or power (a "
                            + "power failure too, but calls take longer); with --data-dir",
                    (line, text) -> line.with(s ->
                            s.withStorage(s.storage().withDurability(SettingValues.choice(Durability.class, text))))),
            Setting.flag(
                    "--data-dir-recover",
                    "repair a damaged --data-dir: keep what is whole, log what is not, and move the damaged files "
                            + "into a directory beside it",
                    (line, on) -> line.with(s -> s.withStorage(s.storage().withRecovers(on)))),
            Setting.value(
                    "--log-level",
                    "LEVEL",
                    "info",
                    "lowest level of log messages on stderr: error, warn, info, debug or trace",
                    (line, text) -> line.withLog(log -> log.withLevel(SettingValues.choice(Level.class, text)))),
            Setting.value(
                    "--log-format",
                    "FORMAT",
                    "text",
                    "form of log messages: text, or json, which is one object a line with the full names of queues and tasks",
                    (line, text) ->
                            line.withLog(log -> log.withFormat(SettingValues.choice(LogSettings.Format.class, text)))),
            Setting.value(
                            "--log-colour",
                            "WHEN",
                            "auto",
                            "colours in the text log: auto, which is on a terminal unless NO_COLOR is set, always or never",
                            (line, text) -> line.withLog(
                                    log -> log.withColour(SettingValues.choice(LogSettings.Colour.class, text))))
                    .orFlag("--log-color")
                    .orVariable("EMULATOR_LOG_COLOR"),
            Setting.flag(
                    "--log-payloads",
                    "log the bodies of requests to targets and of their responses, the first 2 KiB of each",
                    (line, on) -> line.with(s -> s.withHistory(s.history().withLogPayloads(on)))),
            Setting.action("--version", "print the version and exit", CommandLine.DEFAULT.withAction(Action.VERSION)),
            Setting.action("--help", "print this help and exit", CommandLine.DEFAULT.withAction(Action.HELP)));

    private SettingsTable() {}
}
