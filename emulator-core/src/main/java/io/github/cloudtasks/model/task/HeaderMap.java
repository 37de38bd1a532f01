package io.github.cloudtasks.model.task;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The immutable headers of a stored task, in the order of the request. Names are case-sensitive.
 *
 * <p>The headers are kept in one array, and names and values that most tasks have are shared, because a
 * {@code LinkedHashMap} and its strings take more memory than the rest of a small task. Tasks that have only one or two
 * headers, all of them common, share the whole map. A look-up takes linear time.
 */
public final class HeaderMap extends AbstractMap<String, String> {
    /** The names and values that are shared by all tasks. */
    private static final Map<String, String> SHARED = shared(
            "User-Agent",
            "Google-Cloud-Tasks",
            "AppEngine-Google; (+http://code.google.com/appengine)",
            "Content-Length",
            "Content-Type",
            "content-type",
            "application/json",
            "application/octet-stream",
            "application/x-www-form-urlencoded",
            "text/plain");

    private static final HeaderMap EMPTY = new HeaderMap(new String[0]);

    /**
     * The most headers of a map that is shared as a whole. With {@link #SHARED}, this bounds the number of such maps.
     */
    private static final int MAX_SHARED_SIZE = 2;

    private static final Map<List<String>, HeaderMap> SHARED_MAPS = new ConcurrentHashMap<>();

    /** Names at even indexes, each followed by its value. */
    private final String[] pairs;

    private HeaderMap(String[] pairs) {
        this.pairs = pairs;
    }

    private static Map<String, String> shared(String... texts) {
        return Arrays.stream(texts).collect(Collectors.toUnmodifiableMap(Function.identity(), Function.identity()));
    }

    /** Returns an immutable copy of headers in their order. */
    public static HeaderMap copyOf(Map<String, String> headers) {
        if (headers instanceof HeaderMap immutable) {
            return immutable;
        }
        String[] pairs = new String[2 * headers.size()];
        int i = 0;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            pairs[i++] = header.getKey();
            pairs[i++] = header.getValue();
        }
        return of(pairs);
    }

    /**
     * Returns headers in their order.
     *
     * @param namesAndValues different names, each followed by its value
     */
    public static HeaderMap ofPairs(List<String> namesAndValues) {
        return of(namesAndValues.toArray(new String[0]));
    }

    /** Shares what is common. Keeps the array. */
    private static HeaderMap of(String[] pairs) {
        if (pairs.length == 0) {
            return EMPTY;
        }
        boolean isCommon = pairs.length <= 2 * MAX_SHARED_SIZE;
        for (int i = 0; i < pairs.length; i++) {
            String shared = SHARED.get(pairs[i]);
            if (shared == null) {
                isCommon = false;
            } else {
                pairs[i] = shared;
            }
        }
        return isCommon
                ? SHARED_MAPS.computeIfAbsent(List.of(pairs), same -> new HeaderMap(pairs))
                : new HeaderMap(pairs);
    }

    /** Returns whether a name or value takes no memory of its own, because all tasks share it. */
    public static boolean isShared(String text) {
        return SHARED.containsKey(text);
    }

    @Override
    public int size() {
        return pairs.length / 2;
    }

    @Override
    public @Nullable String get(@Nullable Object name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equals(name)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    /** Creates no entries, unlike an iteration. */
    @Override
    public void forEach(BiConsumer<? super String, ? super String> action) {
        for (int i = 0; i < pairs.length; i += 2) {
            action.accept(pairs[i], pairs[i + 1]);
        }
    }

    @Override
    public Set<Entry<String, String>> entrySet() {
        return new Entries();
    }

    /** Returns a new set. The set of the superclass would be kept as long as the task. */
    @Override
    public Set<String> keySet() {
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < pairs.length; i += 2) {
            names.add(pairs[i]);
        }
        return Collections.unmodifiableSet(names);
    }

    private final class Entries extends AbstractSet<Entry<String, String>> {
        @Override
        public int size() {
            return HeaderMap.this.size();
        }

        @Override
        public Iterator<Entry<String, String>> iterator() {
            return new EntryIterator();
        }
    }

    private final class EntryIterator implements Iterator<Entry<String, String>> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < pairs.length;
        }

        @Override
        public Entry<String, String> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Entry<String, String> entry = Map.entry(pairs[next], pairs[next + 1]);
            next += 2;
            return entry;
        }
    }
}
