package io.pgwal.docs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles and builds the routes of snippets with the dependencies that the pages name, and no others. */
final class IsolatedRoutes implements AutoCloseable {

    private static final Pattern SCHEME = Pattern.compile("[\"' :]([a-z][a-z0-9-]*):[^\\s\"':]");
    private static final Map<String, String> IMPORTS = Map.of(
            "FileLockClusterService", "org.apache.camel.component.file.cluster.FileLockClusterService",
            "GroupedExchangeAggregationStrategy",
                    "org.apache.camel.processor.aggregate.GroupedExchangeAggregationStrategy",
            "PgWalAck", "io.pgwal.camel.PgWalAck",
            "PgWalConstants", "io.pgwal.camel.PgWalConstants",
            "DataType", "org.apache.camel.spi.DataType");

    private final NamedDependencies dependencies = new NamedDependencies();
    private final Map<String, String> artifactsByScheme;
    private final Path folder;
    /** By class path: loading Camel takes longer than building a route. */
    private final Map<List<Path>, Loader> loaders = new HashMap<>();

    private int count;

    /** @param artifactsByScheme as Camel's catalog has them */
    IsolatedRoutes(Path folder, Map<String, String> artifactsByScheme) {
        this.folder = folder;
        this.artifactsByScheme = artifactsByScheme;
    }

    /** @throws IllegalStateException with what the compiler or Camel says */
    int build(Snippet snippet) throws Exception {
        Set<String> artifacts = dependencies.of(snippet.language() + "\n" + snippet.text());
        List<Path> classPath = dependencies.classPath(artifacts);
        Path place = Files.createDirectory(folder.resolve("snippet" + ++count));
        Map<String, String> arguments = new HashMap<>();
        arguments.put("standIns", String.join(",", standIns(snippet, artifacts)));
        arguments.put("clusterService", Boolean.toString(!snippet.text().contains("addService(")));
        if (snippet.language().equals("java")) {
            compile(source(snippet), place, classPath);
            arguments.put("class", "Snippet");
        } else {
            Path file = place.resolve("route." + snippet.language());
            Files.writeString(file, whole(snippet));
            arguments.put("resource", "file:" + file);
        }
        Loader loader = loaders.get(classPath);
        if (loader == null) {
            loader = new Loader(classPath);
            loaders.put(classPath, loader);
        }
        return load(loader, place, arguments);
    }

    /** Schemes whose artifact a page names, which the tests do not have. One that is not named is left to Camel to miss. */
    private Set<String> standIns(Snippet snippet, Set<String> artifacts) {
        return SCHEME.matcher(snippet.text())
                .results()
                .map(found -> found.group(1))
                .filter(scheme -> artifacts.contains(artifactsByScheme.get(scheme)))
                .filter(scheme -> !dependencies.has(artifactsByScheme.get(scheme)))
                .collect(Collectors.toSet());
    }

    /** A route, or steps of one. */
    private static String whole(Snippet snippet) {
        String text = snippet.text();
        if (snippet.language().equals("xml") || text.matches("(?s)- (route|from|beans|routeConfiguration):.*")) {
            return text;
        }
        return "- from:\n    uri: pgwal:shop?publication=shop\n    steps:\n" + text.indent(6);
    }

    private static String source(Snippet snippet) {
        String imports = IMPORTS.entrySet().stream()
                .filter(one -> snippet.text().contains(one.getKey()))
                .map(one -> "import " + one.getValue() + ";\n")
                .collect(Collectors.joining());
        return imports + """
                import java.util.*;
                import java.util.stream.Collectors;
                import org.apache.camel.*;
                import org.apache.camel.builder.RouteBuilder;
                import org.apache.camel.spi.IdempotentRepository;
                public class Snippet extends RouteBuilder {
                    void writeFile(List<Exchange> exchanges) throws java.io.IOException {}
                    @Override public void configure() throws Exception {
                        CamelContext camelContext = getCamelContext();
                        IdempotentRepository repository = camelContext.getRegistry()
                            .findSingleByType(IdempotentRepository.class);
                """ + snippet.text() + "}}";
    }

    private static void compile(String source, Path place, List<Path> classPath) throws IOException {
        Path file = Files.writeString(place.resolve("Snippet.java"), source);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options = List.of(
                    "-proc:none",
                    "-nowarn",
                    "-Xlint:-options",
                    "--release",
                    "17",
                    "-d",
                    place.toString(),
                    "-classpath",
                    classPath.stream().map(Path::toString).collect(Collectors.joining(java.io.File.pathSeparator)));
            if (!compiler.getTask(new PrintWriter(said), files, null, options, null, files.getJavaFileObjects(file))
                    .call()) {
                throw new IllegalStateException("does not compile:\n" + said);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (Loader loader : loaders.values()) {
            loader.close();
        }
    }

    private static int load(Loader loader, Path compiled, Map<String, String> arguments) throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader own = new URLClassLoader(new URL[] {compiled.toUri().toURL()}, loader)) {
            Thread.currentThread().setContextClassLoader(own);
            @SuppressWarnings("unchecked")
            Function<Map<String, String>, Integer> loading =
                    (Function<Map<String, String>, Integer>) loader.loadClass(RouteLoading.class.getName())
                            .getDeclaredConstructor()
                            .newInstance();
            return loading.apply(arguments);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** The class path of a snippet, and the class that builds its routes. */
    private static final class Loader extends URLClassLoader {

        Loader(List<Path> classPath) throws MalformedURLException {
            super(urls(classPath), ClassLoader.getPlatformClassLoader());
        }

        private static URL[] urls(List<Path> classPath) throws MalformedURLException {
            List<URL> urls = new ArrayList<>();
            for (Path one : classPath) {
                urls.add(one.toUri().toURL());
            }
            return urls.toArray(URL[]::new);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (!name.startsWith(RouteLoading.class.getName())) {
                return super.findClass(name);
            }
            try (InputStream in = RouteLoading.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                in.transferTo(bytes);
                return defineClass(name, bytes.toByteArray(), 0, bytes.size());
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
