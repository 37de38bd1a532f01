package io.github.cloudtasks.time;

import java.time.Instant;

/** A clock with alarms. Implementations are thread-safe. */
public interface Timeline {

    /** Returns the current time in whole microseconds. */
    Instant now();

    /**
     * Creates an alarm, which is not set.
     *
     * @param wake runs when the alarm is due; never inside {@link Alarm#at}
     */
    Alarm alarm(Runnable wake);

    /** Returns whether the time is frozen, so that it changes only on request. */
    boolean isFrozen();

    /** Returns the time, and how it relates to the system clock. */
    ClockReading read();

    /** An alarm that fires once each time it is set. */
    interface Alarm {

        /**
         * Sets the alarm, in place of what it was set to. {@link Instant#MAX} unsets it; a time not after now is due at
         * once; one between two microseconds is due at the second.
         */
        void at(Instant when);
    }
}
