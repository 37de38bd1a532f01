package io.github.cloudtasks.dispatcher.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientLimitsTest {
    private static final int LARGEST_QUEUE = 5000;

    @Test
    void three_hanging_queues_leave_connections_to_a_fourth() {
        assertThat(ClientLimits.DEFAULT.connectionsPerOrigin()).isGreaterThan(3 * LARGEST_QUEUE);
    }
}
