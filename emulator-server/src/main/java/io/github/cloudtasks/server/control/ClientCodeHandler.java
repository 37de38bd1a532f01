package io.github.cloudtasks.server.control;

import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.proto.emulator.v1.ClientCode;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.server.clientcode.ClientLanguage;
import io.github.cloudtasks.server.search.TaskLookup;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Handles {@code GET /emulator/v1/} with the full name of a task and {@code :code}. */
final class ClientCodeHandler {
    /** The template of the path below the root of the control API. */
    static final String PATH = TaskHandler.PATH + ":code";

    private static final String LANGUAGE = "language";

    /** The address for a request without a Host header, as HTTP/1.0 allows. */
    private static final String DEFAULT_AUTHORITY = "localhost";

    private final TaskLookup tasks;

    ClientCodeHandler(TaskLookup tasks) {
        this.tasks = tasks;
    }

    /** Returns programs that create a task like this one, at the address under which the caller knows the emulator. */
    CompletableFuture<RestResponse> get(ControlRequest request) {
        request.allowParameters(Set.of(LANGUAGE));
        List<ClientLanguage> languages = languages(request.parameter(LANGUAGE));
        Task task = tasks.find(request.request().variables().getFirst()).task();
        String authority = request.request().request().headers().get(HttpHeaderNames.HOST, DEFAULT_AUTHORITY);
        ClientCode.Builder code = ClientCode.newBuilder();
        for (ClientLanguage language : languages) {
            code.addProgramsBuilder().setLanguage(language.id()).setCode(language.codeFor(task, authority));
        }
        return request.with(code.build());
    }

    private static List<ClientLanguage> languages(String id) {
        List<ClientLanguage> all = List.of(ClientLanguage.values());
        List<ClientLanguage> named =
                all.stream().filter(language -> language.id().equals(id)).toList();
        if (named.isEmpty() && !id.isEmpty()) {
            throw ControlException.invalid("There is no language \"" + id + "\"; there are " + ids(all.stream()) + ".");
        }
        return named.isEmpty() ? all : named;
    }

    private static String ids(Stream<ClientLanguage> languages) {
        return languages.map(ClientLanguage::id).collect(Collectors.joining(", "));
    }
}
