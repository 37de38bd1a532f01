package io.github.cloudtasks.grpc.service;

/** The part of a task that a response shows. The numbers are those of the View enum in every API version. */
public enum TaskView {
    /** The request has an unknown number. The response does not repeat it and shows the basic view (recorded). */
    UNKNOWN(0),
    BASIC(1),
    FULL(2);

    private final int number;

    TaskView(int number) {
        this.number = number;
    }

    /** Returns the view of a response that is one task. Unspecified means basic (documented). */
    public static TaskView ofSingleTask(int number) {
        return switch (number) {
            case 0, 1 -> BASIC;
            case 2 -> FULL;
            default -> UNKNOWN;
        };
    }

    /** Returns the view of the tasks in a list. An unknown number means basic (recorded). */
    public static TaskView ofListedTask(int number) {
        return number == 2 ? FULL : BASIC;
    }

    /** Returns the number that the response shows. */
    public int number() {
        return number;
    }

    /** Returns whether bodies and payloads are shown. */
    public boolean hasBodies() {
        return this == FULL;
    }
}
