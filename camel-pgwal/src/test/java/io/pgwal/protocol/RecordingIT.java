package io.pgwal.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.pgwal.testing.OnEveryPostgres;
import io.pgwal.testing.PgServer;
import io.pgwal.testing.TestDatabase;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Everything that pgoutput has a message for, on every major, in every way to ask for it. With {@code
 * -Dpgwal.record=true} what the servers sent becomes the recordings that {@link RecordingTest} reads.
 */
@OnEveryPostgres
@Timeout(120)
class RecordingIT {

    private final PgServer server;

    RecordingIT(PgServer server) {
        this.server = server;
    }

    @ParameterizedTest
    @EnumSource(Variant.class)
    void what_the_server_sends_decodes_whole_and_in_order(Variant variant) throws SQLException, IOException {
        assumeTrue(Variant.of(server.major()).contains(variant), "not an option of this major");
        Recording recording = new Recording(server.major(), variant, record(variant));
        StreamOrder stream = new StreamOrder();
        recording.frames().forEach(stream::take);
        stream.end();

        stream.counts().remove("k");
        assertThat(stream.counts()).containsOnlyKeys(variant.kinds());
        if (Boolean.getBoolean("pgwal.record")) {
            recording.write();
        }
    }

    private List<byte[]> record(Variant variant) throws SQLException {
        try (TestDatabase database = server.newDatabase()) {
            RecordedWorkload.prepare(database);
            try (Recorder recorder = new Recorder(database, variant, RecordedWorkload.QUOTED_PUBLICATION)) {
                new RecordedWorkload(database, recorder).run();
                return recorder.frames();
            }
        }
    }
}
