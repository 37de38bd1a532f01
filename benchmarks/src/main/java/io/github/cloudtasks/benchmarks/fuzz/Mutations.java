package io.github.cloudtasks.benchmarks.fuzz;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Damages the bytes of a request. */
final class Mutations {
    private Mutations() {}

    /** Returns a copy with up to eight changes: bytes replaced, removed, repeated or cut off. */
    static byte[] damage(byte[] bytes, RandomGenerator random) {
        byte[] damaged = bytes;
        for (int changes = 1 + random.nextInt(8); changes > 0 && damaged.length > 0; changes--) {
            int at = random.nextInt(damaged.length);
            damaged = switch (random.nextInt(5)) {
                case 0 -> Arrays.copyOf(damaged, at);
                case 1 -> join(Arrays.copyOf(damaged, at), Arrays.copyOfRange(damaged, at + 1, damaged.length));
                case 2 -> join(Arrays.copyOf(damaged, at), Arrays.copyOfRange(damaged, at / 2, damaged.length));
                default -> replaced(damaged, at, (byte) random.nextInt());
            };
        }
        return damaged;
    }

    private static byte[] replaced(byte[] bytes, int at, byte value) {
        byte[] copy = bytes.clone();
        copy[at] = value;
        return copy;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }
}
