package io.github.cloudtasks.embedded;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whoever holds an emulator meets no type of a library that has moved: such a name is not the one in its documentation.
 */
class PublicTypesIT {
    private static final String ENGINE = "io.github.cloudtasks.engine.CloudTasks";

    private final Set<String> seen = new TreeSet<>();
    private final Deque<Class<?>> open = new ArrayDeque<>();

    @Test
    void no_library_shows_in_what_can_be_reached_from_an_emulator() throws Exception {
        try (URLClassLoader loader = Jar.loader()) {
            meet(loader.loadClass("io.github.cloudtasks.emulator.CloudTasksEmulator"));
            while (!open.isEmpty()) {
                look(open.pop());
            }
        }

        assertThat(seen)
                .contains("io.github.cloudtasks.emulator.EmulatorSettings", "io.github.cloudtasks.emulator.ListenException")
                .noneMatch(name -> name.startsWith("io.github.cloudtasks.shaded."))
                .allMatch(name -> name.startsWith("io.github.cloudtasks.") || name.startsWith("java."));
    }

    private void look(Class<?> type) {
        meet(type.getGenericSuperclass());
        meetAll(type.getGenericInterfaces());
        for (Field field : type.getDeclaredFields()) {
            if (isVisible(field.getModifiers())) {
                meet(field.getGenericType());
            }
        }
        for (Executable constructor : type.getDeclaredConstructors()) {
            meetCall(constructor);
        }
        for (Method method : type.getDeclaredMethods()) {
            if (meetCall(method)) {
                meet(method.getGenericReturnType());
            }
        }
    }

    /** What takes the engine is called by our own wiring only: nobody else holds one. */
    private boolean meetCall(Executable call) {
        boolean ours = Stream.of(call.getParameterTypes())
                .anyMatch(type -> type.getName().equals(ENGINE));
        if (ours || !isVisible(call.getModifiers())) {
            return false;
        }
        meetAll(call.getGenericParameterTypes());
        meetAll(call.getGenericExceptionTypes());
        return true;
    }

    private static boolean isVisible(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private void meetAll(Type... types) {
        for (Type type : types) {
            meet(type);
        }
    }

    private void meet(Type type) {
        switch (type) {
            case null -> {}
            case Class<?> plain -> meetClass(plain);
            case ParameterizedType generic -> {
                meet(generic.getRawType());
                meetAll(generic.getActualTypeArguments());
            }
            case GenericArrayType array -> meet(array.getGenericComponentType());
            case WildcardType wildcard -> {
                meetAll(wildcard.getUpperBounds());
                meetAll(wildcard.getLowerBounds());
            }
            case TypeVariable<?> variable -> {}
            default -> throw new AssertionError("an unknown kind of type: " + type);
        }
    }

    private void meetClass(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.getComponentType();
        }
        if (!element.isPrimitive()
                && seen.add(element.getName())
                && element.getName().startsWith("io.github.cloudtasks.")) {
            open.add(element);
        }
    }
}
