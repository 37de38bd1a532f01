package io.github.cloudtasks.grpc.service;

import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.Policy;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.model.Policy.Binding;

/** The three IAM methods. Every API version has the same messages for them. */
public final class IamService {
    private final CloudTasks engine;

    public IamService(CloudTasks engine) {
        this.engine = engine;
    }

    public Policy getIamPolicy(GetIamPolicyRequest request) {
        return toProto(engine.queues()
                .getIamPolicy(request.getResource(), request.getOptions().getRequestedPolicyVersion()));
    }

    /** Replaces the policy of a queue. A request without a policy sets an empty policy (recorded). */
    public Policy setIamPolicy(SetIamPolicyRequest request) {
        return toProto(engine.queues().setIamPolicy(request.getResource(), fromProto(request.getPolicy())));
    }

    public TestIamPermissionsResponse testIamPermissions(TestIamPermissionsRequest request) {
        return TestIamPermissionsResponse.newBuilder()
                .addAllPermissions(
                        engine.queues().testIamPermissions(request.getResource(), request.getPermissionsList()))
                .build();
    }

    private static Policy toProto(io.github.cloudtasks.model.Policy policy) {
        Policy.Builder proto =
                Policy.newBuilder().setVersion(policy.version()).setEtag(BytesConverter.toProto(policy.etag()));
        for (Binding binding : policy.bindings()) {
            proto.addBindingsBuilder().setRole(binding.role()).addAllMembers(binding.members());
        }
        return proto.build();
    }

    private static io.github.cloudtasks.model.Policy fromProto(Policy proto) {
        return new io.github.cloudtasks.model.Policy(
                proto.getVersion(),
                proto.getBindingsList().stream()
                        .map(binding ->
                                new Binding(binding.getRole(), binding.getMembersList(), binding.hasCondition()))
                        .toList(),
                BytesConverter.fromProto(proto.getEtag()));
    }
}
