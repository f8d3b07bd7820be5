package io.pgwal.replication;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.postgresql.PGProperty;

/**
 * Refuses parameters that the driver would ignore, or take for something else, without a word: unknown names, choices that
 * there are not, numbers and booleans that are none, files that are not there.
 */
final class DriverParameters {

    /** Options of ours → the driver's parameters. */
    private static final Map<String, String> OPTIONS = Map.of(
            "user", "username",
            "password", "password",
            "sslmode", "sslMode",
            "sslrootcert", "sslRootCert",
            "sslcert", "sslCert",
            "sslkey", "sslKey",
            "sslpassword", "sslPassword",
            "connectTimeout", "connectTimeout");

    /** With a class of somebody else's the driver hands on parameters that it does not know. */
    private static final List<String> FOREIGN_CLASSES = List.of(
            "socketFactory",
            "sslfactory",
            "authenticationPluginClassName",
            "sslhostnameverifier",
            "sslpasswordcallback");

    private static final Set<String> FILES = Set.of("sslrootcert", "sslcert", "sslkey");

    private DriverParameters() {}

    /** @throws ReplicationFailure BAD_SETTING naming the option */
    static void check(Properties parameters) {
        boolean foreign = FOREIGN_CLASSES.stream().anyMatch(parameters::containsKey);
        for (String name : parameters.stringPropertyNames()) {
            if (name.startsWith("PG")) {
                continue; // the address in a URL
            }
            PGProperty known = PGProperty.forName(name);
            String value = parameters.getProperty(name);
            if (known != null) {
                check(name, value, known);
            } else if (!foreign) {
                throw ReplicationFailure.badSetting(option(name), "is no connection parameter of pgjdbc");
            }
            if (FILES.contains(name) && !parameters.containsKey("sslfactory")) {
                readable(name, value);
            }
        }
    }

    /** @throws ReplicationFailure BAD_SETTING when the URL, which wins in the driver, says something else than an option */
    static void refuseContradiction(Map<String, String> options, Properties ofUrl) {
        options.forEach((name, value) -> {
            String other = ofUrl.getProperty(name);
            // the timeout has a default, so it is always there
            if (other != null && !other.equals(value) && !name.equals("connectTimeout")) {
                throw ReplicationFailure.badSetting(option(name), "contradicts the url, which sets " + name + " too");
            }
        });
    }

    private static void check(String name, String value, PGProperty known) {
        String[] choices = known.getChoices();
        String usual = String.valueOf(known.getDefaultValue());
        if (choices != null && Arrays.stream(choices).noneMatch(value::equalsIgnoreCase)) {
            boolean list = name.equals("requireAuth"); // the one that takes several
            if (!list) {
                throw ReplicationFailure.badSetting(
                        option(name), "is '" + value + "'; it can be " + String.join(", ", choices));
            }
        } else if (usual.matches("true|false") && choices == null && !value.matches("(?i)true|false")) {
            throw ReplicationFailure.badSetting(option(name), "is '" + value + "'; it can be true, false");
        } else if (usual.matches("-?\\d+") && choices == null && !value.matches("-?\\d{1,10}")) {
            throw ReplicationFailure.badSetting(option(name), "is '" + value + "', which is no whole number");
        }
    }

    private static void readable(String name, String file) {
        try {
            Path path = Path.of(file);
            if (!Files.isDirectory(path) && Files.isReadable(path)) {
                return;
            }
        } catch (InvalidPathException e) {
            throw ReplicationFailure.badSetting(option(name), "is no path of a file: " + e.getReason());
        }
        throw ReplicationFailure.badSetting(option(name), "names no readable file: " + file);
    }

    private static String option(String name) {
        return OPTIONS.getOrDefault(name, "driver." + name);
    }
}
