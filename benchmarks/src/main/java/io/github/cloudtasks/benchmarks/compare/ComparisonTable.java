package io.github.cloudtasks.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Formats the figures of one measurement: a row for each figure, a column for each server. */
final class ComparisonTable {
    static final String MISSING = "–";

    private final Results results;
    private final List<String> servers;
    private final List<String> references;

    /**
     * A table.
     *
     * @param servers the columns
     * @param references columns to which the others are compared; left out where they have no value
     */
    ComparisonTable(Results results, List<String> servers, List<String> references) {
        this.results = results;
        this.servers = servers;
        this.references = references;
    }

    /** Returns the lines of a measurement, the headings first; empty if it has no figures. */
    List<String> lines(String measurement) {
        List<Figure> figures = results.figures(measurement);
        if (figures.isEmpty()) {
            return List.of();
        }
        List<String> columns = new ArrayList<>(servers);
        references.stream()
                .filter(reference -> figures.stream().anyMatch(figure -> results.median(figure, reference) != null))
                .forEach(columns::add);
        List<List<String>> rows = new ArrayList<>();
        List<String> headings = new ArrayList<>(List.of(measurement, ""));
        headings.addAll(columns);
        rows.add(headings);
        for (Figure figure : figures) {
            List<String> row = new ArrayList<>(List.of(figure.label(), figure.unit()));
            columns.forEach(column -> row.add(cell(figure, column)));
            rows.add(row);
        }
        return aligned(rows);
    }

    private String cell(Figure figure, String server) {
        Double value = results.median(figure, server);
        if (value == null) {
            return MISSING;
        }
        // Numbers without a unit are counts, such as connections, whose ratio has no meaning.
        if (references.contains(server) || figure.unit().isEmpty()) {
            return number(value);
        }
        for (String reference : references) {
            Double other = results.median(figure, reference);
            if (other != null && other != 0) {
                return number(value) + String.format(Locale.ROOT, " (%.2f×)", value / other);
            }
        }
        return number(value);
    }

    /** Returns a number with three significant digits at least, and separators of thousands. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 99.95 ? "%,.0f" : size >= 9.995 ? "%,.1f" : "%,.2f";
        return String.format(Locale.ROOT, format, value);
    }

    /** The first two columns are aligned to the left, the others to the right. */
    private static List<String> aligned(List<List<String>> rows) {
        int columns = rows.getFirst().size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? "" : "  ").append(i < 2 ? row.get(i) + padding : padding + row.get(i));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
