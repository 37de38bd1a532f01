package io.github.cloudtasks.benchmarks.fuzz;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import java.io.ByteArrayOutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Creates random HTTP/1.1 requests: REST methods, RPCs over HTTP, batches, and calls of test control. */
final class RandomHttpRequests {
    private static final Pattern VARIABLE = Pattern.compile("\\{[^=}]*=([^}]*)}");
    private static final List<String> VERBS =
            List.of("GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS", "TRACE", "FUZZ", "get");
    private static final List<String> PARAMETERS = List.of(
            "pageSize=0",
            "pageSize=-1",
            "pageSize=x",
            "pageToken=zzz",
            "readMask=*",
            "updateMask=rateLimits,retryConfig",
            "responseView=FULL",
            "responseView=99",
            "alt=json",
            "alt=proto",
            "alt=media",
            "$alt=json;enum-encoding=int",
            "fields=name",
            "fields=a(b",
            "callback=f",
            "callback=a%0Ab",
            "prettyPrint=false",
            "key=k&key=l",
            "$.xgafv=2",
            "$ct=text/plain",
            "unknown=1",
            "%C1%81=1",
            "%zz",
            "=&&=",
            "filter=state%3DRUNNING");
    private static final List<String> HEADERS = List.of(
            "Content-Type: application/json",
            "Content-Type: application/x-protobuf",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Type: text/plain; charset=utf-16",
            "Content-Type: multipart/mixed; boundary=b",
            "Content-Encoding: gzip",
            "Accept-Encoding: gzip",
            "Accept: text/html",
            "X-HTTP-Method-Override: DELETE",
            "X-Goog-FieldMask: name",
            "X-Server-Timeout: 0.001",
            "Origin: http://evil.example",
            "Origin: null",
            "Sec-Fetch-Site: cross-site",
            "Cookie: \t\u0001",
            "Expect: 100-continue",
            "Connection: close");
    private static final List<String> CONTROL = List.of(
            "GET /emulator/v1",
            "GET /emulator/v1/attempts",
            "GET /emulator/v1/attempts?timeout=0.01s",
            "GET /emulator/v1/attempts?timeout=-1s&task=x",
            "GET /emulator/v1/time",
            "GET /emulator/v1/state",
            "POST /emulator/v1/time/freeze",
            "POST /emulator/v1/time/resume",
            "POST /emulator/v1/time/advance",
            "POST /emulator/v1/await-idle",
            "POST /emulator/v1/state",
            "GET /.well-known/openid-configuration",
            "GET /$discovery/rest?version=v2",
            "GET /certs");

    private final List<MethodDescriptor> methods;
    private final RandomGenerator random;
    private final Vocabulary words;
    private final RandomMessages messages;

    RandomHttpRequests(List<MethodDescriptor> methods, RandomGenerator random, Vocabulary words) {
        this.methods = methods;
        this.random = random;
        this.words = words;
        this.messages = new RandomMessages(random, words);
    }

    /** Returns a request that names no target, since a damaged URL could name another machine. */
    byte[] damageable() {
        return random.nextBoolean() ? control() : request("GET /v2/" + words.resourceName(), new byte[0]);
    }

    byte[] rest() {
        MethodDescriptor method = words.pick(methods);
        DynamicMessage message = messages.request(method);
        HttpRule rule = method.getOptions().getExtension(AnnotationsProto.http);
        String verb = random.nextInt(20) == 0 ? words.pick(VERBS) : verb(rule);
        return request(verb + " " + path(rule) + query(), body(message, rule));
    }

    /** Returns the part of a message that is the body of its REST request. */
    private byte[] body(DynamicMessage message, HttpRule rule) {
        FieldDescriptor field = message.getDescriptorForType().findFieldByName(rule.getBody());
        if (field != null && message.hasField(field)) {
            return json((Message) message.getField(field));
        }
        return rule.getBody().equals("*") || random.nextInt(50) == 0 ? json(message) : new byte[0];
    }

    private static String verb(HttpRule rule) {
        return switch (rule.getPatternCase()) {
            case GET -> "GET";
            case PUT -> "PUT";
            case DELETE -> "DELETE";
            case PATCH -> "PATCH";
            default -> "POST";
        };
    }

    /** Returns the path of a rule with a random resource in place of its variables; sometimes percent-encoded. */
    private String path(HttpRule rule) {
        String template = switch (rule.getPatternCase()) {
            case GET -> rule.getGet();
            case PUT -> rule.getPut();
            case DELETE -> rule.getDelete();
            case PATCH -> rule.getPatch();
            case POST -> rule.getPost();
            default -> "/v2/{name=}";
        };
        String path = VARIABLE.matcher(template)
                .replaceAll(variable -> Matcher.quoteReplacement(
                        urlSafe(random.nextInt(10) == 0 ? words.resourceName() : words.matching(variable.group(1)))));
        if (random.nextInt(10) == 0) {
            path += words.pick(
                    List.of(":buffer", "/:buffer", "/", "//", ":", "/x:buffer", ":nothing", "%2F", "%C0%AF"));
        }
        return path;
    }

    private static String urlSafe(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("%2F", "/");
    }

    private String query() {
        StringBuilder query = new StringBuilder();
        for (int i = Math.max(0, random.nextInt(8) - 5); i > 0; i--) {
            query.append(query.isEmpty() ? '?' : '&').append(words.pick(PARAMETERS));
        }
        return query.toString();
    }

    private byte[] json(Message message) {
        String json;
        try {
            json = JsonFormat.printer().print(message);
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            json = words.pick(
                    List.of("{", "[]", "null", "\"\"", "{\"task\":{\"scheduleTime\":\"x\"}}", "[".repeat(10_000)));
        }
        return json.getBytes(StandardCharsets.UTF_8);
    }

    byte[] rpcOverHttp() {
        MethodDescriptor method = words.pick(methods);
        byte[] body = messages.request(method).toByteArray();
        String line = "POST /$rpc/" + method.getService().getFullName() + "/" + method.getName() + query();
        return request(line, body, "Content-Type: application/x-protobuf");
    }

    byte[] batch() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (int parts = random.nextInt(5); parts > 0; parts--) {
            body.writeBytes(("--b\r\nContent-Type: application/http\r\nContent-ID: <" + parts + ">\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            body.writeBytes(rest());
            body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        body.writeBytes("--b--".getBytes(StandardCharsets.US_ASCII));
        return request("POST /batch", body.toByteArray(), "Content-Type: multipart/mixed; boundary=b");
    }

    byte[] control() {
        String line = words.pick(CONTROL);
        String body = words.pick(List.of("{}", "{\"by\":\"1h\"}", "{\"queues\":[]}", "", "{\"x\":1}"));
        if (line.endsWith("await-idle")) {
            // Without a timeout it waits longer than a call may take here.
            body = "{\"timeout\":\"0.01s\"}";
        }
        return request(line, line.startsWith("GET") ? new byte[0] : body.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] request(String methodAndTarget, byte[] body, String... headers) {
        StringBuilder head = new StringBuilder(methodAndTarget).append(" HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        for (int i = random.nextInt(20) == 0 ? random.nextInt(4) : 0; i > 0; i--) {
            head.append(words.pick(HEADERS)).append("\r\n");
        }
        if (random.nextInt(20) == 0) {
            head.append("Transfer-Encoding: chunked\r\n\r\n");
            return join(head.toString(), chunk(body));
        }
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        return join(head.toString(), body);
    }

    private static byte[] chunk(byte[] body) {
        String size = body.length == 0 ? "" : Integer.toHexString(body.length) + "\r\n";
        return join(size, join(body, body.length == 0 ? "0\r\n\r\n" : "\r\n0\r\n\r\n"));
    }

    private static byte[] join(String head, byte[] tail) {
        return join(head.getBytes(StandardCharsets.ISO_8859_1), tail);
    }

    private static byte[] join(byte[] head, String tail) {
        return join(head, tail.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] join(byte[] head, byte[] tail) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream(head.length + tail.length);
        joined.writeBytes(head);
        joined.writeBytes(tail);
        return joined.toByteArray();
    }
}
