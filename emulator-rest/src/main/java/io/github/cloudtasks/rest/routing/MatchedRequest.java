package io.github.cloudtasks.rest.routing;

import io.github.cloudtasks.rest.errors.FieldViolations;
import java.util.List;

/**
 * A request that matches a route.
 *
 * @param query the decoded query parameters
 * @param parameters the system parameters among them
 * @param variables the values of the route's variables in the template's order, percent-decoded
 */
public record MatchedRequest(
        RestRequest request, QueryParameters query, SystemParameters parameters, List<String> variables) {
    /**
     * Rejects query parameters other than system parameters. Call it for a method whose request has no fields that a
     * query could fill.
     *
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT if there are any
     */
    public void rejectParameters() {
        FieldViolations violations = new FieldViolations();
        methodParameters().forEach(parameter -> violations.unknownParameter(parameter.name()));
        violations.check();
    }

    /** Returns the query parameters that are not system parameters. */
    public List<QueryParameters.Parameter> methodParameters() {
        return query.parameters().stream()
                .filter(parameter -> !SystemParameters.isSystem(parameter.name()))
                .toList();
    }
}
