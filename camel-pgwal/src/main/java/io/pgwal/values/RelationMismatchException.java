package io.pgwal.values;

/** A tuple does not have the columns of its relation: the stream contradicts itself. */
public final class RelationMismatchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RelationMismatchException(String relation, int need, int have) {
        super(relation + ": the Relation message has " + need + " columns, a tuple has " + have);
    }
}
