package io.pgwal.values;

import java.io.Serializable;

/** What a row holds for one column. A value, SQL NULL and "not sent" are three different things. */
public sealed interface Cell extends Serializable {

    /** @param java never null */
    record Value(Object java) implements Cell {}

    /** SQL NULL. */
    enum Null implements Cell {
        NULL
    }

    /** Not sent: a TOASTed value that the statement did not change. It is not NULL. */
    enum Unchanged implements Cell {
        UNCHANGED
    }
}
