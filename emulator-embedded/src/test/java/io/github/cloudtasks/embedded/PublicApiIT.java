package io.github.cloudtasks.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.module.ModuleDescriptor;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The public API is one exported package, small, and free of internal types. */
class PublicApiIT {
    private static final String API = "io.github.cloudtasks.emulator";
    private static final int MAX_PUBLIC_TYPES = 20;

    @Test
    void module_exports_only_the_public_api() {
        ModuleDescriptor descriptor = EmbeddedJar.descriptor();

        assertThat(descriptor.isAutomatic()).isFalse();
        assertThat(descriptor.isOpen()).isFalse();
        assertThat(descriptor.opens()).isEmpty();
        assertThat(descriptor.exports()).singleElement().satisfies(exported -> {
            assertThat(exported.source()).isEqualTo(API);
            assertThat(exported.isQualified()).isFalse();
        });
    }

    @Test
    void api_package_has_at_most_20_public_types() throws Exception {
        try (URLClassLoader loader = EmbeddedJar.onClassPath()) {
            assertThat(publicTypes(loader))
                    .extracting(Class::getSimpleName)
                    .contains("CloudTasksEmulator", "EmulatorSettings", "RecordedAttempt", "ListenException")
                    .hasSizeLessThanOrEqualTo(MAX_PUBLIC_TYPES);
        }
    }

    @Test
    void signatures_name_only_types_of_the_api_and_the_jdk() throws Exception {
        Set<String> named = new TreeSet<>();
        try (URLClassLoader loader = EmbeddedJar.onClassPath()) {
            publicTypes(loader).forEach(type -> addTypesOf(type, named));
        }

        assertThat(named)
                .contains("java.time.Duration", API + ".RecordedBody")
                .allMatch(name -> name.startsWith(API + ".") || name.startsWith("java."));
    }

    private static List<Class<?>> publicTypes(ClassLoader loader) throws Exception {
        List<Class<?>> types = new ArrayList<>();
        for (String name : EmbeddedJar.classes()) {
            if (name.startsWith(API + ".")) {
                Class<?> type = loader.loadClass(name);
                if (isVisible(type.getModifiers())) {
                    types.add(type);
                }
            }
        }
        return types;
    }

    private static void addTypesOf(Class<?> type, Set<String> into) {
        add(type.getGenericSuperclass(), into);
        addAll(into, type.getGenericInterfaces());
        for (Field field : type.getDeclaredFields()) {
            if (isVisible(field.getModifiers())) {
                add(field.getGenericType(), into);
            }
        }
        Stream.concat(Stream.of(type.getDeclaredConstructors()), Stream.of(type.getDeclaredMethods()))
                .filter(call -> isVisible(call.getModifiers()))
                .forEach(call -> addTypesOf(call, into));
    }

    private static void addTypesOf(Executable call, Set<String> into) {
        if (call instanceof Method method) {
            add(method.getGenericReturnType(), into);
        }
        addAll(into, call.getGenericParameterTypes());
        addAll(into, call.getGenericExceptionTypes());
        AnnotatedElement element = call;
        Stream.of(element.getAnnotations()).forEach(annotation -> add(annotation.annotationType(), into));
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static void addAll(Set<String> into, Type... types) {
        for (Type type : types) {
            add(type, into);
        }
    }

    private static void add(Type type, Set<String> into) {
        switch (type) {
            case null -> {}
            case Class<?> array when array.isArray() -> add(array.getComponentType(), into);
            case Class<?> plain when plain.isPrimitive() -> {}
            case Class<?> plain -> into.add(plain.getName());
            case ParameterizedType generic -> {
                add(generic.getRawType(), into);
                addAll(into, generic.getActualTypeArguments());
            }
            case GenericArrayType array -> add(array.getGenericComponentType(), into);
            case WildcardType wildcard -> {
                addAll(into, wildcard.getUpperBounds());
                addAll(into, wildcard.getLowerBounds());
            }
            case TypeVariable<?> variable -> addAll(into, variable.getBounds());
            default -> throw new AssertionError("unknown kind of type: " + type);
        }
    }
}
