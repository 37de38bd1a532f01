package io.github.cloudtasks.server.faults;

/** Seeded random numbers. A pure function, so that the numbers of one queue do not depend on those of others. */
final class FaultDice {
    /** The fractional part of the golden ratio, which spreads consecutive numbers over all values. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private static final double UNIT = 0x1.0p-53;

    private FaultDice() {}

    /**
     * Returns a random number of at least 0 and below 1.
     *
     * @param key names a sequence of numbers, such as that of a queue
     * @param number the position in the sequence
     */
    static double roll(long seed, String key, long number) {
        long mixed = mix(seed * SPREAD);
        for (int i = 0; i < key.length(); i++) {
            mixed = mix(mixed + SPREAD + key.charAt(i));
        }
        return (mix(mixed + number * SPREAD) >>> 11) * UNIT;
    }

    /** The finalizer of SplitMix64, by Sebastiano Vigna, in the public domain. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
