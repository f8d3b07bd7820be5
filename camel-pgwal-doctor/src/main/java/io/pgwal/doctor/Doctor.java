package io.pgwal.doctor;

import io.pgwal.replication.ConnectionSettings;
import io.pgwal.replication.Kind;
import io.pgwal.replication.PublicationSettings;
import io.pgwal.replication.ReplicationFailure;
import io.pgwal.replication.SessionSettings;
import io.pgwal.replication.SlotSettings;
import io.pgwal.replication.StreamOptions;
import io.pgwal.replication.Streaming;
import io.pgwal.replication.preflight.Finding;
import io.pgwal.replication.preflight.Preflight;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line: what to look at, a table of what was found, and an exit code that tells the worst of it. */
@Command(
        name = "java -jar camel-pgwal-doctor.jar",
        description = "Looks at all that a route on a replication slot depends on. Changes nothing on the server.",
        mixinStandardHelpOptions = true,
        versionProvider = Doctor.Version.class,
        sortOptions = false,
        exitCodeOnInvalidInput = Doctor.USAGE,
        exitCodeOnExecutionException = Doctor.DEFECT,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:All is well.",
            "1:Nothing fails, but there are warnings.",
            "2:Something cannot work, or there is no connection.",
            "64:The command line is not understood.",
            "70:A defect of this programme."
        })
public final class Doctor implements Callable<Integer> {

    static final int WARNINGS = 1;
    static final int FAILURES = 2;
    static final int USAGE = 64;
    static final int DEFECT = 70;

    @Option(names = "--url", description = "A whole JDBC URL, in place of host, port and database.")
    private String url;

    @Option(names = "--host", description = "If not given: PGHOST, then localhost.")
    private String host;

    @Option(names = "--port", description = "If not given: PGPORT, then 5432.")
    private Integer port;

    @Option(names = "--database", description = "If not given: PGDATABASE, then the username.")
    private String database;

    @Option(names = "--username", description = "The route's role. If not given: PGUSER, then the system's user.")
    private String username;

    @Option(
            names = "--password",
            arity = "0..1",
            interactive = true,
            description = "Without a value it is asked for. If not given: PGPASSWORD, then ~/.pgpass.")
    private String password;

    @Option(names = "--ssl-mode", description = "As libpq's sslmode. If not given: PGSSLMODE, then prefer.")
    private String sslMode;

    @Option(names = "--slot", required = true, description = "The replication slot.")
    private String slot;

    @Option(
            names = "--publication",
            required = true,
            split = ",",
            description = "The publication; several are separated by commas.")
    private List<String> publications;

    @Option(names = "--no-create-slot", description = "The route has createSlot=false: a missing slot is a failure.")
    private boolean noCreateSlot;

    @Option(names = "--streaming", description = "As the route's option: off, on, parallel.")
    private String streaming = "off";

    @Option(names = "--two-phase", description = "The route has twoPhase=true.")
    private boolean twoPhase;

    @Option(names = "--binary", description = "The route has binary=true.")
    private boolean binary;

    @Spec
    private CommandSpec spec;

    /** Exits with the code that the help lists. */
    public static void main(String[] args) {
        Runtime.getRuntime().exit(new CommandLine(new Doctor()).execute(args));
    }

    @Override
    public Integer call() {
        SessionSettings settings = settings();
        PrintWriter out = spec.commandLine().getOut();
        Report report = new Report(spec.commandLine().getColorScheme());
        List<Finding> findings = findings(settings);
        out.print(report.of(settings, findings));
        out.flush();
        return exitCode(findings);
    }

    private static List<Finding> findings(SessionSettings settings) {
        try {
            return Preflight.look(settings);
        } catch (ReplicationFailure noConnection) {
            return List.of(new Finding(
                    "connection",
                    Finding.Level.FAIL,
                    "[" + noConnection.kind() + "] " + noConnection.what(),
                    noConnection.remedy()));
        }
    }

    static int exitCode(List<Finding> findings) {
        Finding.Level worst =
                findings.stream().map(Finding::level).max(Enum::compareTo).orElse(Finding.Level.OK);
        return switch (worst) {
            case OK -> ExitCode.OK;
            case WARN -> WARNINGS;
            case FAIL -> FAILURES;
        };
    }

    private SessionSettings settings() {
        try {
            ConnectionSettings connection = ConnectionSettings.builder()
                    .url(url)
                    .host(host)
                    .port(port)
                    .database(database)
                    .username(username)
                    .password(password)
                    .property("sslmode", sslMode)
                    .build();
            return SessionSettings.of(connection, slot, publications.get(0))
                    .with(new SlotSettings(slot, !noCreateSlot, false, true, false, false))
                    .with(new PublicationSettings(publications, false, List.of()))
                    .with(new StreamOptions(
                            Streaming.valueOf(streaming.toUpperCase(Locale.ROOT)),
                            twoPhase,
                            binary,
                            false,
                            Set.of(),
                            false,
                            Kind.usual(),
                            false));
        } catch (IllegalArgumentException e) {
            throw usage("--streaming is '" + streaming + "'; it can be off, on, parallel");
        } catch (ReplicationFailure e) {
            throw usage(e.getMessage());
        }
    }

    private CommandLine.ParameterException usage(String what) {
        return new CommandLine.ParameterException(spec.commandLine(), what);
    }

    /** As the jar's manifest has it. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {
                "camel-pgwal-doctor " + Doctor.class.getPackage().getImplementationVersion()
            };
        }
    }
}
