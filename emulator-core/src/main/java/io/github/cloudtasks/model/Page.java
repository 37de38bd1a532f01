package io.github.cloudtasks.model;

import java.util.List;

/**
 * A part of a list.
 *
 * @param nextPageToken opaque; empty when this page is empty. Every other page has one, also the last (recorded)
 */
public record Page<T>(List<T> items, String nextPageToken) {
    public Page {
        items = List.copyOf(items);
    }
}
