package io.github.cloudtasks.server.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.model.TaskName;
import org.junit.jupiter.api.Test;

class ReplayLinksTest {
    private final ReplayLinks links = new ReplayLinks();

    @Test
    void links_are_found_from_both_ends() {
        links.add(task("a"), task("b"));
        links.add(task("a"), task("c"));
        links.add(task("b"), task("d"));

        assertThat(links.replaysOf(task("a"))).containsExactly(task("b"), task("c"));
        assertThat(links.originalOf(task("c"))).isEqualTo(task("a"));
        assertThat(links.originalOf(task("d"))).isEqualTo(task("b"));
        assertThat(links.originalOf(task("a"))).isNull();
        assertThat(links.replaysOf(task("d"))).isEmpty();
    }

    @Test
    void reused_name_is_linked_to_its_latest_original() {
        links.add(task("a"), task("x"));
        links.add(task("b"), task("x"));

        assertThat(links.originalOf(task("x"))).isEqualTo(task("b"));
        assertThat(links.replaysOf(task("a"))).isEmpty();
    }

    @Test
    void oldest_links_are_dropped() {
        for (int i = 0; i <= ReplayLinks.MAX_LINKS; i++) {
            links.add(task("a"), task("r" + i));
        }

        assertThat(links.replaysOf(task("a"))).hasSize(ReplayLinks.MAX_LINKS).doesNotContain(task("r0"));
        assertThat(links.originalOf(task("r0"))).isNull();
    }

    @Test
    void reset_removes_links() {
        links.add(task("a"), task("b"));
        links.on(new Event.ServiceReset(HistoryEvents.START));

        assertThat(links.originalOf(task("b"))).isNull();
        assertThat(links.replaysOf(task("a"))).isEmpty();
    }

    private static TaskName task(String id) {
        return HistoryEvents.QUEUE.task(id);
    }
}
