package io.github.cloudtasks.time;

import java.time.Instant;

/** Tells the time and wakes. A clock alone would not do: it can tell the time but wake nobody. */
public interface Timeline {

    /** The present, in whole microseconds. */
    Instant now();

    /** A new alarm that is set to nothing; when it is due it runs {@code wake}, never inside {@link Alarm#at}. */
    Alarm alarm(Runnable wake);

    /** Whether time moves only when it is told to. */
    boolean isFrozen();

    /** Wakes its owner once per setting. */
    interface Alarm {

        /**
         * Sets the alarm, in place of what it was set to. {@link Instant#MAX} unsets it; a time not after now is due at
         * once; one between two microseconds is due at the second.
         */
        void at(Instant when);
    }
}
