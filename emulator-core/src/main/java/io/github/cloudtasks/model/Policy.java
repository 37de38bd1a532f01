package io.github.cloudtasks.model;

import java.util.List;

/**
 * Who may do what with a queue. The emulator stores policies and never enforces them.
 *
 * @param version 0 until a policy is set, then 1 (recorded)
 * @param etag changes with each change of the policy
 */
public record Policy(int version, List<Binding> bindings, Bytes etag) {
    public Policy {
        bindings = List.copyOf(bindings);
    }

    /**
     * A role and its members.
     *
     * @param conditional whether the caller attached a condition, which queues refuse (recorded)
     */
    public record Binding(String role, List<String> members, boolean conditional) {
        public Binding {
            members = List.copyOf(members);
        }
    }
}
