package io.github.cloudtasks.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.slf4j.Logger;

/**
 * The packaged jar, as its users have it: of the class path of these tests, which holds all that was put into it,
 * nothing.
 */
final class Jar {
    private static final Path FILE = Path.of(System.getProperty("embedded.jar"));

    private Jar() {}

    /** The names of all files in it. */
    static List<String> files() throws IOException {
        try (JarFile jar = new JarFile(FILE.toFile())) {
            return jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(entry -> entry.getName())
                    .toList();
        }
    }

    /** The names of the classes in it. */
    static List<String> classes() throws IOException {
        return files().stream()
                .filter(file -> file.endsWith(".class"))
                .map(file ->
                        file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                .toList();
    }

    static List<String> lines(String file) throws IOException {
        try (JarFile jar = new JarFile(FILE.toFile());
                InputStream in = jar.getInputStream(jar.getEntry(file))) {
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        }
    }

    /** Loads it with what its pom brings along, and the JDK. */
    static URLClassLoader loader() throws MalformedURLException {
        return new URLClassLoader(
                new URL[] {FILE.toUri().toURL(), placeOf(Logger.class)}, ClassLoader.getPlatformClassLoader());
    }

    private static URL placeOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
