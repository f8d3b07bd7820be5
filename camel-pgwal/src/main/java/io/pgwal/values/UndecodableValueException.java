package io.pgwal.values;

import io.pgwal.protocol.Tuple;

/** A value could not be decoded and was delivered as its text. Names relation, column and type; never the value. */
public final class UndecodableValueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String relation;
    private final String column;

    UndecodableValueException(String relation, Column column, Tuple.Kind format, RuntimeException cause) {
        super(relation + "." + column.name() + " of type " + column.type().name() + " (oid "
                + column.type().oid() + ") in " + format + " format does not decode ("
                + cause.getClass().getSimpleName() + "); delivered as text");
        this.relation = relation;
        this.column = column.name();
    }

    public String relation() {
        return relation;
    }

    public String column() {
        return column;
    }
}
