package io.pgwal.replication.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgwal.replication.ConnectionSettings;
import io.pgwal.replication.PublicationSettings;
import io.pgwal.replication.SessionSettings;
import io.pgwal.replication.SlotSettings;
import io.pgwal.replication.preflight.Finding.Level;
import io.pgwal.testing.TestDatabase;
import java.util.List;
import org.assertj.core.api.AbstractStringAssert;

/** What the preflight says of a database, check by check. */
record PreflightFixture(TestDatabase database, SessionSettings settings) {

    /** As a superuser, of this database's slot and a publication {@code pub}. */
    static PreflightFixture of(TestDatabase database) {
        return as(database, database.server().user(), database.server().password());
    }

    static PreflightFixture as(TestDatabase database, String user, String password) {
        ConnectionSettings connection = ConnectionSettings.builder()
                .host(database.server().host())
                .port(database.server().port())
                .database(database.name())
                .username(user)
                .password(password)
                .build();
        return new PreflightFixture(database, SessionSettings.of(connection, database.slot(), "pub"));
    }

    PreflightFixture with(SessionSettings other) {
        return new PreflightFixture(database, other);
    }

    PreflightFixture reading(String... publications) {
        return with(settings.with(new PublicationSettings(List.of(publications), false, List.of())));
    }

    PreflightFixture withoutCreating() {
        return with(settings.with(new SlotSettings(database.slot(), false, false, true, false, false)));
    }

    List<Finding> findings() {
        return Preflight.look(settings);
    }

    List<Finding> findings(String check) {
        return findings().stream()
                .filter(finding -> finding.check().equals(check))
                .toList();
    }

    /** Of the check, which found one thing of this level; the text is the finding and its remedy. */
    AbstractStringAssert<?> assertOne(String check, Level level) {
        List<Finding> found = findings(check).stream()
                .filter(finding -> finding.level() == level)
                .toList();
        assertThat(found).as(check + " " + level + " among " + findings(check)).hasSize(1);
        Finding one = found.get(0);
        assertThat(one.remedy().isBlank()).as("a remedy of " + one).isEqualTo(level == Level.OK);
        return assertThat(one.what() + "\n" + one.remedy());
    }

    void assertSilent(String check) {
        assertThat(findings(check)).isEmpty();
    }
}
