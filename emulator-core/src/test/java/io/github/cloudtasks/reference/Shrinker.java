package io.github.cloudtasks.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A shrinker of failing sequences. It removes parts, large ones first. */
final class Shrinker {
    private Shrinker() {}

    /** Returns a subsequence of {@code failing} that still fails, and that passes without any one of its elements. */
    static <T> List<T> shrink(List<T> failing, Predicate<List<T>> fails) {
        List<T> shortest = failing;
        for (int size = Math.max(1, failing.size() / 2);
                size > 0;
                size = shortest.size() > 1 && size > 1 ? size / 2 : 0) {
            shortest = withoutParts(shortest, size, fails);
        }
        List<T> last;
        do {
            last = shortest;
            shortest = withoutParts(last, 1, fails);
        } while (shortest.size() < last.size());
        return shortest;
    }

    private static <T> List<T> withoutParts(List<T> failing, int size, Predicate<List<T>> fails) {
        List<T> shortest = failing;
        for (int start = Math.max(0, shortest.size() - size); shortest.size() > 1; start -= size) {
            List<T> tried = new ArrayList<>(shortest);
            tried.subList(Math.max(0, start), Math.min(start + size, tried.size()))
                    .clear();
            if (fails.test(tried)) {
                shortest = tried;
            }
            if (start <= 0) {
                break;
            }
        }
        return shortest;
    }
}
