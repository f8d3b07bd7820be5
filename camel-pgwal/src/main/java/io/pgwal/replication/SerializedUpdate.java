package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.values.Row;
import java.io.Serializable;
import java.util.Optional;

/**
 * An update as it is serialized.
 *
 * @param before null when there is none
 */
record SerializedUpdate(Transaction transaction, Lsn lsn, long ordinal, Row row, Row before) implements Serializable {

    private Object readResolve() {
        return new Change.Update(transaction, lsn, ordinal, row, Optional.ofNullable(before));
    }
}
