package io.pgwal.testing;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Everything of the class path but some packages, loaded anew. */
public final class FilteredClassPath extends URLClassLoader {

    private final List<String> left;

    /**
     * @param left prefixes of the names of classes that are not there, such as {@code io.micrometer.}
     * @param jars prefixes of the names of archives that are not there, with all their resources
     */
    public FilteredClassPath(List<String> left, String... jars) throws MalformedURLException {
        super(classPath(jars), ClassLoader.getPlatformClassLoader());
        this.left = left;
    }

    private static URL[] classPath(String... jars) throws MalformedURLException {
        List<String> entries = Arrays.stream(
                        System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> Arrays.stream(jars)
                        .noneMatch(
                                jar -> Path.of(entry).getFileName().toString().startsWith(jar)))
                .toList();
        URL[] urls = new URL[entries.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = Path.of(entries.get(i)).toUri().toURL();
        }
        return urls;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (left.stream().anyMatch(name::startsWith)) {
            throw new ClassNotFoundException(name);
        }
        return super.findClass(name);
    }

    public boolean has(String name) {
        try {
            loadClass(name);
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
