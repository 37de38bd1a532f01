package io.github.cloudtasks.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import org.slf4j.Logger;

/** The packaged jar, isolated from the class path of these tests, which contains everything that was put into it. */
final class EmbeddedJar {
    static final String MODULE = "io.github.cloudtasks.embedded";

    private static final Path FILE = Path.of(System.getProperty("embedded.jar"));

    private EmbeddedJar() {}

    /** Returns the names of all files in the jar. */
    static List<String> files() throws IOException {
        try (JarFile jar = new JarFile(FILE.toFile())) {
            return jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(entry -> entry.getName())
                    .toList();
        }
    }

    /** Returns the names of all classes in the jar. */
    static List<String> classes() throws IOException {
        return files().stream()
                .filter(file -> file.endsWith(".class") && !file.equals("module-info.class"))
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

    static ModuleDescriptor descriptor() {
        return ModuleFinder.of(FILE).find(MODULE).orElseThrow().descriptor();
    }

    /** Returns a loader of the jar and its mandatory dependencies as a class path. */
    static URLClassLoader onClassPath() throws MalformedURLException {
        return new URLClassLoader(
                new URL[] {FILE.toUri().toURL(), locationOf(Logger.class)}, ClassLoader.getPlatformClassLoader());
    }

    /** Returns a loader of the jar and its mandatory dependencies as modules. */
    static ClassLoader onModulePath() throws URISyntaxException {
        ModuleFinder modules =
                ModuleFinder.of(FILE, Path.of(locationOf(Logger.class).toURI()));
        Configuration resolved = ModuleLayer.boot().configuration().resolve(modules, ModuleFinder.of(), Set.of(MODULE));
        return ModuleLayer.boot()
                .defineModulesWithOneLoader(resolved, ClassLoader.getPlatformClassLoader())
                .findLoader(MODULE);
    }

    private static URL locationOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
