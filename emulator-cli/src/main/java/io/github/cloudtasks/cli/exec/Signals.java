package io.github.cloudtasks.cli.exec;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Signals that are sent to this process. Java has no public class for them; the one of the module jdk.unsupported,
 * which every JVM has, is called by reflection, because the compiler rejects its name.
 */
final class Signals {
    private static final String SIGNAL = "sun.misc.Signal";

    private Signals() {}

    /**
     * Replaces the effect of a signal, which otherwise ends the JVM. Has no effect for a signal that the system does
     * not know, or that this process ignores, as a job in the background does.
     *
     * @param name such as {@code INT}
     */
    static void handle(String name, Runnable effect) {
        try {
            Class<?> signal = Class.forName(SIGNAL);
            Class<?> handler = Class.forName(SIGNAL + "Handler");
            InvocationHandler calls = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    effect.run();
                }
                return null;
            };
            Object made = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, calls);
            Object number = signal.getConstructor(String.class).newInstance(name);
            signal.getMethod("handle", signal, handler).invoke(null, number, made);
        } catch (ReflectiveOperationException e) {
            // Unknown or ignored: see above.
        }
    }
}
