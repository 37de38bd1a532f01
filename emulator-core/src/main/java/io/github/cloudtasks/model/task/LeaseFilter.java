package io.github.cloudtasks.model.task;

/** The filter of a LeaseTasks request. */
public sealed interface LeaseFilter {

    /** All available tasks. */
    record Any() implements LeaseFilter {}

    /** Tasks with exactly this tag: {@code tag="x"}. */
    record Tagged(String tag) implements LeaseFilter {}

    /**
     * Tasks with the same tag as the available task with the earliest schedule time: {@code tag_function=oldest_tag()}.
     */
    record OldestTag() implements LeaseFilter {}
}
