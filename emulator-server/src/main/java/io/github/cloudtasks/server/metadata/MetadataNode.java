package io.github.cloudtasks.server.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cloudtasks.rest.routing.QueryParameters;
import io.github.cloudtasks.rest.routing.RestResponse;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** An entry of the metadata. */
sealed interface MetadataNode {
    /** A directory of entries by name. */
    record Directory(SortedMap<String, MetadataNode> entries) implements MetadataNode {
        public Directory {
            entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
        }

        static Directory of(Map<String, MetadataNode> entries) {
            return new Directory(new TreeMap<>(entries));
        }
    }

    /**
     * An entry with a value.
     *
     * @param json a text, a number or a list of texts
     */
    record Value(JsonNode json) implements MetadataNode {}

    /** An entry whose response depends on the query. It is not part of recursive responses. */
    record Computed(Function<QueryParameters, RestResponse> response) implements MetadataNode {}
}
