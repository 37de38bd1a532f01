package io.github.cloudtasks.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.cloud.tasks.v2.CloudTasksProto;
import com.google.cloud.tasks.v2.TargetProto;
import com.google.cloud.tasks.v2.TaskProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A change of a definition that changes its meaning on the wire or in JSON changes its lines. */
class DefinitionsTest {

    @Test
    void a_changed_field_is_noticed() throws Exception {
        assertFieldChange(field -> field.setNumber(77), "= 77: string");
        assertFieldChange(field -> field.setType(FieldDescriptorProto.Type.TYPE_BYTES), ": bytes");
        assertFieldChange(field -> field.setLabel(FieldDescriptorProto.Label.LABEL_REPEATED), ": repeated string");
        assertFieldChange(field -> field.setJsonName("other"), "json other");
        assertFieldChange(field -> field.setName("renamed"), "Task.renamed");
        assertFieldChange(field -> field.setOneofIndex(0), "oneof message_type");
    }

    @Test
    void explicit_presence_is_noticed() throws Exception {
        assertChange(
                TaskProto.getDescriptor(),
                file -> {
                    DescriptorProto.Builder task = file.getMessageTypeBuilder(0);
                    task.addOneofDeclBuilder().setName("_name");
                    task.getFieldBuilder(0).setProto3Optional(true).setOneofIndex(task.getOneofDeclCount() - 1);
                },
                "field google.cloud.tasks.v2.Task.name = 1: optional string, json name");
    }

    @Test
    void a_changed_type_is_noticed() throws Exception {
        assertChange(
                TaskProto.getDescriptor(),
                file -> field(file, "create_time").setTypeName(".google.protobuf.Duration"),
                "Task.create_time = 5: google.protobuf.Duration");
        assertChange(
                TaskProto.getDescriptor(),
                file -> field(file, "dispatch_count").setType(FieldDescriptorProto.Type.TYPE_INT64),
                "Task.dispatch_count = 7: int64");
    }

    @Test
    void a_removed_element_is_noticed() throws Exception {
        assertRemoval(
                TaskProto.getDescriptor(), file -> file.getMessageTypeBuilder(0).removeField(0), "field ");
        assertRemoval(
                TargetProto.getDescriptor(), file -> file.getEnumTypeBuilder(0).removeValue(7), "value ");
        assertRemoval(
                CloudTasksProto.getDescriptor(),
                file -> file.getServiceBuilder(0).removeMethod(0),
                "method ");
        assertRemoval(
                CloudTasksProto.getDescriptor(),
                file -> file.getServiceBuilder(0).getMethodBuilder(0).clearOptions(),
                "http ");
    }

    @Test
    void a_changed_enum_value_is_noticed() throws Exception {
        assertChange(
                TargetProto.getDescriptor(),
                file -> file.getEnumTypeBuilder(0).getValueBuilder(1).setNumber(99),
                "HttpMethod.POST = 99");
    }

    @Test
    void a_changed_method_is_noticed() throws Exception {
        assertMethodChange(method -> method.setServerStreaming(true), "returns (stream ");
        assertMethodChange(
                method -> method.setInputType(".google.cloud.tasks.v2.GetQueueRequest"),
                "ListQueues(google.cloud.tasks.v2.GetQueueRequest)");
        assertMethodChange(
                method -> method.setOutputType(".google.cloud.tasks.v2.Queue"),
                "returns (google.cloud.tasks.v2.Queue)");
    }

    @Test
    void a_changed_http_rule_is_noticed() throws Exception {
        assertRuleChange(rule -> rule.setGet("/v3/other"), "GET /v3/other");
        assertRuleChange(rule -> rule.setPost(rule.getGet()), "ListQueues POST /v2/");
        assertRuleChange(rule -> rule.setBody("*"), ", body *");
        assertRuleChange(rule -> rule.setResponseBody("queues"), ", response body queues");
        assertRuleChange(
                rule -> rule.addAdditionalBindings(HttpRule.newBuilder().setGet("/v2/more")), "GET /v2/more");
    }

    private static void assertFieldChange(Consumer<FieldDescriptorProto.Builder> change, String expected)
            throws DescriptorValidationException {
        assertChange(TaskProto.getDescriptor(), file -> change.accept(field(file, "name")), expected);
    }

    private static void assertMethodChange(Consumer<MethodDescriptorProto.Builder> change, String expected)
            throws DescriptorValidationException {
        assertChange(
                CloudTasksProto.getDescriptor(),
                file -> change.accept(file.getServiceBuilder(0).getMethodBuilder(0)),
                expected);
    }

    private static void assertRuleChange(Consumer<HttpRule.Builder> change, String expected)
            throws DescriptorValidationException {
        assertMethodChange(
                method -> {
                    HttpRule.Builder rule = method.getOptions().getExtension(AnnotationsProto.http).toBuilder();
                    change.accept(rule);
                    method.getOptionsBuilder().setExtension(AnnotationsProto.http, rule.build());
                },
                expected);
    }

    private static FieldDescriptorProto.Builder field(FileDescriptorProto.Builder file, String name) {
        return file.getMessageTypeBuilder(0).getFieldBuilderList().stream()
                .filter(field -> field.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Asserts that the change adds a line. */
    private static void assertChange(FileDescriptor file, Consumer<FileDescriptorProto.Builder> change, String expected)
            throws DescriptorValidationException {
        Set<String> added = Definitions.of(List.of(changed(file, change)));
        added.removeAll(Definitions.of(List.of(file)));

        assertThat(added).anySatisfy(line -> assertThat(line).contains(expected));
    }

    /** Asserts that the change removes a line of a kind. */
    private static void assertRemoval(FileDescriptor file, Consumer<FileDescriptorProto.Builder> change, String kind)
            throws DescriptorValidationException {
        Set<String> removed = Definitions.of(List.of(file));
        removed.removeAll(Definitions.of(List.of(changed(file, change))));

        assertThat(removed).anySatisfy(line -> assertThat(line).startsWith(kind));
    }

    private static FileDescriptor changed(FileDescriptor file, Consumer<FileDescriptorProto.Builder> change)
            throws DescriptorValidationException {
        FileDescriptorProto.Builder builder = file.toProto().toBuilder();
        change.accept(builder);
        return FileDescriptor.buildFrom(builder.build(), file.getDependencies().toArray(FileDescriptor[]::new));
    }
}
