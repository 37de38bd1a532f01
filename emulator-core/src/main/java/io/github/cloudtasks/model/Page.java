package io.github.cloudtasks.model;

import java.util.List;

/**
 * A page of a list.
 *
 * @param nextPageToken opaque; empty if this page is empty. Every other page has a token, even the last one (recorded)
 */
public record Page<T>(List<T> items, String nextPageToken) {
    public Page {
        items = List.copyOf(items);
    }
}
