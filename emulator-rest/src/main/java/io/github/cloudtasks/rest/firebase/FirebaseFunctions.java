package io.github.cloudtasks.rest.firebase;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.model.ApiException;

/**
 * The address of the Firebase functions emulator. The Admin SDKs leave the URL of a task empty when they call an
 * emulator, which has to know the address of the function (seen in their source). The functions emulator serves each
 * function at {@code /PROJECT/LOCATION/FUNCTION}, and a task queue function has the name of its queue.
 *
 * @param url the URL, such as {@code http://127.0.0.1:5001}; empty if there is none
 */
public record FirebaseFunctions(String url) {
    /** No functions emulator: a task without a URL is rejected. */
    public static final FirebaseFunctions NONE = new FirebaseFunctions("");

    /** The flag that sets the URL. */
    public static final String FLAG = "--firebase-functions-url";

    public FirebaseFunctions {
        url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
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
        if (url.isEmpty()) {
            throw ApiException.invalidArgument(
                    "HttpRequest.url is empty, and there is no functions emulator to send the"
                            + " task to. Set the URL, or start the emulator with " + FLAG
                            + " and the address of the functions emulator, such as http://127.0.0.1:5001.");
        }
        Message.Builder request = createTask.toBuilder();
        request.getFieldBuilder(task).getFieldBuilder(http).setField(target, functionOf(createTask));
        return request.build();
    }

    /** Returns the URL of the function. The route has checked that the queue name has six segments. */
    private String functionOf(Message createTask) {
        Object parent = createTask.getField(createTask.getDescriptorForType().findFieldByName("parent"));
        String[] segments = parent.toString().split("/", -1);
        return String.join("/", url, segments[1], segments[3], segments[5]);
    }
}
