package io.github.cloudtasks.model;

import java.util.List;

/**
 * The IAM policy of a queue. The emulator stores policies but does not enforce them.
 *
 * @param version 0 until a policy is set, then 1 (recorded); in a request 0, 1 or 3
 * @param etag changes with every change of the policy; empty in a request that overwrites any policy
 */
public record Policy(int version, List<Binding> bindings, Bytes etag) {
    public Policy {
        bindings = List.copyOf(bindings);
    }

    /**
     * The members of a role.
     *
     * @param conditional whether the binding has a condition; it is rejected for queues (recorded)
     */
    public record Binding(String role, List<String> members, boolean conditional) {
        public Binding {
            members = List.copyOf(members);
        }
    }
}
