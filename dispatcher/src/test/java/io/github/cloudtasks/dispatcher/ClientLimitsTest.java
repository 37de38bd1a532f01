package io.github.cloudtasks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientLimitsTest {
    private static final int LARGEST_QUEUE = 5000;

    @Test
    void three_queues_of_the_largest_size_that_hang_leave_connections_to_a_fourth() {
        assertThat(ClientLimits.DEFAULT.connectionsPerOrigin()).isGreaterThan(3 * LARGEST_QUEUE);
    }
}
