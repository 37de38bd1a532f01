package io.github.cloudtasks.rest.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.rest.routing.PathTemplate.Variable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("documented")
final class PathTemplateTest {
    @Test
    void template_has_segments_variables_and_verb() {
        PathTemplate template = PathTemplate.parse("/v1/{parent=shelves/*}/books/{id}:lend");
        assertThat(template.segments()).containsExactly("v1", "shelves", "*", "books", "*");
        assertThat(template.variables()).containsExactly(new Variable("parent", 1, 3), new Variable("id", 4, 5));
        assertThat(template.verb()).isEqualTo("lend");
    }

    @Test
    void template_of_literals_has_no_variables() {
        PathTemplate template = PathTemplate.parse("/api/queue/update");
        assertThat(template.segments()).containsExactly("api", "queue", "update");
        assertThat(template.variables()).isEmpty();
        assertThat(template.verb()).isEmpty();
    }

    @Test
    void root_template_has_no_segments() {
        assertThat(PathTemplate.parse("/").segments()).isEmpty();
    }

    @Test
    void variable_may_name_a_nested_field() {
        assertThat(PathTemplate.parse("/v1/{queue.name=queues/*}").variables())
                .containsExactly(new Variable("queue.name", 1, 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v1/a",
                "/v1/",
                "/v1//a",
                "/v1/{a",
                "/v1/{=a/*}",
                "/v1/{a=**}",
                "/v1/a*",
                "/v1/{a=b//c}",
                "/v1/{1a}"
            })
    void invalid_template_is_rejected(String source) {
        assertThatThrownBy(() -> PathTemplate.parse(source)).isInstanceOf(IllegalArgumentException.class);
    }
}
