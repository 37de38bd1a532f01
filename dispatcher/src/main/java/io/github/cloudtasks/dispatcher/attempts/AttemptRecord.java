package io.github.cloudtasks.dispatcher.attempts;

import io.github.cloudtasks.dispatcher.http.HttpHeader;
import io.github.cloudtasks.dispatcher.http.Response;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.TaskName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that has ended.
 *
 * @param serial its place in the {@link AttemptLog}: attempts are numbered from 1 as they end, and no number is used
 *     twice
 * @param number which attempt at the task it was, from 1
 * @param dispatchTime when it was sent, by the emulator's clock, in microseconds
 * @param took how long it took in real time, whatever the emulator's clock did meanwhile
 * @param request null if none could be made, for example of a url that is none; after redirects, the last one
 * @param outcome if nothing was sent, or no answer came, with the reason in words
 * @param response null unless the target has answered; after redirects, the last one
 * @param redirects how many were followed within the attempt
 */
public record AttemptRecord(
        long serial,
        TaskName task,
        int number,
        Instant dispatchTime,
        Duration took,
        @Nullable RequestRecord request,
        Outcome outcome,
        @Nullable Response response,
        int redirects) {

    /** What a header costs beyond its text. */
    private static final int BYTES_PER_HEADER = 32;

    public AttemptRecord withSerial(long newSerial) {
        return new AttemptRecord(newSerial, task, number, dispatchTime, took, request, outcome, response, redirects);
    }

    /** About how many bytes it holds on to. */
    public int size() {
        int size = 0;
        if (request != null) {
            size += request.url().length()
                    + sizeOf(request.headers())
                    + request.body().bytes().size();
        }
        if (response != null) {
            size += sizeOf(response.headers()) + response.body().bytes().size();
        }
        return size;
    }

    private static int sizeOf(List<HttpHeader> headers) {
        int size = 0;
        for (HttpHeader header : headers) {
            size += BYTES_PER_HEADER + header.name().length() + header.value().length();
        }
        return size;
    }
}
