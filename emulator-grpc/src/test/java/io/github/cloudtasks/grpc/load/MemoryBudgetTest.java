package io.github.cloudtasks.grpc.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.grpc.load.Refusal.Kind;
import org.junit.jupiter.api.Test;

final class MemoryBudgetTest {
    private static final int SMALL = MemoryBudget.SMALL_BYTES;

    private final MemoryBudget budget = new MemoryBudget(10 * SMALL, 2 * SMALL);

    private Reservation reserve(long bytes) {
        Reservation reservation = budget.newReservation();
        assertThat(reservation.resize(bytes)).isTrue();
        return reservation;
    }

    @Test
    void large_reservations_do_not_use_the_reserve() {
        reserve(8 * SMALL);
        Reservation other = budget.newReservation();
        assertThat(other.resize(3 * SMALL)).isFalse();
        assertThat(other.bytes()).isZero();
        assertThat(other.resize(2 * SMALL)).isTrue();
        assertThat(budget.newReservation().resize(SMALL + 1)).isFalse();
        reserve(SMALL);
        reserve(SMALL);
        assertThat(budget.newReservation().resize(1)).isFalse();
        assertThat(budget.usedBytes()).isEqualTo(12 * SMALL);
    }

    @Test
    void small_reservations_use_the_rest_after_the_reserve() {
        for (int i = 0; i < 12; i++) {
            reserve(SMALL);
        }
        assertThat(budget.newReservation().resize(1)).isFalse();
    }

    @Test
    void growing_reservation_returns_its_part_of_the_reserve() {
        Reservation growing = reserve(SMALL);
        assertThat(growing.resize(10 * SMALL)).isTrue();
        reserve(SMALL);
        reserve(SMALL);
        assertThat(growing.resize(10 * SMALL + 1)).isFalse();
        assertThat(growing.bytes()).isEqualTo(10 * SMALL);
    }

    @Test
    void reservation_that_does_not_fit_keeps_what_it_has() {
        Reservation growing = reserve(SMALL);
        assertThat(growing.resize(11 * SMALL)).isFalse();
        assertThat(growing.bytes()).isEqualTo(SMALL);
        growing.close();
        assertThat(budget.usedBytes()).isZero();
    }

    @Test
    void closed_and_shrunk_reservations_return_their_bytes() {
        Reservation small = reserve(10);
        Reservation large = reserve(5 * SMALL);
        assertThat(large.resize(10)).isTrue();
        assertThat(budget.usedBytes()).isEqualTo(20);
        assertThat(large.resize(10 * SMALL)).isTrue();
        small.close();
        small.close();
        large.close();
        assertThat(budget.usedBytes()).isZero();
        assertThat(large.resize(SMALL)).as("a closed reservation").isTrue();
        assertThat(budget.usedBytes()).isZero();
    }

    @Test
    void size_that_can_never_fit_is_known() {
        assertThat(budget.fits(10 * SMALL)).isTrue();
        assertThat(budget.fits(10 * SMALL + 1)).isFalse();
        assertThat(new MemoryBudget(0, SMALL).fits(SMALL)).isTrue();
    }

    @Test
    void refusal_of_what_may_fit_later_asks_for_a_retry() {
        MemoryBudget busy = new MemoryBudget(38_000_000, 0);
        String text = "Large requests and responses that are under way may use 38.0 MB of memory together, and this one"
                + " does not fit. Retry it when others have ended, or start the emulator with a larger heap: --memory of"
                + " docker run, or -Xmx in the environment variable JAVA_TOOL_OPTIONS.";
        assertThat(busy.refuseRequest(38_000_000)).isEqualTo(new Refusal(Kind.BUSY, text));
        assertThat(busy.refuseResponse(1)).isEqualTo(new Refusal(Kind.BUSY, text));
    }

    @Test
    void refusal_of_what_never_fits_names_both_sizes() {
        MemoryBudget small = new MemoryBudget(38_000_000, 0);
        String heap = " or start the emulator with a larger heap: --memory of docker run, or -Xmx in the environment"
                + " variable JAVA_TOOL_OPTIONS.";
        assertThat(small.refuseRequest(42_000_000))
                .isEqualTo(new Refusal(
                        Kind.REQUEST_TOO_LARGE,
                        "The request needs at least 42.0 MB of memory while it is processed, and the heap has 38.0 MB for"
                                + " all requests and responses that are under way. A retry fails too. Send smaller"
                                + " requests," + heap));
        assertThat(small.refuseResponse(42_000_000))
                .isEqualTo(new Refusal(
                        Kind.RESPONSE_TOO_LARGE,
                        "The response takes 42.0 MB of memory, and the heap has 38.0 MB for all requests and responses"
                                + " that are under way. A retry fails too. Ask for fewer or smaller items," + heap));
    }

    @Test
    void only_large_sizes_are_multiplied() {
        assertThat(MemoryBudget.multiple(3, SMALL)).isEqualTo(SMALL);
        assertThat(MemoryBudget.multiple(3, SMALL + 1)).isEqualTo(3L * SMALL + 3);
    }
}
