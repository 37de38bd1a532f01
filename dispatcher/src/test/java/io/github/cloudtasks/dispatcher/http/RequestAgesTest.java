package io.github.cloudtasks.dispatcher.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestAgesTest {
    private final RequestAges ages = new RequestAges();

    @Test
    void request_is_slow_after_whole_periods() {
        long sentIn = ages.start();
        // The period in which it was sent is not a whole one.
        endPeriods(RequestAges.PERIODS);
        assertThat(ages.slow()).isZero();
        assertThat(ages.young()).isEqualTo(1);

        endPeriods(1);
        assertThat(ages.slow()).isEqualTo(1);
        assertThat(ages.young()).isZero();

        ages.end(sentIn);
        assertThat(ages.slow()).isZero();
        assertThat(ages.young()).isZero();
    }

    @Test
    void counts_match_a_list_of_requests() {
        Random random = new Random(1);
        Deque<Long> underWay = new ArrayDeque<>();
        long period = 0;
        for (int i = 0; i < 20_000; i++) {
            int choice = random.nextInt(8);
            if (choice < 4) {
                underWay.addLast(ages.start());
            } else if (choice < 7 && !underWay.isEmpty()) {
                ages.end(random.nextBoolean() ? underWay.removeLast() : underWay.removeFirst());
            } else {
                ages.nextPeriod();
                period++;
            }
            long oldestYoung = period - RequestAges.PERIODS;
            long slow = underWay.stream().filter(sentIn -> sentIn < oldestYoung).count();
            assertThat(ages.slow()).isEqualTo((int) slow);
            assertThat(ages.young()).isEqualTo(underWay.size() - (int) slow);
        }
        assertThat(period).isGreaterThan(1000);
    }

    private void endPeriods(int periods) {
        for (int i = 0; i < periods; i++) {
            ages.nextPeriod();
        }
    }
}
