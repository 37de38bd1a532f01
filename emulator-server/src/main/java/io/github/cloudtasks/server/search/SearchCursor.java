package io.github.cloudtasks.server.search;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place after which a search continues: first a task in a queue, then a kept task.
 *
 * @param inQueues whether the search is among the tasks in queues
 * @param queue the full name of the queue; empty before the first one
 * @param taskId the id of the last task that was looked at; empty before the first one of the queue
 * @param before the number of the last kept task that was looked at
 */
record SearchCursor(boolean inQueues, String queue, String taskId, long before) {
    static final SearchCursor START = new SearchCursor(true, "", "", Long.MAX_VALUE);
    private static final Pattern IN_QUEUE = Pattern.compile("q\n(projects/[^\n]*)\n([^\n]*)");
    private static final Pattern KEPT = Pattern.compile("k\n(\\d{1,18})");

    static SearchCursor afterTask(String queue, String taskId) {
        return new SearchCursor(true, queue, taskId, Long.MAX_VALUE);
    }

    static SearchCursor beforeKept(long number) {
        return new SearchCursor(false, "", "", number);
    }

    /** Returns the place as an opaque text. */
    String token() {
        String text = inQueues ? "q\n" + queue + "\n" + taskId : "k\n" + before;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the place of a token; the start for an empty one.
     *
     * @throws IllegalArgumentException if no search has returned the token
     */
    static SearchCursor parse(String token) {
        if (token.isEmpty()) {
            return START;
        }
        String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        Matcher task = IN_QUEUE.matcher(text);
        if (task.matches()) {
            return afterTask(task.group(1), task.group(2));
        }
        Matcher kept = KEPT.matcher(text);
        if (kept.matches()) {
            return beforeKept(Long.parseLong(kept.group(1)));
        }
        throw new IllegalArgumentException("no token of a search");
    }
}
