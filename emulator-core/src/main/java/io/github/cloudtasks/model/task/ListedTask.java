package io.github.cloudtasks.model.task;

/** A task that is in its queue, with its state at that moment. */
public record ListedTask(Task task, TaskState state) {}
