package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.engine.spec.Limits;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/** Random task ids of 20 digits; those of the service have up to 20 (recorded). Thread-safe. */
final class GeneratedIds {
    private GeneratedIds() {}

    /** Returns an id that is not taken. */
    static String next(Predicate<String> isTaken) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        char[] digits = new char[Limits.GENERATED_ID_DIGITS];
        while (true) {
            for (int i = 0; i < Limits.GENERATED_ID_DIGITS; i++) {
                digits[i] = (char) ('0' + random.nextInt(10));
            }
            String id = new String(digits);
            if (!isTaken.test(id)) {
                return id;
            }
        }
    }
}
