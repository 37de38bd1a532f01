package io.github.cloudtasks.grpc.service;

/** How much of a task an answer shows, with the number that stands for it in every version of the API. */
public enum TaskView {
    /** A view that does not exist was asked for; not echoed, and nothing but the basic view is shown (recorded). */
    UNKNOWN(0),
    BASIC(1),
    FULL(2);

    private final int number;

    TaskView(int number) {
        this.number = number;
    }

    /** The view of a task alone in an answer, as a request asks for it by number; unspecified is basic (documented). */
    public static TaskView alone(int number) {
        return switch (number) {
            case 0, 1 -> BASIC;
            case 2 -> FULL;
            default -> UNKNOWN;
        };
    }

    /** The view of a task in a list, where one that does not exist is the basic one (recorded). */
    public static TaskView inList(int number) {
        return number == 2 ? FULL : BASIC;
    }

    /** The number of the view that is shown. */
    public int number() {
        return number;
    }

    /** Whether bodies are shown. */
    public boolean hasBodies() {
        return this == FULL;
    }
}
