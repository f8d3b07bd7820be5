package io.pgwal.replication.preflight;

import java.sql.SQLException;

/** One thing to look at. */
interface Check {

    /** @throws SQLException when it cannot be looked at, which is a finding too */
    void look(Examination on) throws SQLException;
}
