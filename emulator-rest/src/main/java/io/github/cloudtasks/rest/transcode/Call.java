package io.github.cloudtasks.rest.transcode;

import java.util.List;

/**
 * A request that matched a route.
 *
 * @param variables the values of the route's variables, in the template's order, percent-decoded
 */
public record Call(RestRequest request, Query query, SystemParameters parameters, List<String> variables) {
  /**
   * For a method whose request has no fields that a query could fill.
   *
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT if there are parameters that are not the front end's own
   */
  public void refuseParameters() {
    Violations violations = new Violations();
    for (Query.Parameter parameter : query.parameters()) {
      if (!SystemParameters.isSystem(parameter.name())) {
        violations.unknownParameter(parameter.name());
      }
    }
    violations.check();
  }
}
