package io.github.cloudtasks.model.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeaderMapTest {
    private final Map<String, String> headers = new LinkedHashMap<>();

    @Test
    void headers_are_kept_in_the_order_of_the_request() {
        headers.put("B", "1");
        headers.put("A", "2");
        headers.put("a", "3");

        HeaderMap copy = HeaderMap.copyOf(headers);

        assertThat(copy).isEqualTo(headers);
        assertThat(copy.hashCode()).isEqualTo(headers.hashCode());
        assertThat(List.copyOf(copy.keySet())).containsExactly("B", "A", "a");
        assertThat(List.copyOf(copy.values())).containsExactly("1", "2", "3");
        assertThat(copy.get("A")).isEqualTo("2");
        assertThat(copy.get("b")).isNull();
        assertThat(copy.containsKey("a")).isTrue();
    }

    @Test
    void pairs_are_the_same_headers() {
        headers.put("X-Mine", "1");
        headers.put("User-Agent", "Google-Cloud-Tasks");

        assertThat(HeaderMap.ofPairs(List.of("X-Mine", "1", "User-Agent", "Google-Cloud-Tasks")))
                .isEqualTo(HeaderMap.copyOf(headers))
                .hasToString(HeaderMap.copyOf(headers).toString());
        assertThat(HeaderMap.ofPairs(List.of())).isSameAs(HeaderMap.copyOf(Map.of()));
    }

    @Test
    void copy_does_not_change_with_its_source_and_cannot_be_changed() {
        headers.put("A", "1");
        HeaderMap copy = HeaderMap.copyOf(headers);
        headers.put("B", "2");

        assertThat(copy).containsExactly(Map.entry("A", "1"));
        assertThatThrownBy(() -> copy.put("B", "2")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> copy.keySet().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThat(HeaderMap.copyOf(copy)).isSameAs(copy);
    }

    @Test
    void names_and_values_of_most_tasks_are_shared() {
        headers.put(String.valueOf("Content-Type".toCharArray()), String.valueOf("application/json".toCharArray()));

        Map.Entry<String, String> stored =
                HeaderMap.copyOf(headers).entrySet().iterator().next();

        assertThat(stored.getKey()).isSameAs("Content-Type");
        assertThat(stored.getValue()).isSameAs("application/json");
        assertThat(HeaderMap.isShared("text/plain")).isTrue();
        assertThat(HeaderMap.isShared("X-Mine")).isFalse();
    }

    @Test
    void tasks_with_a_few_common_headers_share_one_map() {
        Map<String, String> common = Map.of("User-Agent", "Google-Cloud-Tasks");
        Map<String, String> own = Map.of("User-Agent", "mine");

        assertThat(HeaderMap.copyOf(common))
                .isEqualTo(common)
                .isSameAs(HeaderMap.copyOf(new LinkedHashMap<>(common)))
                .isNotSameAs(HeaderMap.copyOf(own));
        assertThat(HeaderMap.copyOf(own)).isEqualTo(own).isNotSameAs(HeaderMap.copyOf(own));
    }

    @Test
    void shared_maps_keep_the_order_of_the_request() {
        headers.put("Content-Type", "text/plain");
        headers.put("User-Agent", "Google-Cloud-Tasks");
        Map<String, String> reversed = new LinkedHashMap<>(headers).reversed();

        assertThat(List.copyOf(HeaderMap.copyOf(headers).keySet())).containsExactly("Content-Type", "User-Agent");
        assertThat(List.copyOf(HeaderMap.copyOf(reversed).keySet())).containsExactly("User-Agent", "Content-Type");
    }
}
