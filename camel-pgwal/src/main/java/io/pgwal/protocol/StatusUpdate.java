package io.pgwal.protocol;

/**
 * What the client tells the server about its progress (Standby status update).
 *
 * @param written   received; shown in pg_stat_replication, and awaited by synchronous_commit=remote_write
 * @param flushed   <b>the only one that moves the slot</b>: what committed before it is never sent again. The server
 *                  does not check it against what it has sent
 * @param applied   shown, and awaited by synchronous_commit=remote_apply
 * @param clientTime now
 * @param replyRequested the server answers with a keepalive at once: a ping
 */
public record StatusUpdate(Lsn written, Lsn flushed, Lsn applied, PgTime clientTime, boolean replyRequested) {

    /** Wire: 'r', 34 bytes. */
    public byte[] encode() {
        byte[] bytes = new byte[34];
        bytes[0] = 'r';
        BigEndian.putInt64(bytes, 1, written.bits());
        BigEndian.putInt64(bytes, 9, flushed.bits());
        BigEndian.putInt64(bytes, 17, applied.bits());
        BigEndian.putInt64(bytes, 25, clientTime.microseconds());
        bytes[33] = (byte) (replyRequested ? 1 : 0);
        return bytes;
    }
}
