package io.pgwal.replication;

import io.pgwal.protocol.Lsn;
import io.pgwal.protocol.PgOutputDecoder;
import io.pgwal.protocol.PgOutputMessage;

/**
 * A streamed transaction that has committed or is prepared, on its way to the output.
 *
 * @param boundary    COMMIT or PREPARE
 * @param boundaryLsn position of the commit or prepare record
 * @param end         what acknowledges the transaction
 */
record StreamedReplay(StreamedTransaction frames, Kind boundary, Lsn boundaryLsn, Lsn end, PgOutputDecoder decoder) {

    StreamedReplay(StreamedTransaction frames, Kind boundary, Lsn boundaryLsn, Lsn end) {
        this(frames, boundary, boundaryLsn, end, PgOutputDecoder.insideBlock());
    }

    PgOutputMessage decode(StreamedTransaction.Frame frame) {
        return decoder.decode(frame.bytes(), frame.offset());
    }
}
