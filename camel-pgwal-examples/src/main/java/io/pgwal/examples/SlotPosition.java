package io.pgwal.examples;

import io.pgwal.protocol.Lsn;

/**
 * @param confirmed what PostgreSQL may forget, and where it goes on after a restart
 * @param walEnd    what it has written by now
 */
public record SlotPosition(Lsn confirmed, Lsn walEnd) {

    @Override
    public String toString() {
        return "PostgreSQL says: slot confirmed up to " + confirmed + ", WAL written up to " + walEnd;
    }
}
