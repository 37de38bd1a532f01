package io.github.cloudtasks.server.startup;

import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.rest.errors.InvalidFieldsException;
import io.github.cloudtasks.rest.errors.InvalidFieldsException.InvalidField;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** The schemas of all API versions. A file does not say which version its resources have. */
final class QueueResourceSchemas {
    /** v2beta3 first: it has all fields of v2, and those of v2beta2 under other names. */
    private static final List<String> ORDER = List.of("v2beta3", "v2", "v2beta2");

    private final List<QueueResourceSchema> schemas;

    private QueueResourceSchemas(List<QueueResourceSchema> schemas) {
        this.schemas = schemas;
    }

    static QueueResourceSchemas of(List<ApiVersion> versions) {
        return new QueueResourceSchemas(versions.stream()
                .sorted(Comparator.comparingInt(version -> ORDER.indexOf(version.id())))
                .map(QueueResourceSchema::of)
                .toList());
    }

    /** A parsed resource and its schema. */
    record Fit(QueueResourceSchema schema, Message resource) {}

    /** Thrown if a resource has no known schema. */
    static final class Misfit extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient List<InvalidField> violations;

        private Misfit(List<InvalidField> violations) {
            super("no schema", null, false, false);
            this.violations = violations;
        }

        InvalidField first() {
            return violations.getFirst();
        }

        private int unknownNames() {
            return (int) violations.stream().filter(InvalidField::isUnknown).count();
        }
    }

    /**
     * Parses a resource with the first schema that accepts it.
     *
     * @throws Misfit if no schema accepts it; contains the violations of the schema that fits best
     */
    Fit read(byte[] json) throws Misfit {
        List<Misfit> misfits = new ArrayList<>();
        for (QueueResourceSchema schema : schemas) {
            try {
                return new Fit(schema, schema.read(json));
            } catch (InvalidFieldsException e) {
                misfits.add(new Misfit(e.fields()));
            }
        }
        throw Collections.min(
                misfits,
                Comparator.comparingInt(Misfit::unknownNames).thenComparingInt(misfit -> misfit.violations.size()));
    }
}
