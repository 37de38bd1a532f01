package io.github.cloudtasks.rest.firebase;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.model.ApiException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The URLs of the functions that receive the tasks of queues: those that the functions emulator has registered, and the
 * address from the settings for all other queues. Thread-safe.
 */
final class FunctionUrls {
    /** The number of registered functions. The one that was registered first is forgotten first. */
    static final int MAX_REGISTERED = 1000;

    private final FirebaseFunctions functions;

    private final Map<String, String> registered = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MAX_REGISTERED;
        }
    };

    FunctionUrls(FirebaseFunctions functions) {
        this.functions = functions;
    }

    /** Sets the URL of the tasks of a queue, or removes it if it is empty. */
    void register(String queue, String url) {
        synchronized (registered) {
            registered.remove(queue);
            if (!url.isEmpty()) {
                registered.put(queue, url);
            }
        }
    }

    /**
     * Sets the URL of an HTTP task that has none to that of its queue's function.
     *
     * @param createTask a CreateTaskRequest of any version
     * @return the request, changed if necessary
     * @throws ApiException INVALID_ARGUMENT if the task needs a URL and there is no functions emulator
     */
    Message withUrl(Message createTask) {
        FieldDescriptor task = createTask.getDescriptorForType().findFieldByName("task");
        FieldDescriptor http = task.getMessageType().findFieldByName("http_request");
        FieldDescriptor target = http.getMessageType().findFieldByName("url");
        Message given = (Message) createTask.getField(task);
        if (!given.hasField(http)
                || !((Message) given.getField(http)).getField(target).equals("")) {
            return createTask;
        }
        Object parent = createTask.getField(createTask.getDescriptorForType().findFieldByName("parent"));
        Message.Builder request = createTask.toBuilder();
        request.getFieldBuilder(task).getFieldBuilder(http).setField(target, functionOf(parent.toString()));
        return request.build();
    }

    /** Returns the URL of the function of a queue, whose name has six segments, as the route has checked. */
    private String functionOf(String queue) {
        synchronized (registered) {
            String url = registered.get(queue);
            if (url != null) {
                return url;
            }
        }
        if (functions.url().isEmpty()) {
            throw ApiException.invalidArgument(
                    "HttpRequest.url is empty, and there is no functions emulator to send the"
                            + " task to. Set the URL, or start the emulator with " + FirebaseFunctions.FLAG
                            + " and the address of the functions emulator, such as http://127.0.0.1:5001.");
        }
        String[] segments = queue.split("/", -1);
        return String.join("/", functions.url(), segments[1], segments[3], segments[5]);
    }
}
