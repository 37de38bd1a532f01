package io.github.cloudtasks.rest.routing;

import io.github.cloudtasks.rest.errors.FieldViolations;
import java.util.List;

/**
 * A request that matched a route.
 *
 * @param variables the values of the route's variables, in the template's order, percent-decoded
 */
public record MatchedRequest(
        RestRequest request, QueryParameters query, SystemParameters parameters, List<String> variables) {
    /**
     * For a method whose request has no fields that a query could fill.
     *
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT if there are parameters that are not the front end's own
     */
    public void rejectParameters() {
        FieldViolations violations = new FieldViolations();
        methodParameters().forEach(parameter -> violations.unknownParameter(parameter.name()));
        violations.check();
    }

    /** The query parameters that are the method's own affair, without those that every Google API has. */
    public List<QueryParameters.Parameter> methodParameters() {
        return query.parameters().stream()
                .filter(parameter -> !SystemParameters.isSystem(parameter.name()))
                .toList();
    }
}
