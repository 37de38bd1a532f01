package io.github.cloudtasks.storage;

import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.Policy.Binding;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredBinding;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredPolicy;
import java.util.List;

/** Encodes IAM policies of queues. */
final class PolicyCodec {
    private PolicyCodec() {}

    static byte[] encode(Policy policy) {
        StoredPolicy.Builder message =
                StoredPolicy.newBuilder().setVersion(policy.version()).setEtag(MessageCodec.encode(policy.etag()));
        for (Binding binding : policy.bindings()) {
            message.addBindings(StoredBinding.newBuilder()
                    .setRole(binding.role())
                    .addAllMembers(binding.members())
                    .setConditional(binding.conditional()));
        }
        return message.build().toByteArray();
    }

    /**
     * Decodes a policy.
     *
     * @param queue the queue that has the policy, for the message of the exception
     * @throws StoredValueException if the bytes are not a policy
     */
    static Policy decode(QueueName queue, byte[] bytes) throws StoredValueException {
        try {
            return fromMessage(MessageCodec.parse(StoredPolicy.parser(), bytes));
        } catch (StoredValueException e) {
            throw e.in("IAM policy of " + queue);
        }
    }

    private static Policy fromMessage(StoredPolicy message) {
        List<Binding> bindings = message.getBindingsList().stream()
                .map(binding -> new Binding(binding.getRole(), binding.getMembersList(), binding.getConditional()))
                .toList();
        return new Policy(message.getVersion(), bindings, MessageCodec.decode(message.getEtag()));
    }
}
