package io.github.cloudtasks.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages keep their meaning on the way through the published classes and ours. */
class WireCompatibilityTest {
    private static final int MESSAGES = 25;
    private static final long SEED = 20_261_127;

    @ParameterizedTest
    @EnumSource
    void messages_of_published_classes_survive_our_classes(Api api) throws Exception {
        MessageGenerator random = new MessageGenerator(SEED);
        for (Pair pair : pairs(api)) {
            for (int i = 0; i < MESSAGES; i++) {
                assertSurvives(random.next(pair.published(), pair.shape()), pair.ours());
            }
        }
        assertEachFieldWasSet(api, random);
    }

    @ParameterizedTest
    @EnumSource
    void messages_of_our_classes_survive_published_classes(Api api) throws Exception {
        MessageGenerator random = new MessageGenerator(SEED + 1);
        for (Pair pair : pairs(api)) {
            for (int i = 0; i < MESSAGES; i++) {
                assertSurvives(random.next(pair.ours(), pair.shape()), pair.published());
            }
        }
        assertEachFieldWasSet(api, random);
    }

    /**
     * Default instances of two classes of one message.
     *
     * @param shape the published fields, which both classes know
     */
    private record Pair(Message published, Message ours, Descriptor shape) {}

    private static List<Pair> pairs(Api api) {
        Map<String, Descriptor> ours = Definitions.messages(api.ours()).stream()
                .collect(Collectors.toMap(Descriptor::getFullName, Function.identity()));
        return Definitions.messages(api.published()).stream()
                .map(message -> new Pair(prototype(message), prototype(ours.get(message.getFullName())), message))
                .toList();
    }

    private static void assertSurvives(Message message, Message other) throws InvalidProtocolBufferException {
        String name = message.getDescriptorForType().getFullName();
        Message there =
                other.getParserForType().parseFrom(message.toByteString(), ExtensionRegistry.getEmptyRegistry());
        assertThat(there.getClass()).isNotEqualTo(message.getClass());
        assertNoUnknownFields(there);
        assertThat(TextFormat.printer().printToString(there))
                .as(name)
                .isEqualTo(TextFormat.printer().printToString(message));
        Message back = message.getParserForType().parseFrom(there.toByteString());
        assertThat(back).as(name).isEqualTo(message);
    }

    private static void assertNoUnknownFields(Message message) {
        assertThat(message.getUnknownFields().asMap())
                .as("unknown fields of %s", message.getDescriptorForType().getFullName())
                .isEmpty();
        for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
            if (field.getKey().getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                Object value = field.getValue();
                Collection<?> elements = value instanceof Collection<?> list ? list : List.of(value);
                elements.forEach(element -> assertNoUnknownFields((Message) element));
            }
        }
    }

    private static void assertEachFieldWasSet(Api api, MessageGenerator random) {
        TreeSet<String> unset = new TreeSet<>();
        for (Descriptor message : Definitions.messages(api.published())) {
            message.getFields().forEach(field -> unset.add(field.getFullName()));
        }
        unset.removeAll(random.fields());
        assertThat(unset).as("fields that no random message had").isEmpty();
    }

    /** Returns the default instance of the class that was generated for a message. */
    private static Message prototype(Descriptor message) {
        try {
            Object instance = Class.forName(className(message))
                    .getMethod("getDefaultInstance")
                    .invoke(null);
            assertThat(((Message) instance).getDescriptorForType()).isSameAs(message);
            return (Message) instance;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no class for " + message.getFullName(), e);
        }
    }

    private static String className(Descriptor message) {
        Descriptor outer = message.getContainingType();
        return outer == null
                ? message.getFile().getOptions().getJavaPackage() + "." + message.getName()
                : className(outer) + "$" + message.getName();
    }
}
