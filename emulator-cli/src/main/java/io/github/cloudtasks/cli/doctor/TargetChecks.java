package io.github.cloudtasks.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Explains why the latest attempt to reach each target failed. */
final class TargetChecks {
    private static final String TARGET = "target";
    private static final Pattern ORIGIN =
            Pattern.compile("^(https?)://(?:[^/?#@]*@)?(\\[[^\\]]*]|[^/:?#]*)(?::(\\d+))?");
    private static final String ADDRESS_NEEDED = " has no address: set ";
    private static final String HOST = "host.docker.internal";

    private final Predicate<String> reachable;

    /** @param reachable whether this process can connect to {@code HOST:PORT} */
    TargetChecks(Predicate<String> reachable) {
        this.reachable = reachable;
    }

    /** Returns a finding for each target whose latest attempt failed, or one that says that none did. */
    List<Finding> of(JsonNode attempts) {
        Map<String, JsonNode> latest = new LinkedHashMap<>();
        for (JsonNode attempt : attempts) {
            String origin = origin(attempt);
            latest.remove(origin);
            latest.put(origin, attempt);
        }
        List<Finding> findings = new ArrayList<>();
        latest.forEach((origin, attempt) -> {
            int status = attempt.path("response").path("status").asInt();
            if (status == 0) {
                findings.add(unanswered(origin, attempt.path("error").asText()));
            } else if (status != 304 && (status < 200 || status > 299)) {
                findings.add(rejected(attempt, status));
            }
        });
        if (findings.isEmpty()) {
            String text =
                    latest.isEmpty() ? "No task was sent yet." : "The latest attempt at each target was successful.";
            findings.add(Finding.ok(TARGET, text));
        }
        return findings;
    }

    private static String origin(JsonNode attempt) {
        JsonNode request = attempt.path("request");
        String called = request.path("calledUrl").asText();
        String url = called.isEmpty() ? request.path("url").asText() : called;
        Matcher matcher = ORIGIN.matcher(url);
        return matcher.find() ? matcher.group() : url;
    }

    private Finding unanswered(String origin, String error) {
        int address = error.indexOf(ADDRESS_NEEDED);
        if (address >= 0) {
            return Finding.problem(
                    TARGET,
                    error.substring(0, address) + " has no address.",
                    "Start the emulator with " + error.substring(address + ADDRESS_NEEDED.length()) + ".");
        }
        return Finding.problem(TARGET, origin + " gave no response: " + error + ".", advice(origin, error));
    }

    private String advice(String origin, String error) {
        if (error.contains("Connection refused")) {
            return refused(origin);
        }
        if (error.contains("not known")) {
            return origin.contains(HOST)
                    ? "On Linux, start the container with --add-host host.docker.internal:host-gateway."
                    : "Correct the host in the URL of the task, or start the emulator with --rewrite-target " + origin
                            + "=http://localhost:PORT.";
        }
        if (error.contains("certif") || error.contains("PKIX") || error.contains("alternative")) {
            return "Start the emulator with --ca-file FILE and the certificate to trust, or with "
                    + "--insecure-skip-tls-verify.";
        }
        if (error.contains("TLS") || error.contains("SSL")) {
            return "Check whether the target expects https or http, and correct the URL of the task.";
        }
        return "Run emulator attempts --failed for all attempts.";
    }

    /** A target that this process reaches and the emulator does not means that the emulator runs elsewhere. */
    private String refused(String origin) {
        Matcher matcher = ORIGIN.matcher(origin);
        if (!matcher.find()) {
            return "Correct the URL of the task.";
        }
        String host = matcher.group(2);
        String standard = matcher.group(1).equals("https") ? "443" : "80";
        String port = matcher.group(3) == null ? standard : matcher.group(3);
        boolean local = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        if (local && reachable.test(host + ":" + port)) {
            return "A program listens there on this machine. If it listened before, the emulator runs in a container: "
                    + "start it with --rewrite-target http://localhost=http://" + HOST + ".";
        }
        return "Nothing listens there. Start the application, or correct the port in the URL of the task"
                + (local ? "; in a container, localhost is the container itself." : ".");
    }

    private static Finding rejected(JsonNode attempt, int status) {
        JsonNode request = attempt.path("request");
        String text = "%s %s was answered with %d."
                .formatted(request.path("method").asText(), request.path("url").asText(), status);
        String advice = switch (status) {
            case 401, 403 -> "Let the target accept the token of the task; see docs/tokens.md.";
            case 404 -> "Correct the path in the URL of the task, or add it to the application.";
            case 405 -> "Let the application accept this method, or set httpMethod of the task.";
            default ->
                status >= 500
                        ? "Look into the log of the application."
                        : "Let the application answer with 2xx when it has done the task.";
        };
        return Finding.warning(TARGET, text, advice);
    }
}
