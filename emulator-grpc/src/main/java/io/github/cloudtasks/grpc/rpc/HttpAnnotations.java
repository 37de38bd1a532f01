package io.github.cloudtasks.grpc.rpc;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;

/** How REST reaches a method, read from its {@code google.api.http} option. */
public final class HttpAnnotations {

    private HttpAnnotations() {}

    /** The rule of a method and its additional bindings, flattened; none where the method has no such option. */
    public static List<HttpRule> of(MethodDescriptor method) {
        if (!method.getOptions().hasExtension(AnnotationsProto.http)) {
            return List.of();
        }
        HttpRule rule = method.getOptions().getExtension(AnnotationsProto.http);
        List<HttpRule> flat = new ArrayList<>();
        flat.add(rule.toBuilder().clearAdditionalBindings().build());
        flat.addAll(rule.getAdditionalBindingsList());
        return List.copyOf(flat);
    }
}
