package io.pgwal.values;

import io.pgwal.protocol.MalformedMessageException;
import io.pgwal.protocol.TupleWriter;
import java.io.InvalidObjectException;
import java.io.Serializable;

/**
 * A row as it is serialized: the rows of one table share its description, and no value is an object of its own.
 *
 * @param tuple the columns in their wire form, which is checked when it is read
 */
record SerializedRow(RowDecoder table, byte[] tuple, boolean keyOnly) implements Serializable {

    private Object readResolve() throws InvalidObjectException {
        if (table == null || tuple == null) {
            throw new InvalidObjectException("A serialized row has no table or no columns");
        }
        try {
            return table.restored(TupleWriter.parse(tuple), keyOnly);
        } catch (MalformedMessageException | RelationMismatchException e) {
            InvalidObjectException invalid = new InvalidObjectException("A serialized row does not fit its table");
            invalid.initCause(e);
            throw invalid;
        }
    }
}
