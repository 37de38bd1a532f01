package io.github.cloudtasks.rest.firebase;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.model.ApiException;

/**
 * Where the functions of Firebase projects are. The Admin SDKs leave the url of a task empty when they speak to an
 * emulator, which has to know the function's address (seen in their source); the Firebase functions emulator serves
 * each at {@code /PROJECT/LOCATION/FUNCTION}, and a task queue function has the name of its queue.
 *
 * @param url the address of the functions emulator, such as {@code http://127.0.0.1:5001}; empty for none
 */
public record FirebaseFunctions(String url) {
    /** Nowhere: a task without a url is refused. */
    public static final FirebaseFunctions NONE = new FirebaseFunctions("");

    /** The flag by which a user says where they are. */
    public static final String FLAG = "--firebase-functions-url";

    public FirebaseFunctions {
        url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /**
     * A request of CreateTask, of any version, whose HTTP task has the url of its queue's function if it had none.
     *
     * @throws ApiException INVALID_ARGUMENT if it needs one and nobody said where functions are
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
            throw ApiException.invalidArgument("HttpRequest.url is empty, and the emulator was started without "
                    + FLAG
                    + ", the address of the functions emulator that would complete it, such as http://127.0.0.1:5001.");
        }
        Message.Builder request = createTask.toBuilder();
        request.getFieldBuilder(task).getFieldBuilder(http).setField(target, functionOf(createTask));
        return request.build();
    }

    /** The path of the request has made sure that the queue's name has its six segments. */
    private String functionOf(Message createTask) {
        Object parent = createTask.getField(createTask.getDescriptorForType().findFieldByName("parent"));
        String[] segments = parent.toString().split("/", -1);
        return String.join("/", url, segments[1], segments[3], segments[5]);
    }
}
