package io.github.cloudtasks.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/**
 * Reads the rows of a table in ascending order of their numbers. If a page of the file is damaged, the rows before and
 * after it are still read: the scan searches for the ends of each range that cannot be read. Not thread-safe.
 */
final class TableScan {
    /** The most ranges that are tried. Each damaged page takes about 80 of them. */
    private static final int MAX_TRIES = 4000;

    /** The most tries in a row that find nothing to read, as in a table whose first page is damaged. */
    private static final int MAX_VAIN_TRIES = 200;

    private final Connection connection;
    private final String query;
    private final String key;

    /** The first error. */
    private String error = "";

    /** Reads one row. */
    @FunctionalInterface
    interface RowReader {
        void read(ResultSet row) throws SQLException, StoredValueException;
    }

    /**
     * Numbers of rows.
     *
     * @param first the least one
     * @param last the greatest one
     */
    record Range(long first, long last) {
        boolean isEmpty() {
            return first > last;
        }
    }

    /**
     * The end of a read.
     *
     * @param isComplete whether all rows of the range were read
     * @param last the number of the last row that was read; if there was none, the number before the range in the order
     *     of the read
     */
    private record Result(boolean isComplete, long last) {}

    /**
     * Creates a scan.
     *
     * @param key the column that is the primary key
     * @param columns the columns that a row reader receives after the key
     */
    TableScan(Connection connection, String table, String key, String columns) {
        this.connection = connection;
        this.query = "SELECT " + key + ", " + columns + " FROM " + table;
        this.key = key;
    }

    /** Reads all rows that can be read, and returns the ranges of the others in ascending order. */
    List<Range> read(RowReader reader, Damage damage) {
        Range all = new Range(Long.MIN_VALUE, Long.MAX_VALUE);
        List<Range> unreadable = new ArrayList<>();
        Result first = read(all, reader, damage);
        if (!first.isComplete()) {
            List<Range> readable = new ArrayList<>();
            search(new Range(first.last() + 1, Long.MAX_VALUE), readable, unreadable);
            readable.forEach(range -> read(range, reader, damage));
        }
        return unreadable;
    }

    /** Returns the first error of a scan that has met damage. */
    String error() {
        return error;
    }

    private Result read(Range range, RowReader reader, Damage damage) {
        return read(range, "", row -> {
            try {
                reader.read(row);
            } catch (StoredValueException | IllegalArgumentException e) {
                damage.add(String.valueOf(e.getMessage()));
            }
        });
    }

    /** Divides a range into parts that can be read and parts that cannot. */
    private void search(Range range, List<Range> readable, List<Range> unreadable) {
        Deque<Range> open = new ArrayDeque<>(List.of(range));
        int vain = 0;
        for (int tries = 0; !open.isEmpty(); tries++) {
            Range next = open.remove();
            Result up = read(next, "", TableScan::readValues);
            vain++;
            if (up.isComplete()) {
                vain = 0;
                readable.add(next);
                continue;
            }
            Range rest = next;
            if (up.last() >= next.first()) {
                readable.add(new Range(next.first(), up.last()));
                rest = new Range(up.last() + 1, next.last());
            }
            Result down = read(rest, " DESC", TableScan::readValues);
            if (down.last() <= rest.last()) {
                readable.add(new Range(down.last(), rest.last()));
                rest = new Range(rest.first(), down.last() - 1);
            }
            if (rest.isEmpty()) {
                continue;
            }
            if (rest.first() != next.first() || rest.last() != next.last()) {
                vain = 0;
            }
            if (rest.first() == rest.last() || tries >= MAX_TRIES || vain >= MAX_VAIN_TRIES) {
                unreadable.add(rest);
                continue;
            }
            // The average of two numbers whose sum can overflow.
            long middle = (rest.first() & rest.last()) + ((rest.first() ^ rest.last()) >> 1);
            open.add(new Range(rest.first(), middle));
            open.add(new Range(middle + 1, rest.last()));
        }
        readable.sort(Comparator.comparingLong(Range::first));
        merge(unreadable);
    }

    private static void readValues(ResultSet row) throws SQLException {
        for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
            row.getObject(column);
        }
    }

    /** Sorts ranges, and joins those that are adjacent. */
    private static void merge(List<Range> ranges) {
        ranges.sort(Comparator.comparingLong(Range::first));
        for (int i = ranges.size() - 1; i > 0; i--) {
            if (ranges.get(i - 1).last() + 1 == ranges.get(i).first()) {
                ranges.set(
                        i - 1,
                        new Range(ranges.get(i - 1).first(), ranges.get(i).last()));
                ranges.remove(i);
            }
        }
    }

    private Result read(Range range, String order, RowReader reader) {
        boolean descending = !order.isEmpty();
        // No row was read: the number before the first one in this order.
        long last = descending
                ? (range.last() == Long.MAX_VALUE ? Long.MAX_VALUE : range.last() + 1)
                : (range.first() == Long.MIN_VALUE ? Long.MIN_VALUE : range.first() - 1);
        try (PreparedStatement select =
                connection.prepareStatement(query + " WHERE " + key + " BETWEEN ? AND ? ORDER BY " + key + order)) {
            select.setLong(1, range.first());
            select.setLong(2, range.last());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    long number = rows.getLong(1);
                    if (descending ? number >= last : number <= last) {
                        throw new SQLException("the row " + number + " is in the wrong place");
                    }
                    reader.read(rows);
                    last = number;
                }
            }
            return new Result(true, last);
        } catch (StoredValueException e) {
            throw new IllegalStateException("no values are decoded here", e);
        } catch (SQLException e) {
            error = error.isEmpty() ? String.valueOf(e.getMessage()) : error;
            return new Result(false, last);
        }
    }
}
