package io.pgwal.replication;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * What libpq reads for a parameter that is not given: the service that PGSERVICE names, then the variable of its own. The
 * driver itself reads PGPASSFILE, PGSERVICEFILE and PGSYSCONFDIR. Not read: PGHOSTADDR, PGSSLCRL, PGCONNECT_TIMEOUT.
 */
final class LibpqEnvironment {

    /** The driver's parameter → libpq's variable. */
    private static final Map<String, String> VARIABLES = new LinkedHashMap<>();

    static {
        VARIABLES.put("user", "PGUSER");
        VARIABLES.put("password", "PGPASSWORD");
        VARIABLES.put("sslmode", "PGSSLMODE");
        VARIABLES.put("sslrootcert", "PGSSLROOTCERT");
        VARIABLES.put("sslcert", "PGSSLCERT");
        VARIABLES.put("sslkey", "PGSSLKEY");
        VARIABLES.put("sslNegotiation", "PGSSLNEGOTIATION");
        VARIABLES.put("requireAuth", "PGREQUIREAUTH");
        VARIABLES.put("channelBinding", "PGCHANNELBINDING");
        VARIABLES.put("gssEncMode", "PGGSSENCMODE");
        VARIABLES.put("kerberosServerName", "PGKRBSRVNAME");
        VARIABLES.put("ApplicationName", "PGAPPNAME");
        VARIABLES.put("options", "PGOPTIONS");
    }

    private static final Map<String, String> SESSION_ATTRIBUTES = Map.of(
            "any", "any",
            "read-write", "primary",
            "primary", "primary",
            "read-only", "secondary",
            "standby", "secondary",
            "prefer-standby", "preferSecondary");

    private final Map<String, String> variables;
    private final Properties service;

    /** @param variables of the process */
    LibpqEnvironment(Map<String, String> variables) {
        this.variables = variables;
        String name = variables.get("PGSERVICE");
        this.service = name == null || name.isEmpty() ? new Properties() : service(name);
    }

    private static Properties service(String name) {
        String url = "jdbc:postgresql://?service=" + URLEncoder.encode(name, StandardCharsets.UTF_8);
        Properties found = Driver.parseURL(url, null);
        if (found == null) {
            throw ReplicationFailure.badSetting(
                    "PGSERVICE", "names the service '" + name + "', which is in no service file (PGSERVICEFILE)");
        }
        return found;
    }

    String host() {
        return first("PGHOST", "PGHOST");
    }

    String port() {
        return first("PGPORT", "PGPORT");
    }

    String database() {
        return first("PGDBNAME", "PGDATABASE");
    }

    String user() {
        return first("user", "PGUSER");
    }

    /** Parameters by the driver's names. */
    Map<String, String> parameters() {
        Map<String, String> all = new LinkedHashMap<>();
        VARIABLES.forEach((parameter, variable) -> put(all, parameter, variables.get(variable)));
        put(all, "targetServerType", sessionAttributes());
        service.stringPropertyNames().stream()
                .filter(name -> !name.startsWith("PG"))
                .forEach(name -> put(all, name, service.getProperty(name)));
        return all;
    }

    private String sessionAttributes() {
        String wanted = variables.get("PGTARGETSESSIONATTRS");
        if (wanted == null || wanted.isEmpty()) {
            return null;
        }
        String type = SESSION_ATTRIBUTES.get(wanted);
        if (type == null) {
            throw ReplicationFailure.badSetting(
                    "PGTARGETSESSIONATTRS", "is '" + wanted + "', which libpq does not know");
        }
        return type;
    }

    private static void put(Map<String, String> all, String name, String value) {
        if (value != null && !value.isEmpty()) {
            all.put(name, value);
        }
    }

    private String first(String ofService, String variable) {
        String value = service.getProperty(ofService);
        return value == null || value.isEmpty() ? variables.get(variable) : value;
    }
}
